import { describe, expect, it } from "vitest";
import { buildGraph, isLegReady, neverReady, type ReadinessOptions } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

const brokerRef = (name: string): string =>
  `{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: ${name} } }`;
const channelRef = (name: string): string =>
  `{ ref: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: ${name} } }`;
const url = (path: string): string => `{ uri: "http://broker-ingress.knative-eventing.svc.cluster.local/${path}" }`;

function broker(name: string, sink: string, more = ""): string {
  return `\n---\napiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: { name: ${name}${more} }\nspec: { delivery: { deadLetterSink: ${sink} } }`;
}

function channel(name: string, delivery: string): string {
  return `\n---\napiVersion: messaging.knative.dev/v1\nkind: InMemoryChannel\nmetadata: { name: ${name} }\nspec: { ${delivery} }`;
}

function subscription(name: string, from: string, to: string): string {
  return `\n---\napiVersion: messaging.knative.dev/v1\nkind: Subscription\nmetadata: { name: ${name} }\nspec: { channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: ${from} }, subscriber: ${to} }`;
}

function waitForEver(yaml: string, options?: ReadinessOptions): readonly string[] {
  const graph = buildGraph(manifests(yaml), DEFAULT_SETTINGS);
  return [...neverReady(graph, options)].map((id) => id.split("/").at(-1) ?? "").sort();
}

describe("a Broker or Channel", () => {
  it("never becomes ready when its dead-letter sink leads back to it", () => {
    expect(waitForEver(broker("a", brokerRef("a")))).toEqual(["a"]);
    expect(waitForEver(broker("a", brokerRef("b")) + broker("b", brokerRef("a")))).toEqual(["a", "b"]);
    expect(waitForEver(channel("c", `delivery: { deadLetterSink: ${channelRef("c")} }`))).toEqual(["c"]);
  });

  it("never becomes ready when its dead-letter sink does not", () => {
    expect(waitForEver(broker("a", brokerRef("b")) + broker("b", brokerRef("b")))).toEqual(["a", "b"]);
    expect(waitForEver(broker("a", brokerRef("nowhere")))).toEqual(["a"]);
  });

  it("is ready when the way back is a Subscription, or a URL", () => {
    const detour = broker("a", channelRef("c")) + channel("c", "") + subscription("s", "c", brokerRef("a"));
    expect(waitForEver(detour)).toEqual([]);
    expect(waitForEver(broker("a", url("default/a")))).toEqual([]);
  });

  it("is nobody's when it is of another class and only Knative's own counts", () => {
    const kafka = broker("a", brokerRef("b"), ", annotations: { eventing.knative.dev/broker.class: Kafka }");
    expect(waitForEver(kafka + broker("b", url("default/x")))).toEqual([]);
    expect(waitForEver(kafka + broker("b", url("default/x")), { foreignBrokers: false })).toEqual(["a"]);
    expect(
      waitForEver(
        broker("b", brokerRef("a")) +
          broker("a", url("x"), ", annotations: { eventing.knative.dev/broker.class: Kafka }"),
        { foreignBrokers: false },
      ),
    ).toEqual(["a", "b"]);
  });
});

describe("a leg", () => {
  it("is not added while its subscriber has no address", () => {
    const graph = buildGraph(
      manifests(
        broker("a", brokerRef("a")) +
          channel("c", "") +
          subscription("s", "c", brokerRef("a")) +
          subscription("t", "c", url("default/a")),
      ),
      DEFAULT_SETTINGS,
    );
    const never = neverReady(graph);
    expect(graph.hops.map((hop) => [hop.name, isLegReady(hop, never)])).toEqual([
      ["s", false],
      ["t", true],
    ]);
  });
});
