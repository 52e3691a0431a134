import { describe, expect, it } from "vitest";
import { buildGraph, type FailurePath, failurePaths } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

const URL = `{ uri: "http://s.example.com" }`;
const DELIVERY = `delivery: { deadLetterSink: { uri: "http://dead.example.com" } }`;

/** The failure path of each leg, callers by name. */
function paths(yaml: string): Readonly<Record<string, unknown>> {
  const graph = buildGraph(manifests(yaml), DEFAULT_SETTINGS);
  const pathOf = failurePaths(graph);
  const shown = (path: FailurePath): unknown => {
    if (path.kind === "told-to-caller") return [path.status, ...path.callers.map(({ name }) => name)];
    if (path.kind === "dead-letter") return path.sink.url;
    return path.kind === "lost" ? path.because : path.kind;
  };
  return Object.fromEntries(graph.hops.map((hop) => [hop.name, shown(pathOf(hop))]));
}

const broker = (more: string, spec = "{}"): string => `
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b${more} }
spec: ${spec}
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: t }
spec: { broker: b, subscriber: ${URL} }
`;
const SOURCE = `
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: p }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } } }
`;

describe("failurePaths", () => {
  it("tells the legs and sources before it where a leg has no dead-letter sink", () => {
    // A Trigger's own reply goes back into its Broker, so it is a caller of it as well.
    expect(paths(broker("") + SOURCE)).toEqual({ t: [500, "t", "p"], p: "source-gives-up" });
    expect(paths(broker("", `{ ${DELIVERY} }`)).t).toBe("http://dead.example.com");
  });

  it("tells nobody where the Broker answers first, and does not know of other makes", () => {
    expect(paths(broker(`, annotations: { messaging.knative.dev/async-handler: "true" }`)).t).toBe("answered-first");
    expect(paths(broker(", annotations: { eventing.knative.dev/broker.class: Kafka }")).t).toBe("unknown");
  });

  it("follows the legs of a Parallel that can carry no delivery", () => {
    const parallel = (more: string): string => `
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: q }
spec:
  ${more}
  branches: [{ filter: ${URL}, subscriber: ${URL}, ${DELIVERY} }]
`;
    expect(paths(parallel(""))).toEqual({
      "q-kn-parallel-filter-0": [500],
      "q-kn-parallel-0": "http://dead.example.com",
    });
    const template = `channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, spec: { delivery: { deadLetterSink: { uri: "http://all.example.com" } } } }`;
    expect(paths(parallel(template))["q-kn-parallel-filter-0"]).toBe("http://all.example.com");
  });

  it("says of a step that fails which step before it hears of that", () => {
    const sequence = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec: { steps: [{ uri: "http://a.example.com" }, { uri: "http://b.example.com" }] }
`;
    expect(paths(sequence)).toEqual({ "s-kn-sequence-0": [500], "s-kn-sequence-1": [500, "s-kn-sequence-0"] });
  });

  it("knows a leg that nobody adds", () => {
    const nowhere = "{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: nowhere } }";
    expect(paths(broker("").replace(URL, nowhere)).t).toBe("never-delivered");
  });
});
