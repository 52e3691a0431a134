import { describe, expect, it } from "vitest";
import { BROKER, documents, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const SERVICES = ["charge", "pack", "ship", "failures"].map((name) => serviceObject(name));

/** What is found, as `object field: message`. */
function told(yaml: string, code: string): readonly string[] {
  return findings(yaml, code).map(({ object, field, message }) => `${object?.name} ${field}: ${message}`);
}

describe("misspelt-type", () => {
  const asked = (...types: readonly string[]): string =>
    documents(BROKER, ...SERVICES, ...types.map((type, at) => triggerObject(`t${at}`, type, "charge")));

  it("knows what Knative itself sends, also where the Broker is not among the manifests", () => {
    const [found] = findings(triggerObject("charge", "dev.knative.sources.pnig"), "misspelt-type");
    expect(found).toMatchObject({
      field: "spec.filter",
      message: `Trigger charge asks for "dev.knative.sources.pnig", which nothing else here names, and Knative sends "dev.knative.sources.ping".`,
      mend: `Did you mean "dev.knative.sources.ping"?`,
    });
  });

  it("takes the type that is asked for more often for the right one", () => {
    const yaml = asked("shop.order.palced", "shop.order.placed", "shop.order.placed");
    expect(told(yaml, "misspelt-type")).toEqual([
      `t0 spec.filter.attributes[type]: Trigger t0 asks for "shop.order.palced", which nothing else here names, and Trigger t1 and Trigger t2 ask for "shop.order.placed".`,
    ]);
  });

  it.each([
    ["a digit", "shop.order.v1", "shop.order.v2"],
    ["a plural", "shop.order.item", "shop.order.items"],
    ["a short word", "shop.text.de", "shop.text.en"],
    ["two words", "shop.ordre.palced", "shop.order.placed"],
    ["another word", "shop.order.paid", "shop.order.said"],
  ])("leaves types alone that differ by %s", (_, one, other) => {
    expect(told(asked(one, other), "misspelt-type")).toEqual([]);
  });
});

describe("event-loop through a Trigger whose subscriber is its own Broker", () => {
  it("is not said to end, and names the subscriber to change", () => {
    const trigger = triggerObject("again", "shop.order.placed", "orders")
      .replace("serving.knative.dev/v1", "eventing.knative.dev/v1")
      .replace("kind: Service", "kind: Broker");
    const [found] = findings(documents(BROKER, trigger, serviceObject("failures")), "event-loop");
    expect(found).toMatchObject({
      mend: "Name the service that is to handle the event as the subscriber of Trigger again, or another place for it.",
      notes: [
        `The path: "shop.order.placed" → Trigger again → Broker orders → "shop.order.placed".`,
        "No Broker counts these rounds, so it never ends.",
      ],
    });
  });
});

describe("missing-filter", () => {
  it("leaves several Triggers without a filter alone, and one whose service states what it accepts", () => {
    const all = [BROKER, ...SERVICES, triggerObject("pack", "shop.order.charged")];
    expect(told(documents(...all, triggerObject("charge", undefined)), "missing-filter")).toHaveLength(1);
    const two = documents(...all, triggerObject("charge", undefined), triggerObject("ship", undefined));
    expect(told(two, "missing-filter")).toEqual([]);
    const stated = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
    expect(told(documents(...all, triggerObject("charge", undefined), stated), "missing-filter")).toEqual([]);
  });

  it("names the branch of a Parallel that takes what another filters", () => {
    const to = (name: string): string =>
      `{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} } }`;
    const parallel = `
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: split }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  branches:
    - { filter: ${to("ship")}, subscriber: ${to("charge")} }
    - { subscriber: ${to("pack")} }
`;
    expect(told(documents(parallel, ...SERVICES), "missing-filter")).toEqual([
      "split spec.branches[1].filter: Branch 1 of Parallel split has no filter, so it gets every event, also those that branch 0 takes.",
    ]);
  });
});

describe("service-left-out", () => {
  it("tells of two Triggers to one service while another gets nothing, with or without their Broker", () => {
    const rest = [
      ...SERVICES.slice(0, 2),
      triggerObject("charge", "shop.order.placed"),
      triggerObject("pack", "shop.order.charged", "charge"),
    ];
    const expected = [
      "pack spec.subscriber.ref: Service charge stands at spec.subscriber.ref of Trigger charge and spec.subscriber.ref of Trigger pack, and nothing leads to Service pack.",
    ];
    expect(told(documents(...rest), "service-left-out")).toEqual(expected);
    expect(told(documents(BROKER, ...rest, serviceObject("failures")), "service-left-out")).toEqual(expected);
  });
});

describe("event-loop", () => {
  it("is seen through a Broker and steps that live elsewhere", () => {
    const sequence = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: enrich }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  steps: [{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: first } }]
  reply: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: to-enrich }
spec:
  broker: orders
  filter: { attributes: { type: shop.order.placed } }
  subscriber: { ref: { apiVersion: flows.knative.dev/v1, kind: Sequence, name: enrich } }
`;
    expect(
      findings(sequence, "event-loop").map(({ severity, object, notes }) => [severity, object?.name, notes]),
    ).toEqual([
      [
        "warning",
        "to-enrich",
        [
          "The path: an event of unknown type → Trigger to-enrich → channel enrich-kn-sequence-0 → spec.steps[0] of Sequence enrich → Service first → an event of unknown type.",
          `It does so when its type is "shop.order.placed": state what the step replies.`,
          "No Broker counts these rounds, so it never ends.",
        ],
      ],
    ]);
  });
});

describe("dangling-reference", () => {
  it("names another thing that is missing too, where the names are near", () => {
    const yaml = documents(triggerObject("charge", "a.b"), triggerObject("pack", "c.d").replace("orders", "odrers"));
    const notes = findings(documents(yaml, ...SERVICES), "dangling-reference").map((found) => found.notes?.[0]);
    expect(notes).toEqual([
      `Others name Broker "odrers", which is missing too: one of the two may be misspelt.`,
      `Others name Broker "orders", which is missing too: one of the two may be misspelt.`,
    ]);
  });

  it("says when the group of one of Knative's kinds is wrong", () => {
    const yaml = triggerObject("charge", "shop.order.placed").replace(
      "serving.knative.dev/v1",
      "serving.kantive.dev/v1",
    );
    const [found, ...others] = findings(documents(BROKER, yaml, ...SERVICES), "dangling-reference");
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      message: `This names Service "charge" in namespace "default" of apiVersion "serving.kantive.dev/v1", and a Service is of "serving.knative.dev/v1".`,
      mend: "Did you mean apiVersion: serving.knative.dev/v1?",
    });
  });
});
