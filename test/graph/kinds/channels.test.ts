import { describe, expect, it } from "vitest";
import { buildGraph, findEndpoint, type Hop } from "../../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import { manifests } from "../manifests.ts";

const SERVICES = ["a", "b", "dead", "out"]
  .map((name) => `\n---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: ${name} }\n`)
  .join("");
const to = (name: string): string => `{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} } }`;

function build(yaml: string): ReturnType<typeof buildGraph> {
  return buildGraph(manifests(yaml + SERVICES), DEFAULT_SETTINGS);
}

/** A leg in one line: `from -> to, reply reply, failed sink`. */
function line({ from, to: target, reply, delivery }: Hop): string {
  const short = (id: string | undefined): string => id?.split("/").at(-1) ?? "-";
  return `${short(from)} -> ${short(target?.endpoint)}, reply ${short(reply?.endpoint)}, failed ${short(delivery.deadLetterSink?.endpoint)}`;
}

describe("a Subscription", () => {
  const channel = `
apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: orders }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  delivery: { retry: 4, deadLetterSink: ${to("dead")} }
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: plain }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: orders }
  subscriber: ${to("a")}
  reply: ${to("out")}
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: own }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: orders }
  subscriber: ${to("b")}
  delivery: { retry: 1, format: json }
`;

  it("takes its Channel's delivery whole or not at all, but for the dead-letter sink", () => {
    const { hops } = build(channel);
    expect(hops.map(line)).toEqual(["orders -> a, reply out, failed dead", "orders -> b, reply -, failed dead"]);
    expect(hops.map(({ delivery }) => delivery.retry?.value)).toEqual([4, 1]);
    expect(hops.map(({ delivery }) => delivery.format)).toEqual([undefined, undefined]);
  });

  it("reaches a Channel by the name of the channel behind it, at that one's address", () => {
    const { endpoints, dangling } = build(channel);
    expect(dangling).toEqual([]);
    const [orders] = endpoints.filter(({ kind }) => kind === "channel");
    expect(orders?.url).toBe("http://orders-kn-channel.default.svc.cluster.local");
  });

  it("is no leg at all while something it names does not resolve", () => {
    const { hops, dangling } = build(channel.replaceAll(to("out"), to("oust")));
    expect(hops.map(({ name, unresolved }) => [name, unresolved])).toEqual([
      ["plain", true],
      ["own", undefined],
    ]);
    expect(dangling.map(({ ref, near, origin }) => [ref.name, near, origin.field])).toEqual([
      ["oust", "out", "spec.reply.ref"],
    ]);
  });
});

describe("a Sequence", () => {
  const sequence = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec: { delivery: { retry: 2, deadLetterSink: ${to("dead")} } }
  steps:
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: a }
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: b }
      delivery: { retry: 7 }
  reply: ${to("out")}
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: tick }
spec: { sink: { ref: { apiVersion: flows.knative.dev/v1, kind: Sequence, name: s } } }
`;

  it("is its channels and Subscriptions, entered at the first", () => {
    const { hops } = build(sequence);
    expect(hops.map(line)).toEqual([
      "s-kn-sequence-0 -> a, reply s-kn-sequence-1, failed dead",
      "s-kn-sequence-1 -> b, reply out, failed dead",
      "tick -> s-kn-sequence-0, reply -, failed -",
    ]);
    expect(hops.map(({ delivery }) => delivery.retry?.value)).toEqual([2, 7, undefined]);
    expect(hops[2]?.to?.url).toBe("http://s-kn-sequence-0-kn-channel.default.svc.cluster.local");
  });

  it("places every part in the field that a user wrote", () => {
    const { hops } = build(sequence);
    const fields = hops.slice(0, 2).map(({ origin, to: target, reply, delivery }) => ({
      origin: origin.field,
      to: target?.origin.field,
      reply: reply?.origin.field,
      retry: delivery.retry?.origin.field,
      sink: delivery.deadLetterSink?.origin.field,
    }));
    expect(fields).toEqual([
      {
        origin: "spec.steps[0]",
        to: "spec.steps[0].ref",
        reply: "spec.steps[0]",
        retry: "spec.channelTemplate.spec.delivery.retry",
        sink: "spec.channelTemplate.spec.delivery.deadLetterSink.ref",
      },
      {
        origin: "spec.steps[1]",
        to: "spec.steps[1].ref",
        reply: "spec.reply.ref",
        retry: "spec.steps[1].delivery.retry",
        sink: "spec.channelTemplate.spec.delivery.deadLetterSink.ref",
      },
    ]);
  });
});

describe("what a Sequence discards", () => {
  it("is replied by its last step; what the others reply goes on", () => {
    const { hops } = build(`
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s, annotations: { sluice.dev/discards: done } }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  steps: [${to("a")}, ${to("b")}]
`);
    expect(hops.map(({ name, discards }) => [name, discards])).toEqual([
      ["s-kn-sequence-0", []],
      ["s-kn-sequence-1", ["done"]],
    ]);
  });
});

describe("the name of a Sequence or Parallel", () => {
  it("means the channel where its events enter, and each channel has its own", () => {
    const graph = build(`
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  steps: [${to("a")}, ${to("b")}]
---
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  branches: [{ subscriber: ${to("a")} }]
`);
    const named = (name: string) => findEndpoint(graph, name).endpoint?.name;
    expect(["s", "default/s", "s-kn-sequence-1", "p", "p-kn-parallel-0"].map(named)).toEqual([
      "s-kn-sequence-0",
      "s-kn-sequence-0",
      "s-kn-sequence-1",
      "p-kn-parallel",
      "p-kn-parallel-0",
    ]);
  });
});

describe("a channel that lives elsewhere", () => {
  it("answers without an event, as a Broker does", () => {
    const { endpoints, hops } = build(`
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata:
  name: one
  annotations:
    sluice.dev/external: '[{"ref":{"apiVersion":"messaging.knative.dev/v1","kind":"Channel","name":"far"},"name":"far","accepts":["placed"]}]'
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: far }
  subscriber: ${to("a")}
`);
    const far = endpoints.find(({ name }) => name === "far");
    expect(far).toMatchObject({ kind: "external", accepts: [{ type: "placed" }], replies: [] });
    expect(hops.map(line)).toEqual(["far -> a, reply -, failed -"]);
  });
});

describe("a Parallel", () => {
  it("feeds a branch by its filter's reply, or directly where it has none", () => {
    const { hops } = build(`
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  branches:
    - filter: ${to("a")}
      subscriber: ${to("b")}
      delivery: { deadLetterSink: ${to("dead")} }
    - subscriber: ${to("b")}
      reply: ${to("dead")}
  reply: ${to("out")}
`);
    expect(hops.map(line)).toEqual([
      "p-kn-parallel -> a, reply p-kn-parallel-0, failed -",
      "p-kn-parallel-0 -> b, reply out, failed dead",
      "p-kn-parallel -> p-kn-parallel-1, reply -, failed -",
      "p-kn-parallel-1 -> b, reply dead, failed -",
    ]);
    expect(hops.map(({ carriesDelivery }) => carriesDelivery)).toEqual([false, true, false, true]);
    expect(hops.map(({ origin }) => origin.field)).toEqual([
      "spec.branches[0]",
      "spec.branches[0]",
      "spec.branches[1]",
      "spec.branches[1]",
    ]);
  });

  it("has no subscriber in a branch whose delivery is refused, and nothing in those after it", () => {
    const { hops, endpoints } = build(`
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  branches:
    - subscriber: ${to("a")}
      delivery: { retry: 1 }
    - subscriber: ${to("b")}
      delivery: { backoffDelay: never }
    - subscriber: ${to("out")}
`);
    expect(hops.map(line)).toEqual([
      "p-kn-parallel -> p-kn-parallel-0, reply -, failed -",
      "p-kn-parallel-0 -> a, reply -, failed -",
      "p-kn-parallel -> p-kn-parallel-1, reply -, failed -",
    ]);
    expect(endpoints.filter(({ kind }) => kind === "channel").map(({ name }) => name)).toEqual([
      "p-kn-parallel",
      "p-kn-parallel-0",
      "p-kn-parallel-1",
      "p-kn-parallel-2",
    ]);
  });
});
