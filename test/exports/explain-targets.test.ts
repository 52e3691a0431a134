import { describe, expect, it } from "vitest";
import { explainTarget, findPart, targetsText } from "../../src/exports/index.ts";
import { graphOfApp } from "../../src/testing/simulate.ts";
import { FLOWS, shop, TARGETS } from "../targets/shop.ts";

function explained(name: string) {
  const flow = FLOWS[name];
  if (flow === undefined) throw new Error(`There is no flow "${name}".`);
  return TARGETS.map((target) => {
    const graph = graphOfApp(shop({ target, flow, helped: true, deadLetterSink: true }));
    const { hops = [] } = findPart(graph, "orders");
    const places = new Set(hops.flatMap(({ from, to }) => [from, to?.endpoint]));
    const sending = graph.hops.filter(({ kind, to }) => kind === "sink" && to !== undefined && places.has(to.endpoint));
    return explainTarget(graph, "shop/orders", [...sending, ...hops], { target, isChosen: target === "broker" });
  });
}

describe("a Pipeline on every target", () => {
  it("is told as a table, and by what differs beside numbers", () => {
    expect(targetsText("shop/orders", explained("a chain"))).toMatchInlineSnapshot(`
      "shop/orders on each target:

                               broker (yours)                                     flows                                     channels                                                 shim
        objects                1 ContainerSource, 3 Trigger, 1 Broker, 3 Service  1 ContainerSource, 1 Sequence, 3 Service  1 ContainerSource, 3 Subscription, 3 Channel, 3 Service  1 ContainerSource, 4 Service
        hops                   4                                                  4                                         4                                                        4
        requests of one event  18, 3 of them to services                          6, 3 of them to services                  6, 3 of them to services                                 4, 3 of them to services
        longest answer         9 seconds                                          9 seconds                                 9 seconds                                                9 seconds

      kept by:
        broker (yours)    the broker, in memory
        flows             the channel, in memory
        channels          the channel, in memory
        shim              its sender, until the outcome is known
      a body that is no event:
        broker (yours)    fails (502), is retried and dead-lettered
        flows             counts as success, and the flow ends there
        channels          counts as success, and the flow ends there
        shim              fails (502), is retried and dead-lettered
      a failure that nobody keeps:
        broker (yours)    the sender hears 500; sources do not send again
        flows             the sender hears 500; sources do not send again
        channels          the sender hears 500; sources do not send again
        shim              the sender hears the step's status; sources repeat what may be repeated
      dead letters: on every leg (on all)
      "
    `);
  });

  it("counts the legs of a shim, and the shim itself as no work", () => {
    const costs = explained("a map").map(({ target, cost }) => [target, cost?.requests, cost?.calls]);
    expect(costs).toMatchInlineSnapshot(`
      [
        [
          "broker",
          18,
          2,
        ],
        [
          "flows",
          6,
          2,
        ],
        [
          "channels",
          6,
          2,
        ],
        [
          "shim",
          3,
          2,
        ],
      ]
    `);
  });

  it("says why a target refuses", () => {
    const refusal = {
      code: "step-replies-its-input",
      message: 'Step "check" replies its input.',
      mend: "Give it another type.",
      notes: ["type-at-two-positions: There is more."],
    };
    expect(targetsText("shop/orders", [{ target: "broker", isChosen: true, refusal }])).toMatchInlineSnapshot(`
      "shop/orders on each target:

      broker refuses it (step-replies-its-input):
        Step "check" replies its input.
        Give it another type.
        type-at-two-positions: There is more.
      "
    `);
  });
});
