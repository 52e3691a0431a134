import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  brokerChannelName,
  lowerBroker,
  lowerChannel,
  lowerContainerSource,
  lowerEventTransform,
  lowerInMemoryChannel,
  lowerIntegrationSink,
  lowerIntegrationSource,
  lowerParallel,
  lowerSequence,
  lowerSinkBinding,
  lowerSubscription,
  type Resolve,
  triggerSubscriptionName,
} from "../../../src/manifests/lowering/index.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";

function manifest(yaml: string): Manifest {
  return parse(yaml) as Manifest;
}

const resolve: Resolve = (destination) =>
  typeof destination === "object" && destination !== null && "uri" in destination && typeof destination.uri === "string"
    ? { uri: destination.uri }
    : undefined;

const BROKER = manifest("{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: b, namespace: n } }");
const ALONE = { triggers: [], config: undefined, oidc: false, clusterDomain: "cluster.local" };

describe("what a Sequence's controller makes", () => {
  it("is a channel and a Subscription for each step, each replying into the next", () => {
    const made = lowerSequence(
      manifest(
        "{ apiVersion: flows.knative.dev/v1, kind: Sequence, metadata: { name: s }, spec: { steps: [{ uri: http://a }, { uri: http://b, delivery: { retry: 1 } }] } }",
      ),
    );
    expect(made.map(({ kind, metadata, spec }) => [kind, metadata.name, spec])).toEqual([
      ["InMemoryChannel", "s-kn-sequence-0", undefined],
      ["InMemoryChannel", "s-kn-sequence-1", undefined],
      [
        "Subscription",
        "s-kn-sequence-0",
        {
          channel: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", name: "s-kn-sequence-0" },
          subscriber: { uri: "http://a" },
          reply: {
            ref: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", name: "s-kn-sequence-1" },
          },
        },
      ],
      [
        "Subscription",
        "s-kn-sequence-1",
        {
          channel: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", name: "s-kn-sequence-1" },
          subscriber: { uri: "http://b" },
          delivery: { retry: 1 },
        },
      ],
    ]);
  });
});

describe("what a Broker's controller makes", () => {
  it("says why it makes nothing", () => {
    const withConfig = { ...BROKER, spec: { config: { apiVersion: "v1", kind: "ConfigMap", name: "own" } } };
    const config = (data: object): Manifest => ({ apiVersion: "v1", kind: "ConfigMap", metadata: {}, data });
    const failure = (broker: Manifest, found?: Manifest) => lowerBroker(broker, { ...ALONE, config: found }).failure;
    expect(failure(withConfig)).toBe("broker configuration not found");
    expect(failure(withConfig, config({}))).toBe("empty or missing value for config");
    expect(failure(withConfig, config({ "channel-template-spec": "{a: [" }))).toMatch(/^ConfigMap's value/);
    expect(failure({ ...BROKER, spec: { config: { apiVersion: "v1", kind: "Secret", name: "s" } } })).toBe(
      "Broker.Spec.Config configuration not supported, only [kind: ConfigMap, apiVersion: v1]",
    );
  });

  it("is nothing for a class that others implement", () => {
    const annotations = { "eventing.knative.dev/broker.class": "Kafka" };
    expect(lowerBroker({ ...BROKER, metadata: { ...BROKER.metadata, annotations } }, ALONE)).toEqual({ children: [] });
  });

  it("has names of at most 63 bytes, and a Trigger's ends in the dash while its uid is unknown", () => {
    expect(triggerSubscriptionName("b", "t", "")).toBe("b-t-");
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,80}$/), fc.uuid(), (name, uid) => {
        expect(brokerChannelName(name).length).toBeLessThanOrEqual(63);
        expect(triggerSubscriptionName(name, name, uid).length).toBeLessThanOrEqual(63);
      }),
    );
  });
});

describe("what a SinkBinding injects", () => {
  const binding = (subject: string): Manifest =>
    manifest(
      `{ apiVersion: sources.knative.dev/v1, kind: SinkBinding, metadata: { name: s, namespace: n }, spec: { sink: { uri: http://in }, subject: ${subject} } }`,
    );
  const workload = manifest(
    "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: d, namespace: n, labels: { app: web } }, spec: { template: { spec: { containers: [{ name: c }] } } } }",
  );

  it.each([
    ["{ apiVersion: apps/v1, kind: Deployment, name: d }", 1],
    ["{ apiVersion: apps/v1, kind: Deployment, name: other }", 0],
    ["{ apiVersion: apps/v1, kind: Deployment, namespace: other, name: d }", 0],
    ["{ apiVersion: batch/v1, kind: Job, name: d }", 0],
    ["{ apiVersion: apps/v1, kind: Deployment, selector: { matchLabels: { app: web } } }", 1],
    ["{ apiVersion: apps/v1, kind: Deployment, selector: { matchLabels: { app: api } } }", 0],
    [
      "{ apiVersion: apps/v1, kind: Deployment, selector: { matchExpressions: [{ key: app, operator: NotIn, values: [api] }, { key: tier, operator: DoesNotExist }] } }",
      1,
    ],
    ["{ apiVersion: apps/v1, kind: Deployment, selector: { matchExpressions: [{ key: tier, operator: Exists }] } }", 0],
  ])("reaches a workload that its subject %s means", (subject, count) => {
    expect(lowerSinkBinding(binding(subject), [workload], resolve)).toHaveLength(count);
  });
});

it("never throws, whatever a manifest holds", () => {
  const result = fc.check(
    fc.property(fc.constantFrom("Sequence", "Broker", "SinkBinding"), fc.jsonValue(), (kind, value) => {
      const fields = typeof value === "object" && value !== null && !Array.isArray(value) ? value : { steps: value };
      for (const spec of [
        fields,
        {
          branches: value,
          steps: value,
          aws: value,
          timer: value,
          jsonata: value,
          template: value,
          channelTemplate: value,
          config: value,
          subject: value,
        },
      ]) {
        const odd: Manifest = { apiVersion: "x/v1", kind, metadata: {}, spec };
        for (const lower of [lowerSequence, lowerParallel, lowerChannel, lowerContainerSource]) lower(odd);
        for (const lower of [lowerEventTransform, lowerIntegrationSink, lowerIntegrationSource]) lower(odd);
        lowerInMemoryChannel(odd, "cluster.local");
        lowerBroker(odd, { ...ALONE, triggers: [odd], config: odd });
        lowerSubscription(odd, odd, resolve);
        lowerSinkBinding(odd, [odd], resolve);
      }
    }),
    { numRuns: 200 },
  );
  expect(result.counterexample).toBeNull();
});
