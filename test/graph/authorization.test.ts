import { describe, expect, it } from "vitest";
import { buildGraph, flowTypes } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

const object = (apiVersion: string, kind: string, name: string, spec: string, namespace = "shop"): string => `
---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec: ${spec}
`;
const broker = (name = "b", namespace = "shop"): string =>
  object("eventing.knative.dev/v1", "Broker", name, "{}", namespace);
const sink = "sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b, namespace: shop } }";
const ping = (name: string, namespace = "shop"): string =>
  object("sources.knative.dev/v1", "PingSource", name, `{ ${sink} }`, namespace);
const container = (name: string): string => object("sources.knative.dev/v1", "ContainerSource", name, `{ ${sink} }`);
const policy = (name: string, from: string, more = ""): string =>
  object("eventing.knative.dev/v1alpha1", "EventPolicy", name, `{ from: [${from}]${more} }`);
const fromPing = (name: string): string =>
  `{ ref: { apiVersion: sources.knative.dev/v1, kind: PingSource, name: ${name} } }`;
const TO_BROKER = ", to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: broker, name: B } }]";

function verdicts(yaml: string, features: Readonly<Record<string, string>> = {}): Readonly<Record<string, unknown>> {
  const eventingFeatures = { "authentication-oidc": "Enabled", ...features };
  const graph = buildGraph(manifests(yaml), { ...DEFAULT_SETTINGS, eventingFeatures });
  return Object.fromEntries(graph.hops.map((hop) => [hop.name, hop.to?.authorization?.verdict]));
}

describe("authorization", () => {
  it("judges nothing while OIDC is off: policies are inert", () => {
    expect(verdicts(broker() + ping("p") + policy("x", ""), { "authentication-oidc": "disabled" })).toEqual({
      p: undefined,
    });
  });

  it("lets the default mode decide where no policy applies", () => {
    const yaml = broker() + ping("own") + ping("other", "elsewhere");
    expect(verdicts(yaml)).toEqual({ own: "allowed", other: "refused" });
    expect(verdicts(yaml, { "default-authorization-mode": "deny-all" })).toEqual({ own: "refused", other: "refused" });
    expect(verdicts(yaml, { "default-authorization-mode": "allow-all" })).toEqual({ own: "allowed", other: "allowed" });
  });

  it("asks the policies that apply, and refuses whom none of them names", () => {
    const yaml = broker() + ping("p") + ping("q") + policy("x", fromPing("p"), TO_BROKER);
    expect(verdicts(yaml)).toEqual({ p: "allowed", q: "refused" });
  });

  it("knows a sender by the subject of its ServiceAccount, a star at the end standing for any rest", () => {
    const sub = (text: string): string =>
      verdicts(broker() + ping("p") + policy("x", `{ sub: "${text}" }`)).p as string;
    expect(sub("system:serviceaccount:shop:p-oidc-sources.knative.dev-pingsource")).toBe("allowed");
    expect(sub("System:ServiceAccount:shop:*")).toBe("allowed");
    expect(sub("system:serviceaccount:bank:*")).toBe("refused");
  });

  it("lets the first policy by name that knows the sender decide alone", () => {
    const filtered = ", filters: [{ exact: { type: t } }]";
    const yaml = broker() + ping("p") + policy("b", fromPing("p")) + policy("a", fromPing("p"), filtered);
    expect(verdicts(yaml)).toEqual({ p: "unknown" });
    expect(verdicts(broker() + ping("p") + policy("a", fromPing("p")) + policy("b", fromPing("p"), filtered))).toEqual({
      p: "allowed",
    });
  });

  it("does not claim what a container sends, what an expression selects, or what another Broker does", () => {
    const expressions =
      ", to: [{ selector: { apiVersion: eventing.knative.dev/v1, kind: Broker, matchExpressions: [{ key: a, operator: Exists }] } }]";
    expect(verdicts(broker() + container("c"))).toEqual({ c: "unknown" });
    expect(verdicts(broker() + container("c") + ping("q") + policy("x", fromPing("q")))).toEqual({
      c: "refused",
      q: "allowed",
    });
    expect(verdicts(broker() + ping("p") + policy("x", "", expressions))).toEqual({ p: "unknown" });
    expect(verdicts(broker() + ping("p") + policy("x", fromPing("nobody")))).toEqual({ p: "unknown" });
    const kafka = broker().replace("labels:", "annotations: { eventing.knative.dev/broker.class: Kafka }, labels:");
    expect(verdicts(kafka + ping("p", "elsewhere"))).toEqual({ p: "unknown" });
  });

  it("lets a Sequence send between its own channels, and judges who sends into it", () => {
    const steps = `{ steps: [{ uri: "http://one.example.com" }, { uri: "http://two.example.com" }] }`;
    const yaml =
      object("flows.knative.dev/v1", "Sequence", "s", steps) +
      object(
        "sources.knative.dev/v1",
        "PingSource",
        "p",
        "{ sink: { ref: { apiVersion: flows.knative.dev/v1, kind: Sequence, name: s } } }",
      ) +
      policy("x", fromPing("q"), ", to: [{ ref: { apiVersion: flows.knative.dev/v1, kind: Sequence, name: s } }]") +
      ping("q") +
      broker();
    const eventingFeatures = { "authentication-oidc": "enabled" };
    const graph = buildGraph(manifests(yaml), { ...DEFAULT_SETTINGS, eventingFeatures });
    const found = graph.hops.map(({ name, to, reply }) => [
      name,
      to?.authorization?.verdict,
      reply?.authorization?.verdict,
    ]);
    expect(found).toEqual([
      ["s-kn-sequence-0", undefined, "allowed"],
      ["s-kn-sequence-1", undefined, undefined],
      ["p", "refused", undefined],
      ["q", "allowed", undefined],
    ]);
  });

  it("ends the flow of types where a request is refused, unless everyone is let in", () => {
    const trigger = object(
      "eventing.knative.dev/v1",
      "Trigger",
      "t",
      `{ broker: b, subscriber: { uri: "http://t.example.com" } }`,
    );
    const eventingFeatures = { "authentication-oidc": "enabled", "default-authorization-mode": "deny-all" };
    const graph = buildGraph(manifests(broker() + ping("p") + trigger), { ...DEFAULT_SETTINGS, eventingFeatures });
    const hop = graph.hops.find(({ name }) => name === "t");
    const types = (everyoneIsLetIn: boolean) => hop && [...flowTypes(graph, { everyoneIsLetIn }).on(hop).types];
    expect([types(false), types(true)]).toEqual([[], ["dev.knative.sources.ping"]]);
  });
});
