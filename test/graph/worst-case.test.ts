import { describe, expect, it } from "vitest";
import { buildGraph, flowTypes, type WorstCase, worstCases } from "../../src/graph/index.ts";
import type { EventGraph, Hop } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

const service = (name: string, more = ""): string => `
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: ${name}${more} }
spec: { template: { spec: { timeoutSeconds: 10 } } }
`;
const ref = (name: string): string => `{ apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }`;
const sequence = (steps: readonly string[], more = ""): string => `
---
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: seq }
spec:
  ${more}
  steps:
${steps.map((delivery, index) => `    - { ref: ${ref(`s${index}`)}, delivery: { ${delivery} } }`).join("\n")}
${steps.map((_, index) => service(`s${index}`)).join("")}
${service("dead")}
`;
const DLS = `deadLetterSink: { ref: ${ref("dead")} }`;

interface Case {
  readonly graph: EventGraph;
  readonly worst: WorstCase;
  readonly hop: (name: string) => Hop;
}

function worstOf(yaml: string): Case {
  const graph = buildGraph(manifests(yaml), DEFAULT_SETTINGS);
  const worst = worstCases(graph, flowTypes(graph, { everyStepReplies: true }));
  const hop = (name: string): Hop => {
    const found = graph.hops.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no hop ${name}`);
    return found;
  };
  return { graph, worst, hop };
}

const chainedAttempts = (yaml: string, ...names: readonly string[]): readonly (number | undefined)[] => {
  const { worst, hop } = worstOf(yaml);
  return names.map((name) => worst.leg(hop(name))?.chainedAttempts);
};
const STEPS = ["seq-kn-sequence-0", "seq-kn-sequence-1", "seq-kn-sequence-2"];

describe("one leg", () => {
  it("takes its waits, and its attempts up to their limit", () => {
    const { worst, hop } = worstOf(
      sequence([`retry: 3, backoffPolicy: exponential, backoffDelay: PT1S, timeout: PT5S, ${DLS}`]),
    );
    expect(worst.leg(hop("seq-kn-sequence-0"))).toEqual({
      attempts: 4,
      ownWaitMs: 7000,
      timeoutMs: 5000,
      // Four attempts of five seconds; the dead-letter Service is up and may take its five.
      total: { waitMs: 7000, limitMs: 4 * 5000 + 7000 + 5000, loops: false },
      chainedAttempts: 4,
      chain: [hop("seq-kn-sequence-0")],
      cutShort: [],
      assumed: false,
    });
  });

  it("without a timeout is limited by the Service's own, and without that by nothing", () => {
    const { worst, hop } = worstOf(sequence(["retry: 1"]));
    expect(worst.leg(hop("seq-kn-sequence-0"))?.total).toEqual({ waitMs: 0, limitMs: 20_000, loops: false });
    const url = `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: s }
spec: { channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: c }, subscriber: { uri: "http://x.example.com" } }
---
apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: c }
`;
    const other = worstOf(url);
    expect(other.worst.leg(other.hop("s"))?.total.limitMs).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a chain of legs that wait for each other", () => {
  it("multiplies its attempts", () => {
    expect(chainedAttempts(sequence(["retry: 2", "retry: 3", "retry: 4"]), ...STEPS)).toEqual([3, 12, 60]);
  });

  it("does not where each failure ends in a dead letter", () => {
    expect(chainedAttempts(sequence([`retry: 2`, `retry: 3, ${DLS}`, `retry: 4, ${DLS}`]), ...STEPS)).toEqual([
      3, 4, 5,
    ]);
  });

  it("does not where a channel answers before it delivers", () => {
    const kafka = "channelTemplate: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel }";
    // Whether a KafkaChannel does is not known, and nothing is claimed of it.
    expect(chainedAttempts(sequence(["retry: 2", "retry: 3", "retry: 4"], kafka), ...STEPS)).toEqual([3, 4, 5]);
  });

  it("names the legs that multiply, and counts every request", () => {
    const { graph, worst, hop } = worstOf(sequence(["retry: 2", "retry: 3", "retry: 4"]));
    expect(worst.leg(hop(STEPS[2] ?? ""))?.chain.map(({ name }) => name)).toEqual(STEPS);
    const entry = graph.endpoints.find(({ name }) => name === STEPS[0]);
    expect([...worst.requests(entry?.id ?? "")].map(([{ name }, times]) => [name, times])).toEqual([
      [STEPS[0], 3],
      [STEPS[1], 12],
      [STEPS[2], 60],
    ]);
  });

  it("is as slow as all of it, and cut short by a timeout before it", () => {
    const slow = "retry: 2, backoffPolicy: linear, backoffDelay: PT10S";
    const { graph, worst, hop } = worstOf(sequence([`timeout: PT5S, ${DLS}`, slow]));
    const next = graph.endpoints.find(({ name }) => name === STEPS[1])?.id ?? "";
    // Waits of 0 and 10 s, three attempts of the Service's ten.
    const needs = { waitMs: 10_000, limitMs: 40_000, loops: false };
    expect(worst.answer(next)).toEqual(needs);
    expect(worst.leg(hop(STEPS[0] ?? ""))?.cutShort).toEqual([
      { part: "reply", endpoint: next, timeoutMs: 5000, needs, byWaitsAlone: true },
    ]);
  });
});

describe("steps chained on one Broker", () => {
  const broker = (delivery: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
spec: { delivery: { ${delivery} } }
`;
  const step = (name: string, accepts: string, replies: string): string => `
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec: { broker: b, filter: { attributes: { type: ${accepts} } }, subscriber: { ref: ${ref(name)} } }
${service(name, `, annotations: { sluice.dev/accepts: "${accepts}", sluice.dev/replies: "${replies}" }`)}`;
  const source = `
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: shop, annotations: { sluice.dev/emits: a } }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } } }
`;

  it("are no circle, and multiply by their types", () => {
    const yaml = broker("retry: 2") + source + step("one", "a", "b") + step("two", "b", "c") + step("three", "c", "");
    expect(chainedAttempts(yaml, "shop", "one", "two", "three")).toEqual([1, 3, 9, 27]);
  });

  it("that come back to themselves loop, and one round is counted", () => {
    const yaml = broker("retry: 2") + source + step("one", "a", "b") + step("two", "b", "a");
    const { worst, hop } = worstOf(yaml);
    expect(worst.leg(hop("two"))?.total).toEqual({ waitMs: 0, limitMs: Number.POSITIVE_INFINITY, loops: true });
    expect(worst.leg(hop("two"))?.chainedAttempts).toBe(3);
  });

  it("take linear time, a ladder of a thousand diamonds too", () => {
    const diamonds = Array.from({ length: 1000 }, (_, index) => [
      step(`l${index}`, `t${index}`, `t${index + 1}`),
      step(`r${index}`, `t${index}`, `t${index + 1}`),
    ]).flat();
    const { worst, hop } = worstOf(broker(DLS) + source + service("dead") + diamonds.join(""));
    expect(worst.leg(hop("l999"))?.chainedAttempts).toBe(1);
    expect(worst.answer("eventing.knative.dev/Broker/default/b", "t0").loops).toBe(false);
  });
});
