import { describe, expect, it } from "vitest";
import { admitUpdates } from "../../../src/manifests/admission/updates.ts";
import { DEFAULT_SETTINGS, readManifests, type SourcedManifest } from "../../../src/manifests/index.ts";

function read(path: string, text: string): readonly SourcedManifest[] {
  const { manifests, diagnostics } = readManifests([{ path, text }]);
  expect(diagnostics).toEqual([]);
  return manifests;
}

function updates(before: string, now: string) {
  return admitUpdates(read("old/shop.yaml", before), read("shop.yaml", now), DEFAULT_SETTINGS);
}

/** What each finding is about, in one line. */
function told(before: string, now: string): readonly string[] {
  return updates(before, now).map(({ code, field, severity }) => `${severity} ${code} ${field}`);
}

const TRIGGER = `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: t, namespace: shop }
spec:
  broker: default
  subscriber: { uri: http://a.example.com }
`;

const CHANNEL = `apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: c }
spec: { delivery: { retry: 1 } }
`;

const SEQUENCE = `apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  steps: [{ uri: http://a.example.com }]
`;

describe("what may not change in place", () => {
  it("is named with both values, where the old one stands, and what deleting the object loses", () => {
    expect(updates(TRIGGER, TRIGGER.replace("broker: default", "broker: other"))).toEqual([
      {
        code: "immutable-field",
        severity: "error",
        at: { file: "shop.yaml", line: 5, column: 3 },
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "shop", name: "t" },
        field: "spec.broker",
        message:
          'spec.broker is "default" in the cluster and would become "other", which is not allowed once the object exists.',
        mend: 'Put "default" back. Or delete Trigger "t" and apply it again, or give it another name.',
        notes: [
          "The old value stands at old/shop.yaml:5.",
          "Deleting it loses the retries under way, and every event that arrives at the Broker until the new one is ready.",
        ],
        source: "knative/eventing.md §4.2",
      },
    ]);
  });

  it("is a Channel's delivery, and not a Broker's", () => {
    const broker = CHANNEL.replace("messaging.knative.dev/v1\nkind: Channel", "eventing.knative.dev/v1\nkind: Broker");
    expect(told(CHANNEL, CHANNEL.replace("retry: 1", "retry: 2"))).toEqual(["error immutable-field spec.delivery"]);
    expect(told(broker, broker.replace("retry: 1", "retry: 2"))).toEqual([]);
  });

  it("is judged as kubectl apply merges: what was applied and is gone is removed, what the cluster added stays", () => {
    const without = CHANNEL.replace("spec: { delivery: { retry: 1 } }", "spec: {}");
    expect(told(CHANNEL, without)).toEqual(["error immutable-field spec.delivery"]);
    // Of an object that comes from a cluster, only what the annotation says was applied.
    const live = CHANNEL.replace("name: c }", "name: c, uid: 0f5a6b1c, resourceVersion: '7' }");
    expect(told(live, without)).toEqual([]);
    const applied = JSON.stringify(JSON.stringify({ spec: { delivery: { retry: 1 } } }));
    const annotation = `annotations: { kubectl.kubernetes.io/last-applied-configuration: ${applied} }`;
    expect(told(live.replace("uid: 0f5a6b1c", `uid: 0f5a6b1c, ${annotation}`), without)).toEqual([
      "error immutable-field spec.delivery",
    ]);
  });

  it("is compared by group, kind, namespace and name, whatever the version or the file", () => {
    expect(told(TRIGGER, TRIGGER.replace("broker: default", "broker: other").replace("name: t", "name: u"))).toEqual(
      [],
    );
    expect(told(CHANNEL.replace("name: c", "name: c, namespace: default"), CHANNEL.replace("1 }", "2 }"))).toEqual([
      "error immutable-field spec.delivery",
    ]);
  });

  it("leaves out what is wrong with the object by itself", () => {
    expect(told(TRIGGER, TRIGGER.replace("uri: http://a.example.com", "uri: a/b"))).toEqual([]);
  });

  it("warns of a channel template that reaches no channel that exists", () => {
    const other = (template: string) => SEQUENCE.replace("kind: InMemoryChannel", template);
    expect(told(SEQUENCE, other("kind: InMemoryChannel, spec: { delivery: { retry: 2 } }"))).toEqual([
      "warning update-without-effect spec.channelTemplate.spec",
    ]);
    expect(told(SEQUENCE, other("kind: KafkaChannel"))).toEqual([
      "warning update-without-effect spec.channelTemplate.kind",
    ]);
    expect(told(SEQUENCE, SEQUENCE.replace("http://a", "http://b"))).toEqual([]);
  });
});
