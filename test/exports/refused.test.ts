import { describe, expect, it } from "vitest";
import { graphToDot, graphToJson, graphToMermaid, graphToSvg } from "../../src/exports/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "../graph/manifests.ts";

const YAML = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: orders, namespace: shop }
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: tick, namespace: shop }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } } }
---
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: others-only, namespace: shop }
spec: { from: [{ sub: "system:serviceaccount:bank:*" }] }
`;

const drawn = (features: Readonly<Record<string, string>>) =>
  buildGraph(manifests(YAML), {
    ...DEFAULT_SETTINGS,
    eventingFeatures: { "authentication-oidc": "enabled", ...features },
  });

describe("an edge that authorization refuses", () => {
  it("is shown as refused in every format, with the policy that does", () => {
    const graph = drawn({});
    const text = "refused by EventPolicy others-only";
    expect(graphToMermaid(graph)).toContain(`-->|"${text}`);
    expect(graphToDot(graph)).toContain(`label="${text}`);
    expect(graphToSvg(graph)).toContain(text);
    const { hops } = JSON.parse(graphToJson(graph)) as { hops: readonly { to: { authorization: unknown } }[] };
    expect(hops[0]?.to.authorization).toMatchObject({
      verdict: "refused",
      policy: { object: { name: "others-only" } },
    });
  });

  it("says nothing while Knative asks nobody who they are", () => {
    const graph = drawn({ "authentication-oidc": "disabled" });
    expect(graphToMermaid(graph)).not.toContain("refused");
    expect(graphToJson(graph)).not.toContain("authorization");
  });
});
