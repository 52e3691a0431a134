import { describe, expect, it } from "vitest";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { defineEvent, defineStep } from "../../src/events/index.ts";
import { accepts, fails, serving, simulateManifests } from "../../src/testing/index.ts";
import { broker, brokerRef, service, trigger } from "../runtime/harness.ts";

// YAML that Sluice did not write says nothing of contracts.
const Order = defineEvent<"shop.order", { n: number }>("shop.order");
const Shipped = defineEvent<"shop.shipped", { n: number }>("shop.shipped");
const Ship = defineStep("ship", { accepts: [Order], replies: [Shipped] });
const Bill = defineStep("bill", { accepts: [Order], replies: [Shipped] });
const manifests = [
  broker("b"),
  service("ship"),
  trigger("t", "b", "ship", { filter: { attributes: { type: "shop.order" } } }),
];

async function faultOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return AuthoringError.is(error) ? error.diagnostic : error;
  }
  return undefined;
}

describe("simulateManifests", () => {
  it("runs plain manifests, the step found by its service's name", async () => {
    const run = await simulateManifests(manifests, [serving(Ship, ({ data }) => Shipped.create(data))]);
    await run.send(Order.create({ n: 1 }), { to: "b" });
    expect(run).toHaveDelivered(Order, { to: "ship", times: 1 });
    // The Broker's default delivery is filled in: ten retries.
    const failing = await simulateManifests(manifests, [serving(Ship, fails(503))]);
    await failing.send(Order.create({ n: 1 }), { to: "b" });
    expect(failing).toHaveDelivered(Order, { to: "ship", times: 11 });
  });

  it("takes a service by its name where it is called otherwise", async () => {
    const run = await simulateManifests(manifests, [serving(Bill, accepts(), { at: "n/ship" })]);
    await run.send(Order.create({ n: 1 }), { to: "b" });
    expect(run).toHaveDelivered(Order, { to: "ship", times: 1 });
  });

  it("accepts everything at a service of unknown contract without a handler", async () => {
    const run = await simulateManifests(manifests);
    const { sent } = await run.send(Order.create({ n: 1 }), { to: "b" });
    expect(sent).toEqual({ isTaken: true, status: 202 });
  });

  it("refuses a name of several things, and a service served twice", async () => {
    const twice = [broker("x"), service("x"), ...manifests];
    const run = await simulateManifests(twice);
    expect(await faultOf(() => run.send(Order.create({ n: 1 }), { to: "x" }))).toEqual({
      code: "ambiguous-endpoint",
      severity: "error",
      at: {},
      message: '"x" could be several things.',
      mend: 'Use one of "eventing.knative.dev/Broker/n/x", "serving.knative.dev/Service/n/x".',
    });
    const served = [serving(Ship, accepts()), serving(Bill, accepts(), { at: "ship" })];
    expect(await faultOf(() => simulateManifests(manifests, served))).toEqual({
      code: "served-twice",
      severity: "error",
      at: {},
      message: 'Both step "ship" and step "bill" would answer at "ship".',
      mend: "Say which service each is for with `serving(…, { at })`.",
    });
  });

  it("ends a loop that has no end by saying what went round", async () => {
    const loop = [broker("b"), trigger("t", "b", "unused", { subscriber: brokerRef("b") }), service("ship")];
    const run = await simulateManifests([...loop, trigger("t2", "b", "ship")], [], { maxTurns: 500 });
    const fault = await faultOf(() => run.send(Order.create({ n: 1 }), { to: "b" }));
    expect(fault).toMatchObject({
      code: "endless-run",
      mend: "Look for a step that replies with what it is sent, or use `advance` instead of `settle`.",
    });
  });

  it("remembers as much as it is told to", async () => {
    const run = await simulateManifests(manifests, [serving(Ship, fails(503))], { remember: 5 });
    await run.send(Order.create({ n: 1 }), { to: "b" });
    expect({ kept: run.deliveries.length, forgotten: run.forgotten }).toEqual({ kept: 5, forgotten: 7 });
  });
});
