import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const FAILURES = serviceObject("failures");
const step = (name: string, accepts: string, replies: string): string =>
  documents(triggerObject(name, accepts), serviceObject(name, { accepts, replies }));

describe("event-loop", () => {
  it("prints the whole path with the type at each turn", () => {
    const yaml = documents(
      BROKER,
      SHOP,
      step("one", "shop.order.placed", "b"),
      step("two", "b", "shop.order.placed"),
      FAILURES,
    );
    expect(findings(yaml)).toEqual([
      {
        code: "event-loop",
        severity: "error",
        at: { file: "Trigger/one" },
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", name: "one" },
        field: "spec.filter.attributes[type]",
        message: 'An event of type "shop.order.placed" comes back to Broker orders and goes round again.',
        mend: "Reply with a type that the first filter of the path does not take, or narrow that filter.",
        notes: [
          'The path: "shop.order.placed" → Trigger one → Service one → "b" → Trigger two → Service two → "shop.order.placed".',
          "The Broker stops it after 255 rounds; until then every round calls each of these steps.",
        ],
        source: "knative/eventing.md §6.6",
      },
    ]);
  });

  it("is no loop where the step refuses what comes back", () => {
    const yaml = documents(
      BROKER,
      SHOP,
      triggerObject("all", undefined),
      serviceObject("all", { accepts: "shop.order.placed", replies: "b" }),
      step("two", "b", ""),
      FAILURES,
    );
    expect(findings(yaml).map(({ code }) => code)).toEqual(["type-mismatch"]);
  });

  it("sees the loop through an unfiltered Trigger", () => {
    const all = documents(
      triggerObject("all", undefined),
      serviceObject("all", { accepts: "shop.order.placed,b", replies: "b" }),
    );
    const [finding] = findings(documents(BROKER, SHOP, all, FAILURES), "event-loop");
    expect(finding?.notes?.[0]).toBe('The path: "b" → Trigger all → Service all → "b".');
    expect(finding?.field).toBeUndefined();
  });

  it("warns of a Sequence that replies to its own Broker with an unstated type, and says that nobody counts the rounds", () => {
    const sequence = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec: { delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: failures } } } }
  steps: [{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: unknown } }]
  reply: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
    const trigger = triggerObject("t", "shop.order.placed", "s").replace(
      "serving.knative.dev/v1, kind: Service",
      "flows.knative.dev/v1, kind: Sequence",
    );
    const found = findings(documents(BROKER, SHOP, trigger, sequence, serviceObject("unknown"), FAILURES));
    expect(found.map(({ code, severity, notes }) => ({ code, severity, notes }))).toEqual([
      {
        code: "event-loop",
        severity: "warning",
        notes: [
          "The path: an event of unknown type → Trigger t → channel s-kn-sequence-0 → spec.steps[0] of Sequence s → Service unknown → an event of unknown type.",
          'It does so when its type is "shop.order.placed": state what the step replies.',
          "No Broker counts these rounds, so it never ends.",
        ],
      },
    ]);
  });

  it("finds nothing in a Trigger whose subscriber states nothing", () => {
    const yaml = documents(BROKER, SHOP, triggerObject("display", undefined), serviceObject("display"), FAILURES);
    expect(findings(yaml)).toEqual([]);
  });

  it("walks a thousand diamonds in a row", () => {
    const rungs = Array.from({ length: 1000 }, (_, rung) => [
      step(`a${rung}`, `t${rung}`, `t${rung + 1}`),
      step(`b${rung}`, `t${rung}`, `t${rung + 1}`),
    ]).flat();
    const shop = SHOP.replace("shop.order.placed", "t0");
    const found = findings(documents(BROKER, shop, ...rungs, step("last", "t1000", "t0"), FAILURES));
    expect(found.map(({ code }) => code)).toEqual(["event-loop"]);
  });
});
