import { describe, expect, it } from "vitest";
import { admit, DEFAULT_SETTINGS, type SourcedManifest } from "../../../src/manifests/index.ts";
import { admitYaml, said } from "../harness.ts";

const object = (apiVersion: string, kind: string, name: string, rest = ""): string =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}, namespace: shop }${rest} }`;
const EVENTING = "eventing.knative.dev/v1";

describe("versions and kinds", () => {
  it.each([
    [
      "eventing.knative.dev/v1beta1",
      "Broker",
      'api-version-not-served apiVersion: Broker has no version "eventing.knative.dev/v1beta1" that a cluster serves. Write apiVersion: eventing.knative.dev/v1, as `sluice upgrade` does.',
    ],
    [
      "serving.knative.dev/v1alpha1",
      "Service",
      'api-version-not-served apiVersion: Service has no version "serving.knative.dev/v1alpha1" that a cluster serves. Write apiVersion: serving.knative.dev/v1, as `sluice upgrade` does.',
    ],
    [
      "sources.eventing.knative.dev/v1alpha1",
      "CronJobSource",
      "retired-kind kind: CronJobSource of sources.eventing.knative.dev/v1alpha1 is retired: no cluster of today knows it. Write a PingSource of sources.knative.dev/v1, as `sluice upgrade` does.",
    ],
    [EVENTING, "Brokr", 'unknown-kind kind: eventing.knative.dev/v1 has no kind "Brokr". Did you mean "Broker"?'],
    [
      EVENTING,
      "Sequence",
      'unknown-kind kind: eventing.knative.dev/v1 has no kind "Sequence". Sequence is of flows.knative.dev/v1.',
    ],
    [
      "sources.eventing.knative.dev/v1alpha1",
      "KubernetesEventSource",
      "retired-kind kind: KubernetesEventSource of sources.eventing.knative.dev/v1alpha1 is retired: no cluster of today knows it. Write an ApiServerSource of sources.knative.dev/v1, as `sluice upgrade` does.",
    ],
    [
      "evneting.knative.dev/v1",
      "Broker",
      'unknown-kind apiVersion: No cluster knows a Broker of "evneting.knative.dev/v1". Write apiVersion: eventing.knative.dev/v1.',
    ],
    [
      "sources.kntive.dev/v1",
      "SinkBinding",
      'unknown-kind apiVersion: No cluster knows a SinkBinding of "sources.kntive.dev/v1". Write apiVersion: sources.knative.dev/v1.',
    ],
    [
      "FLOWS.KNATIVE.DEV/v1",
      "Sequence",
      'unknown-kind apiVersion: No cluster knows a Sequence of "FLOWS.KNATIVE.DEV/v1". Write apiVersion: flows.knative.dev/v1.',
    ],
    [
      "v1",
      "Trigger",
      'unknown-kind apiVersion: No cluster knows a Trigger of "v1". Write apiVersion: eventing.knative.dev/v1.',
    ],
    [
      "serving.knative.dev",
      "Service",
      'unknown-kind apiVersion: No cluster knows a Service of "serving.knative.dev". Write apiVersion: serving.knative.dev/v1.',
    ],
    [
      EVENTING,
      "toString",
      'unknown-kind kind: eventing.knative.dev/v1 has no kind "toString". eventing.knative.dev has Broker, Trigger, EventType, EventPolicy, EventTransform, RequestReply, KafkaSink, RabbitmqBrokerConfig.',
    ],
  ])("refuses %s %s", (apiVersion, kind, finding) => {
    expect(said(admitYaml(object(apiVersion, kind, "a")))).toEqual([finding]);
  });

  it.each([
    ["bindings.knative.dev/v1alpha1", "GitHubBinding"],
    ["messaging.knative.dev/v1beta1", "KafkaChannel"],
    ["example.com/v1", "Broker"],
    ["v1", "Service"],
    ["gateway.networking.k8s.io/v1", "Route"],
    ["operator.knative.dev/v1beta1", "KnativeEventing"],
    ["__proto__/v1", "constructor"],
  ])("passes %s %s, which others serve", (apiVersion, kind) => {
    expect(admitYaml(object(apiVersion, kind, "a"))).toEqual([]);
  });

  it("finds a reference that no cluster resolves", () => {
    const spec =
      ", spec: { broker: b, subscriber: { ref: { apiVersion: serving.knative.dev/v1alpha1, kind: Service, name: x } } }";
    expect(admitYaml(object(EVENTING, "Trigger", "t", spec))).toMatchObject([
      {
        code: "reference-not-served",
        field: "spec.subscriber.ref.apiVersion",
        mend: "Write apiVersion: serving.knative.dev/v1, as `sluice upgrade` does.",
        notes: ["Knative admits the reference, but it never resolves."],
      },
    ]);
  });
});

describe("text without quotes", () => {
  it.each([
    ["yes", "is true", '"yes"'],
    ["n", "is false", '"n"'],
    ["1.10", "is the number 1.1", '"1.10"'],
    ["0x1F", "is the number 31", '"0x1F"'],
    ["1e3", "is the number 1000", '"1e3"'],
  ])("%s is quoted as the file has it, not as it was read", (written, read, quoted) => {
    const broker = `{ apiVersion: ${EVENTING}, kind: Broker, metadata: { name: a, annotations: { shop.example.com/v: ${written} } } }`;
    expect(said(admitYaml(broker))).toEqual([
      `wrong-type metadata.annotations[shop.example.com/v]: metadata.annotations[shop.example.com/v] ${read}, but must be text. Put it in quotes: ${quoted}.`,
    ]);
  });
});

describe("duplicate-object", () => {
  it("finds two objects of one name, whatever their versions, and says where the first is", () => {
    const text = `${object("eventing.knative.dev/v1beta2", "EventType", "a", ", spec: { type: t }")}\n---\n${object(EVENTING, "Broker", "a")}\n---\n${object("eventing.knative.dev/v1beta1", "EventType", "a", ", spec: { type: t }")}\n`;
    expect(admitYaml(text)).toEqual([
      {
        code: "duplicate-object",
        severity: "error",
        at: { file: "app.yaml", line: 5, column: 74 },
        object: { apiVersion: "eventing.knative.dev/v1beta1", kind: "EventType", namespace: "shop", name: "a" },
        field: "metadata.name",
        message:
          'There are two objects EventType "a" in namespace "shop"; the one applied last would overwrite the other.',
        mend: "Give one of them another name, or remove it.",
        notes: ["The first one is at app.yaml:1."],
      },
    ]);
  });

  it("takes no namespace and the default one for the same", () => {
    const bare = "{ apiVersion: v1, kind: Secret, metadata: { name: a } }";
    const named = "{ apiVersion: v1, kind: Secret, metadata: { name: a, namespace: default } }";
    expect(admitYaml(`${bare}\n---\n${named}`).map(({ code }) => code)).toEqual(["duplicate-object"]);
  });
});

describe("derived-name", () => {
  it.each([
    [object(EVENTING, "Broker", "1st"), "the Service of its channel", "1st-kne-trigger-kn-channel"],
    [
      object(EVENTING, "Trigger", "t".repeat(64), ', spec: { broker: b, subscriber: { uri: "http://a" } }'),
      "the label of its Subscription",
      "t".repeat(64),
    ],
    [
      object("flows.knative.dev/v1", "Sequence", "a.b", ', spec: { steps: [{ uri: "http://a" }] }'),
      "the Service of its channel",
      "a.b-kn-sequence-0-kn-channel",
    ],
  ])("says which name a controller cannot make", (text, what, name) => {
    const [finding, ...others] = admitYaml(text);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "derived-name",
      field: "metadata.name",
      notes: ["The cluster accepts the object, but its controller cannot make it work."],
    });
    expect(finding?.message.startsWith(`Knative would name ${what} "${name}", which is not allowed: `)).toBe(true);
  });

  it("judges a Kafka Broker by its label alone", () => {
    const config = ", spec: { config: { apiVersion: v1, kind: ConfigMap, name: kafka-broker-config } }";
    const text = object(EVENTING, "Broker", "1st", config).replace(
      "namespace: shop",
      "namespace: shop, annotations: { eventing.knative.dev/broker.class: Kafka }",
    );
    expect(admitYaml(text)).toEqual([]);
  });

  it("counts a tag into the name of its Service", () => {
    const tag = "a".repeat(60);
    const spec = `, spec: { template: { spec: { containers: [{ image: a/b }] } }, traffic: [{ tag: ${tag}, percent: 100, latestRevision: true }] }`;
    expect(admitYaml(object("serving.knative.dev/v1", "Service", "orders", spec))).toMatchObject([
      {
        code: "derived-name",
        field: "spec.traffic[0].tag",
        mend: "Choose a name that is shorter by 4 or more characters.",
      },
    ]);
  });
});

describe("invalid-metadata", () => {
  it("judges names, labels and annotations of every object", () => {
    const text = `
apiVersion: v1
kind: ConfigMap
metadata: { name: Bad_Name, namespace: a.b, labels: { "a b": c, ok: "-" }, annotations: { x/y/z: a } }
`;
    expect(admitYaml(text).map(({ code, field }) => [code, field])).toEqual([
      ["invalid-metadata", "metadata.name"],
      ["invalid-metadata", "metadata.namespace"],
      ["invalid-metadata", "metadata.labels[a b]"],
      ["invalid-metadata", "metadata.annotations[x/y/z]"],
      ["invalid-metadata", "metadata.labels[ok]"],
    ]);
  });

  it("wants a name", () => {
    expect(said(admitYaml("{ apiVersion: v1, kind: ConfigMap }"))).toEqual([
      "invalid-metadata metadata.name: This object has no name. Write metadata.name.",
    ]);
  });
});

describe("settings", () => {
  it("can silence a rule, or make it a warning", () => {
    const text = object(EVENTING, "Broker", "1st");
    expect(admitYaml(text, { rules: { "derived-name": "off" } })).toEqual([]);
    expect(admitYaml(text, { rules: { "derived-name": "warning" } }).map(({ severity }) => severity)).toEqual([
      "warning",
    ]);
  });
});

describe("admit", () => {
  it("asks for the place of a field only when it has something to say", () => {
    const place = { construct: "shop/orders" };
    const asked: string[] = [];
    const sourced: SourcedManifest = {
      manifest: { apiVersion: EVENTING, kind: "Broker", metadata: { name: "a" }, spec: { delivery: { retry: -2 } } },
      place,
      placeOf: (field) => {
        asked.push(field);
        return place;
      },
    };
    const fine: SourcedManifest = { ...sourced, manifest: { ...sourced.manifest, metadata: { name: "b" }, spec: {} } };
    expect(admit([fine, sourced], DEFAULT_SETTINGS).map(({ at }) => at)).toEqual([place]);
    expect(asked).toEqual(["spec.delivery.retry"]);
  });
});
