import { describe, expect, it } from "vitest";
import { brokerTarget, compile, type BrokerContext } from "../../src/compiler/index.ts";
import { defineEvent } from "../../src/events/index.ts";
import { contractName } from "../../src/manifests/annotations.ts";
import { discard, fanOut, filter, flow, publish, step } from "./flows.ts";

const own: BrokerContext = { broker: { name: "orders", namespace: "shop", own: true } };

describe("compile", () => {
  it("gives one Trigger for each step, and the contracts to make known", () => {
    const { manifests, declares, diagnostics } = compile(
      flow("A", step("bill", "A -> B", step("ship", "B -> C", discard("C")))),
      brokerTarget,
      own,
    );
    expect(diagnostics).toEqual([]);
    expect(declares.map((contract) => contractName(contract))).toEqual(["A", "B", "C"]);
    expect(manifests).toEqual([
      {
        id: "bill",
        delivers: ["bill"],
        manifest: {
          apiVersion: "eventing.knative.dev/v1",
          kind: "Trigger",
          metadata: { namespace: "shop" },
          spec: {
            broker: "orders",
            filter: { attributes: { type: "A" } },
            subscriber: { uri: "http://bill/" },
          },
        },
      },
      {
        id: "ship",
        delivers: ["ship"],
        manifest: {
          apiVersion: "eventing.knative.dev/v1",
          kind: "Trigger",
          metadata: { namespace: "shop", annotations: { "sluice.dev/discards": "C" } },
          spec: {
            broker: "orders",
            filter: { attributes: { type: "B" } },
            subscriber: { uri: "http://ship/" },
          },
        },
      },
    ]);
  });

  it("gives nothing of a flow it refuses, and everything that is wrong with it", () => {
    const refused = compile(
      flow("A", fanOut("A", [step("echo", "A -> A")], [step("twice", "A -> B")], [step("twice", "A -> B")])),
      brokerTarget,
      own,
    );
    expect(refused.manifests).toEqual([]);
    expect(refused.declares).toEqual([]);
    expect(refused.discards).toEqual([]);
    expect(refused.diagnostics.map(({ code }) => code)).toEqual(["duplicate-step-name", "step-replies-its-input"]);
  });

  it.for([
    ["nothing", flow("A")],
    ["only a discard", flow("A", discard("A"))],
    [
      "filters and branches that end in discards",
      flow("A", fanOut("A", [filter("A", { region: "eu" }, discard("A"))], [])),
    ],
  ] as const)("refuses a flow of %s", ([, empty]) => {
    expect(compile(empty, brokerTarget, own).diagnostics).toEqual([
      {
        code: "flow-without-step",
        severity: "error",
        at: { construct: "shop/orders" },
        message: "This flow delivers its events to nobody.",
        mend: "Add a step: `flow: (events) => events.to(service)`.",
      },
    ]);
  });

  it("takes a flow that only publishes", () => {
    const { manifests, diagnostics } = compile(
      flow("A", publish("elsewhere", "A", { uri: "http://elsewhere/" })),
      brokerTarget,
      own,
    );
    expect(diagnostics).toEqual([]);
    expect(manifests.map(({ id, manifest }) => [id, manifest.spec?.subscriber])).toEqual([
      ["elsewhere", { uri: "http://elsewhere/" }],
    ]);
  });

  it("declares two meanings of one type, and each of them once", () => {
    const meaning = (type: string) => defineEvent("A", { jsonSchema: { type } });
    const carried = {
      ...flow("A", step("bill", "A -> B")),
      carries: [meaning("object"), meaning("string"), meaning("object")],
    };
    const { declares } = compile(carried, brokerTarget, own);
    expect(declares.map(({ type, jsonSchema }) => [type, jsonSchema?.type])).toEqual([
      ["A", "object"],
      ["A", "string"],
      ["B", undefined],
    ]);
  });

  it("compiles a chain of two thousand steps", () => {
    const count = 2_000;
    let nodes = step("last", `T${count} ->`);
    for (let index = count - 1; index >= 0; index--) nodes = step(`s${index}`, `T${index} -> T${index + 1}`, nodes);
    expect(compile(flow("T0", nodes), brokerTarget, own).manifests).toHaveLength(count + 1);
  });
});
