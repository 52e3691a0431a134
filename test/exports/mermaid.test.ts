import { describe, expect, it } from "vitest";
import { graphToJson, graphToMermaid } from "../../src/exports/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "../graph/manifests.ts";

const REPORTS = `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: ord, namespace: reports }
spec: { schedule: "0 16 * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: daily } } }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: daily, namespace: reports }
spec: { delivery: { deadLetterSink: { uri: "http://dead.example.com/?a=1&b=<2>" } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: to-runner, namespace: reports }
spec:
  broker: daily
  filter: { attributes: { type: dev.knative.sources.ping } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: runner } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: runner
  namespace: reports
  annotations:
    sluice.dev/replies: completed
    sluice.dev/writes-to: '[{"apiVersion":"sources.knative.dev/v1","kind":"ContainerSource","name":"bucket"}]'
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: bucket, namespace: reports, annotations: { sluice.dev/emits: stored } }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: daily } } }
`;

describe("graphToMermaid", () => {
  it("draws one picture from the schedule to the store, with replies, failures and links apart", () => {
    expect(graphToMermaid(buildGraph(manifests(REPORTS), DEFAULT_SETTINGS))).toMatchInlineSnapshot(`
      "flowchart LR
        n0(["ord<br>0 16 * * *"])
        n1{{"daily"}}
        n2["runner"]
        n3(["bucket"])
        n4>"http://dead.example.com/?a=1#38;b=#60;2#62;"]
        n0 -->|"dev.knative.sources.ping"| n1
        n1 -->|"dev.knative.sources.ping"| n2
        n3 -->|"stored"| n1
        n2 ==>|"completed"| n1
        n1 -.->|"failed"| n4
        n2 -.-|"writes"| n3
        classDef source fill:#e6f4ea,stroke:#137333
        class n0,n3 source
        classDef broker fill:#e8f0fe,stroke:#1967d2
        class n1 broker
        classDef subscriber fill:#fff,stroke:#3c4043
        class n2 subscriber
        classDef external fill:#f1f3f4,stroke:#5f6368,stroke-dasharray:4 3
        class n4 external
      "
    `);
  });

  it("lets no name break out of its label", () => {
    const evil = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: "a\\"] --> x[\\"\`<b>" }
`;
    expect(graphToMermaid(buildGraph(manifests(evil), DEFAULT_SETTINGS)).split("\n")[1]).toBe(
      '  n0["a#34;] --#62; x[#34;#96;#60;b#62;"]',
    );
  });
});

describe("graphToJson", () => {
  it("gives endpoints, legs with what reaches them, links and contracts", () => {
    const graph = JSON.parse(graphToJson(buildGraph(manifests(REPORTS), DEFAULT_SETTINGS)));
    expect(graph.hops[1]).toEqual({
      id: "eventing.knative.dev/Trigger/reports/to-runner",
      kind: "trigger",
      name: "to-runner",
      namespace: "reports",
      from: "eventing.knative.dev/Broker/reports/daily",
      to: { endpoint: "serving.knative.dev/Service/reports/runner", url: "http://runner.reports.svc.cluster.local" },
      filter: { attributes: { type: "dev.knative.sources.ping" } },
      delivery: {
        deadLetterSink: {
          endpoint: "uri/http://dead.example.com/?a=1&b=<2>",
          url: "http://dead.example.com/?a=1&b=<2>",
        },
      },
      carriesDelivery: true,
      reply: {
        endpoint: "eventing.knative.dev/Broker/reports/daily",
        url: "http://broker-ingress.knative-eventing.svc.cluster.local/reports/daily",
      },
      discards: [],
      origin: {
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "reports", name: "to-runner" },
        file: "Trigger/to-runner",
      },
    });
    expect(graph.endpoints.map(({ id }: { id: string }) => id)).toHaveLength(5);
    expect(graph.links).toHaveLength(1);
  });
});
