import { ApiObject, Chart, JsonPatch, Testing } from "cdk8s";
import { describe, expect, it } from "vitest";
import {
  BrokerObject,
  type BrokerSpec,
  ContainerSourceObject,
  EventTypeObject,
  JobSinkObject,
  ParallelObject,
  PingSourceObject,
  SequenceObject,
  ServiceObject,
  SubscriptionObject,
  type SubscriptionsAPIFilter,
  TriggerObject,
} from "../../../constructs/generated/index.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { schemaFor, validateSchema } from "../../../src/manifests/schema/index.ts";

function synth(build: (chart: Chart) => void): readonly Manifest[] {
  const chart = new Chart(Testing.app(), "test", { disableResourceNameHashes: true });
  build(chart);
  return Testing.synth(chart) as Manifest[];
}

const sink = { ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "orders" } };

describe("typed objects", () => {
  it("are written as they are given", () => {
    expect(
      synth((chart) => {
        new TriggerObject(chart, "paid", {
          metadata: { labels: { team: "shop" } },
          spec: { broker: "orders", filter: { attributes: { type: "paid" } }, subscriber: { uri: "http://a" } },
        });
      }),
    ).toEqual([
      {
        apiVersion: "eventing.knative.dev/v1",
        kind: "Trigger",
        metadata: { name: "test-paid", labels: { team: "shop" } },
        spec: { broker: "orders", filter: { attributes: { type: "paid" } }, subscriber: { uri: "http://a" } },
      },
    ]);
  });

  it("are ApiObjects that a patch can change", () => {
    const [manifest] = synth((chart) => {
      const broker = new BrokerObject(chart, "orders");
      expect(ApiObject.isApiObject(broker)).toBe(true);
      expect(BrokerObject.GVK).toEqual({ apiVersion: "eventing.knative.dev/v1", kind: "Broker" });
      broker.addJsonPatch(JsonPatch.add("/spec", { delivery: { retry: 3 } }));
    });
    expect(manifest?.spec).toEqual({ delivery: { retry: 3 } });
  });

  it("make manifests without a fault of structure", () => {
    const filters: readonly SubscriptionsAPIFilter[] = [
      { any: [{ exact: { type: "a" } }, { not: { prefix: { source: "/b" } } }] },
      { cesql: "subject LIKE 'x%'" },
    ];
    const delivery: BrokerSpec["delivery"] = {
      retry: 5,
      backoffPolicy: "exponential",
      backoffDelay: "PT1S",
      timeout: "PT30S",
      deadLetterSink: sink,
    };
    const template = {
      spec: {
        containers: [{ name: "c", image: "i", env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }] }],
        tolerations: [{ key: "k", operator: "Exists" }],
      },
    };
    const manifests = synth((chart) => {
      new ServiceObject(chart, "service", {
        spec: {
          template: {
            metadata: { annotations: { "autoscaling.knative.dev/min-scale": "1" } },
            spec: {
              containers: [{ image: "i", resources: { limits: { cpu: "1", memory: "1Gi" } }, ports: [{ containerPort: 8080 }] }],
              volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data", readOnly: true } }],
              affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
            },
          },
          traffic: [{ latestRevision: true, percent: 100 }],
        },
      });
      new BrokerObject(chart, "broker", { spec: { delivery } });
      new TriggerObject(chart, "trigger", { spec: { broker: "b", filters, delivery, subscriber: sink } });
      new EventTypeObject(chart, "type", { spec: { type: "paid", source: "/shop", schemaData: "{}", reference: sink.ref } });
      new PingSourceObject(chart, "ping", { spec: { sink, schedule: "* * * * *", ceOverrides: { extensions: { a: "b" } } } });
      new ContainerSourceObject(chart, "container", { spec: { sink, template } });
      new SubscriptionObject(chart, "subscription", { spec: { channel: sink.ref, subscriber: sink, delivery } });
      new SequenceObject(chart, "sequence", { spec: { steps: [{ ...sink, delivery }], channelTemplate: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", spec: { delivery } } } });
      new ParallelObject(chart, "parallel", { spec: { branches: [{ filter: sink, subscriber: sink, delivery }] } });
      new JobSinkObject(chart, "job", { spec: { job: { spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } }, completions: 1 } } } });
    });
    expect(manifests.filter(({ apiVersion, kind }) => schemaFor(apiVersion, kind) === undefined)).toEqual([]);
    expect(manifests.flatMap(validateSchema)).toEqual([]);
  });

  it("say what authors must write", () => {
    synth((chart) => {
      // @ts-expect-error a Trigger without a subscriber
      new TriggerObject(chart, "a", { spec: { broker: "b" } });
      // @ts-expect-error a policy that Knative does not have
      new BrokerObject(chart, "b", { spec: { delivery: { backoffPolicy: "constant" } } });
      // @ts-expect-error a reference without a name
      new SubscriptionObject(chart, "c", { spec: { channel: { apiVersion: "v1", kind: "Service" }, subscriber: sink } });
      // @ts-expect-error a filter in a dialect that does not exist, where the definition is free-form
      new TriggerObject(chart, "d", { spec: { subscriber: sink, filters: [{ all: [{ exct: { type: "a" } }] }] } });
      // @ts-expect-error a container without an image
      new ServiceObject(chart, "e", { spec: { template: { spec: { containers: [{ name: "c" }] } } } });
    });
  });
});
