import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/graph/index.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/manifests/settings.ts";
import { manifests } from "../manifests.ts";

const build = (yaml: string, settings: Partial<Settings> = {}): ReturnType<typeof buildGraph> =>
  buildGraph(manifests(yaml), { ...DEFAULT_SETTINGS, ...settings });

const sink = (kind: string, name: string): string => `{ ref: { apiVersion: ${kind}, name: ${name} } }`;

describe("a core Service", () => {
  const service = `
apiVersion: v1
kind: Service
metadata: { name: api }
spec: { selector: { app: api, tier: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, annotations: { sluice.dev/accepts: a, sluice.dev/replies: b } }
spec: { template: { metadata: { labels: { app: api, tier: web, more: "1" } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: other, annotations: { sluice.dev/accepts: x } }
spec: { template: { metadata: { labels: { app: api } } } }
`;

  it("appears when something refers to it, with the contracts of the one workload it selects", () => {
    expect(build(service).endpoints).toEqual([]);
    const source = `
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: s }
spec: { sink: ${sink("v1, kind: Service", "api")} }
`;
    const [, api] = build(service + source).endpoints;
    expect({ id: api?.id, url: api?.url, accepts: api?.accepts, replies: api?.replies }).toEqual({
      id: "/Service/default/api",
      url: "http://api.default.svc.cluster.local",
      accepts: [{ type: "a" }],
      replies: [{ type: "b" }],
    });
    expect(api?.stated?.accepts?.object?.kind).toBe("Deployment");
  });
});

describe("sources", () => {
  it("emit what Knative says, and the rest what is stated", () => {
    const { endpoints } = build(`
apiVersion: sources.knative.dev/v1
kind: ApiServerSource
metadata: { name: refs }
spec: { sink: { uri: http://x.example.com } }
---
apiVersion: sources.knative.dev/v1
kind: ApiServerSource
metadata: { name: objects }
spec: { mode: Resource, sink: { uri: http://x.example.com } }
---
apiVersion: sources.knative.dev/v1alpha1
kind: IntegrationSource
metadata: { name: s3 }
spec: { aws: { s3: { arn: a } }, sink: { uri: http://x.example.com } }
---
apiVersion: sources.knative.dev/v1
kind: SinkBinding
metadata: { name: bound }
spec: { subject: { apiVersion: apps/v1, kind: Deployment, name: app }, sink: { uri: http://x.example.com } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, annotations: { sluice.dev/emits: made } }
---
apiVersion: sources.example.com/v1
kind: FancySource
metadata: { name: fancy }
spec: { sink: { uri: http://x.example.com } }
`);
    const emitted = endpoints.filter(({ kind }) => kind === "source");
    expect(emitted.map(({ name, emits }) => [name, emits?.map(({ type }) => type)])).toEqual([
      [
        "refs",
        ["dev.knative.apiserver.ref.add", "dev.knative.apiserver.ref.update", "dev.knative.apiserver.ref.delete"],
      ],
      [
        "objects",
        [
          "dev.knative.apiserver.resource.add",
          "dev.knative.apiserver.resource.update",
          "dev.knative.apiserver.resource.delete",
        ],
      ],
      ["s3", ["dev.knative.eventing.aws-s3"]],
      ["bound", ["made"]],
      ["fancy", undefined],
    ]);
  });

  it("of a PingSource believe no other type than its own, and read its data", () => {
    const [ping] = build(`
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: p, namespace: n, annotations: { sluice.dev/emits: other } }
spec: { schedule: "@daily", timezone: Europe/Rome, dataBase64: aGk=, sink: { uri: http://x.example.com } }
`).endpoints;
    expect(ping?.emits).toEqual([{ type: "dev.knative.sources.ping" }]);
    expect(ping?.kind === "source" ? ping.ping : undefined).toEqual({
      schedule: "@daily",
      timezone: "Europe/Rome",
      data: new Uint8Array([104, 105]),
      source: "/apis/v1/namespaces/n/pingsources/p",
    });
  });
});

describe("sinks", () => {
  it("are reached where Knative puts them; a JobSink never answers", () => {
    const { endpoints } = build(`
apiVersion: sinks.knative.dev/v1alpha1
kind: JobSink
metadata: { name: jobs }
---
apiVersion: sinks.knative.dev/v1alpha1
kind: IntegrationSink
metadata: { name: log }
---
apiVersion: eventing.knative.dev/v1alpha1
kind: EventTransform
metadata: { name: shape }
`);
    expect(endpoints.map(({ kind, url, replies }) => ({ kind, url, replies }))).toEqual([
      { kind: "sink", url: "http://job-sink.knative-eventing.svc.cluster.local/default/jobs", replies: [] },
      { kind: "sink", url: "http://log-deployment.default.svc.cluster.local", replies: undefined },
      { kind: "subscriber", url: "http://shape-jsonata.default.svc.cluster.local", replies: undefined },
    ]);
  });
});

describe("contracts of objects one may not annotate", () => {
  it("are read from the settings, below any annotation", () => {
    const yaml =
      "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: s, annotations: { sluice.dev/replies: own } }";
    const contracts = { "serving.knative.dev/Service/default/s": { accepts: ["a@sha256-1"], replies: ["other"] } };
    const [service] = build(yaml, { contracts }).endpoints;
    expect(service?.accepts).toEqual([{ type: "a", schemaHash: "sha256-1" }]);
    expect(service?.replies).toEqual([{ type: "own" }]);
    expect(service?.stated?.accepts?.place).toEqual({ file: "sluice.yaml" });
  });
});

describe("destinations", () => {
  const legTo = (destination: string): ReturnType<typeof buildGraph> =>
    build(`
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: s }
spec: { sink: ${destination} }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
`);
  const broker = "apiVersion: eventing.knative.dev/v1, kind: Broker, name: b";

  it.each([
    [`{ ref: { ${broker} }, uri: extra }`, "/default/extra"],
    [`{ ref: { ${broker} }, uri: /extra }`, "/extra"],
    [`{ ref: { ${broker} } }`, "/default/b"],
  ])("resolve a relative uri against the reference beside it: %s", (destination, path) => {
    const [hop] = legTo(destination).hops;
    expect(hop?.to).toMatchObject({
      endpoint: "eventing.knative.dev/Broker/default/b",
      url: `http://broker-ingress.knative-eventing.svc.cluster.local${path}`,
    });
  });

  it("leave the reference where the uri names another host", () => {
    const [hop] = legTo(`{ ref: { ${broker} }, uri: //other.example.com/x }`).hops;
    expect(hop?.to).toMatchObject({ endpoint: "uri/http://other.example.com/x", url: "http://other.example.com/x" });
  });

  it("know a Broker by its ingress URL", () => {
    const [hop] = legTo("{ uri: http://broker-ingress.knative-eventing.svc.cluster.local/default/b }").hops;
    expect(hop?.to?.endpoint).toBe("eventing.knative.dev/Broker/default/b");
  });

  it("that are none lead nowhere", () => {
    const graph = legTo("{ uri: /relative }");
    expect(graph.hops.map(({ to, unresolved }) => ({ to, unresolved }))).toEqual([{ to: undefined, unresolved: true }]);
    expect(graph.dangling).toEqual([]);
  });
});
