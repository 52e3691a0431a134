import { describe, expect, it } from "vitest";
import { admitYaml, said } from "../harness.ts";

const trigger = (spec: string, metadata = ""): string =>
  `{ apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: { name: t, namespace: shop${metadata} }, spec: { broker: orders, subscriber: { uri: "http://a" }, ${spec} } }`;
const ping = (spec: string): string =>
  `{ apiVersion: sources.knative.dev/v1, kind: PingSource, metadata: { name: p }, spec: { sink: { uri: "http://a" }, ${spec} } }`;

describe("a sound object", () => {
  it.each([
    ["Broker", "{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: b } }"],
    [
      "Trigger",
      trigger(
        "filters: [{ exact: { type: dev.orders } }, { cesql: \"type = 'a'\" }], delivery: { retry: 3, backoffDelay: PT1S }",
      ),
    ],
    [
      "EventType",
      "{ apiVersion: eventing.knative.dev/v1beta2, kind: EventType, metadata: { name: e }, spec: { type: dev.orders } }",
    ],
    ["PingSource", ping('schedule: "0 16 * * *", timezone: Europe/Paris, contentType: application/json, data: "{}"')],
    [
      "ContainerSource",
      '{ apiVersion: sources.knative.dev/v1, kind: ContainerSource, metadata: { name: c }, spec: { sink: { uri: "http://a" }, template: { spec: { containers: [{ image: a/b }] } } } }',
    ],
    [
      "Deployment, which is nobody's business here",
      "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: d }, spec: { anything: goes } }",
    ],
  ])("passes: %s", (_kind, text) => {
    expect(admitYaml(text)).toEqual([]);
  });
});

describe("invalid-delivery", () => {
  it("says everything that is wrong with a delivery at once, with places and mends", () => {
    const text = `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b, namespace: shop }
spec:
  delivery:
    retry: -1
    backoffDelay: 1.5s
`;
    const object = { apiVersion: "eventing.knative.dev/v1", kind: "Broker", namespace: "shop", name: "b" };
    expect(admitYaml(text)).toEqual([
      {
        code: "invalid-delivery",
        severity: "error",
        at: { file: "app.yaml", line: 6, column: 5 },
        object,
        field: "spec.delivery.retry",
        message: "retry is -1: retry counts further attempts, so it is 0 or more.",
        mend: "Write 0 for none.",
        source: "knative/eventing.md §3.4",
      },
      {
        code: "invalid-delivery",
        severity: "error",
        at: { file: "app.yaml", line: 7, column: 5 },
        object,
        field: "spec.delivery.backoffDelay",
        message: 'backoffDelay is "1.5s": it is no ISO 8601 duration as Knative reads it.',
        mend: 'Did you mean "PT1.5S"?',
        source: "knative/eventing.md §3.4",
      },
    ]);
  });

  it.each([
    [
      "timeout: PT0.05S",
      'timeout: timeout is "PT0.05S": as a timeout it amounts to nothing: Knative keeps one decimal of each field. Write at least PT0.1S, or leave timeout out for none.',
    ],
    [
      "backoffPolicy: fast",
      'backoffPolicy: backoffPolicy is "fast": only linear and exponential are known. Write linear or exponential.',
    ],
    ["format: xml", 'format: format is "xml": only json and binary are known. Write json or binary.'],
    [
      "backoffDelay: soon",
      'backoffDelay: backoffDelay is "soon": it is no ISO 8601 duration as Knative reads it. Write it like PT30S, PT1M30S or P1D.',
    ],
  ])("refuses %s", (delivery, finding) => {
    expect(said(admitYaml(trigger(`delivery: { ${delivery} }`)))).toEqual([
      `invalid-delivery spec.delivery.${finding}`,
    ]);
  });

  it("knows the flag of retryAfterMax", () => {
    const text = trigger("delivery: { retryAfterMax: PT1S }");
    expect(said(admitYaml(text))).toEqual([
      "invalid-delivery spec.delivery.retryAfterMax: retryAfterMax is set, but the feature flag delivery-retryafter is not enabled. Leave retryAfterMax out, or enable delivery-retryafter in config-features of knative-eventing and in sluice.yaml.",
    ]);
    expect(admitYaml(text, { eventingFeatures: { "delivery-retryafter": "enabled" } })).toEqual([]);
  });
});

describe("invalid-destination and invalid-reference", () => {
  it.each([
    [
      "{}",
      "invalid-destination spec.delivery.deadLetterSink: This destination has neither ref nor uri, so events would go nowhere. Write a ref with apiVersion, kind and name, or an absolute uri.",
    ],
    [
      "{ ref: { apiVersion: v1, kind: Service, name: a }, uri: 'http://b' }",
      'invalid-destination spec.delivery.deadLetterSink.uri: The uri "http://b" is absolute and stands beside a ref: only one of both can be meant. Remove the ref, or write only the path as uri.',
    ],
    [
      "{ uri: /b }",
      'invalid-destination spec.delivery.deadLetterSink.uri: The uri "/b" has no scheme, and there is no ref it could be relative to. Write the whole address, such as http://orders.shop.svc.cluster.local/, or add a ref.',
    ],
    [
      "{ uri: 'mailto:a@b' }",
      'invalid-destination spec.delivery.deadLetterSink.uri: The uri "mailto:a@b" has no host, and there is no ref it could be relative to. Write the whole address, such as http://orders.shop.svc.cluster.local/, or add a ref.',
    ],
    [
      "{ uri: 'http://a', CACerts: x }",
      "invalid-destination spec.delivery.deadLetterSink.CACerts: CACerts holds no certificate that can be read. Paste a PEM block that begins with -----BEGIN CERTIFICATE-----.",
    ],
    [
      "{ ref: { apiVersion: v1, kind: Service } }",
      "invalid-reference spec.delivery.deadLetterSink.ref.name: This reference has no name, so it names no object. Write the name of the object it means.",
    ],
  ])("refuses %s", (sink, finding) => {
    expect(said(admitYaml(trigger(`delivery: { deadLetterSink: ${sink} }`)))).toEqual([finding]);
  });

  it("takes a ref with a relative uri", () => {
    expect(
      admitYaml(
        trigger("delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: a }, uri: /dead } }"),
      ),
    ).toEqual([]);
  });

  it("keeps a Channel's dead-letter sink in its namespace", () => {
    const text =
      "{ apiVersion: messaging.knative.dev/v1, kind: Channel, metadata: { name: c, namespace: shop }, spec: { delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: a, namespace: ops } } } } }";
    expect(said(admitYaml(text))).toEqual([
      'invalid-reference spec.delivery.deadLetterSink.ref.namespace: This reference leads to namespace "ops", but must stay in "shop". Leave namespace out, or refer to an object of the same namespace.',
    ]);
  });
});

describe("invalid-filter", () => {
  it("names the attribute, the dialects and the expression that are wrong", () => {
    const text = trigger(
      "filters: [{ exact: { Type: a }, prefix: { type: a } }, { cesql: 'type =' }, { any: [{ suffix: { 1a: x } }] }]",
    );
    expect(said(admitYaml(text))).toEqual([
      "invalid-filter spec.filters[0]: This filter has exact and prefix; one object holds one dialect. Put each into an object of its own: the list of filters is joined by AND.",
      'invalid-filter spec.filters[0].exact[Type]: "Type" is no attribute name: a small letter, then small letters and digits. Did you mean "type"?',
      'invalid-filter spec.filters[1].cesql: "type =" is no CESQL expression: The expression ends at position 7; expected a value. Correct it there; Knative wants blanks around operators.',
      'invalid-filter spec.filters[2].any[0].suffix[1a]: "1a" is no attribute name: a small letter, then small letters and digits. Did you mean "a"?',
    ]);
  });
});

describe("trigger-broker and trigger-annotation", () => {
  it("wants one Broker", () => {
    const text =
      '{ apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: { name: t }, spec: { subscriber: { uri: "http://a" } } }';
    expect(said(admitYaml(text))).toEqual([
      "trigger-broker spec.broker: This Trigger names no Broker. Write the Broker's name as spec.broker.",
    ]);
  });

  it("reads the dependency annotation as Knative does", () => {
    expect(said(admitYaml(trigger("filter: {}", ", annotations: { knative.dev/dependency: clock }")))).toEqual([
      'trigger-annotation metadata.annotations[knative.dev/dependency]: knative.dev/dependency is "clock", which is no reference written as JSON. Write it like {"apiVersion": "sources.knative.dev/v1", "kind": "PingSource", "name": "…"}.',
    ]);
  });

  it("says that no Trigger can follow a Broker whose name is no label", () => {
    const text = trigger("filter: {}").replace("broker: orders", "broker: a/b");
    expect(admitYaml(text).map(({ code, field }) => [code, field])).toEqual([
      ["invalid-metadata", "metadata.labels[eventing.knative.dev/broker]"],
    ]);
  });
});

describe("ping-schedule and ping-data", () => {
  it.each([
    [
      'schedule: "0 16 * * 7"',
      'ping-schedule spec.schedule: schedule is "0 16 * * 7": end of range (7) above maximum (6): 7. Sunday is 0, not 7.',
    ],
    [
      'schedule: "@every 5m"',
      'ping-schedule spec.schedule: schedule is "@every 5m": unsupported descriptor @every. Write cron fields, such as */5 * * * * for every five minutes.',
    ],
    [
      "timezone: europe/paris",
      'ping-schedule spec.timezone: timezone is "europe/paris": provided bad location europe/paris: unknown time zone europe/paris. Write a name of the time zone database, such as Europe/Paris or UTC; case counts.',
    ],
    [
      "data: a, dataBase64: YQ==",
      "ping-data spec.dataBase64: This PingSource has data and dataBase64; an event carries one of both. Remove one.",
    ],
    [
      "contentType: application/json, data: '[1]'",
      'ping-data spec.data: contentType is application/json, but data holds "[1]", which is no JSON object. Write a JSON object, or another contentType.',
    ],
    [
      "dataBase64: 'a b'",
      "ping-data spec.dataBase64: dataBase64 is not standard base64. Encode the bytes with the standard alphabet and padding, without blanks.",
    ],
    [
      "ceOverrides: { extensions: { team-id: a } }",
      'invalid-ce-overrides spec.ceOverrides.extensions[team-id]: "team-id" is no extension attribute: names are letters and digits. Write it without other characters, such as "teamid".',
    ],
  ])("refuses %s", (spec, finding) => {
    expect(said(admitYaml(ping(spec)))).toEqual([finding]);
  });
});

describe("the other kinds", () => {
  it.each([
    [
      "broker-class",
      "{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: b, annotations: { eventing.knative.dev/broker.class: '' } } }",
      "metadata.annotations[eventing.knative.dev/broker.class]",
    ],
    [
      "event-type-type",
      "{ apiVersion: eventing.knative.dev/v1beta2, kind: EventType, metadata: { name: e }, spec: {} }",
      "spec.type",
    ],
    [
      "container-source-template",
      '{ apiVersion: sources.knative.dev/v1, kind: ContainerSource, metadata: { name: c }, spec: { sink: { uri: "http://a" } } }',
      "spec.template.spec.containers",
    ],
    [
      "subscription-channel",
      '{ apiVersion: messaging.knative.dev/v1, kind: Subscription, metadata: { name: s }, spec: { channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: c, namespace: shop }, subscriber: { uri: "http://a" } } }',
      "spec.channel.namespace",
    ],
    [
      "subscription-subscriber",
      "{ apiVersion: messaging.knative.dev/v1, kind: Subscription, metadata: { name: s }, spec: { channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: c } } }",
      "spec.subscriber",
    ],
    [
      "sequence-steps",
      "{ apiVersion: flows.knative.dev/v1, kind: Sequence, metadata: { name: s }, spec: { steps: [] } }",
      "spec.steps",
    ],
    [
      "parallel-branches",
      "{ apiVersion: flows.knative.dev/v1, kind: Parallel, metadata: { name: p }, spec: { branches: [] } }",
      "spec.branches",
    ],
    [
      "channel-template",
      "{ apiVersion: messaging.knative.dev/v1, kind: Channel, metadata: { name: c }, spec: { channelTemplate: { apiVersion: messaging.knative.dev/v1 } } }",
      "spec.channelTemplate.kind",
    ],
    [
      "channel-scope",
      "{ apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, metadata: { name: c, annotations: { eventing.knative.dev/scope: x } } }",
      "metadata.annotations[eventing.knative.dev/scope]",
    ],
    [
      "api-server-source",
      '{ apiVersion: sources.knative.dev/v1, kind: ApiServerSource, metadata: { name: a }, spec: { sink: { uri: "http://a" }, mode: Full, resources: [{ apiVersion: v1, kind: Pod }] } }',
      "spec.mode",
    ],
    [
      "event-policy",
      "{ apiVersion: eventing.knative.dev/v1alpha1, kind: EventPolicy, metadata: { name: e } }",
      undefined,
    ],
    [
      "request-reply",
      "{ apiVersion: eventing.knative.dev/v1alpha1, kind: RequestReply, metadata: { name: r }, spec: { brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b }, timeout: PT0S } }",
      "spec.timeout",
    ],
    [
      "event-transform",
      "{ apiVersion: eventing.knative.dev/v1alpha1, kind: EventTransform, metadata: { name: e }, spec: { jsonata: { expression: '$' }, reply: { discard: true } } }",
      "spec.reply",
    ],
    [
      "integration",
      '{ apiVersion: sources.knative.dev/v1alpha1, kind: IntegrationSource, metadata: { name: i }, spec: { sink: { uri: "http://a" } } }',
      "spec",
    ],
    [
      "integration",
      "{ apiVersion: sinks.knative.dev/v1alpha1, kind: IntegrationSink, metadata: { name: i }, spec: { aws: { auth: { serviceAccountName: a }, s3: { arn: b } } } }",
      "spec.aws.s3.region",
    ],
    [
      "job-sink-job",
      "{ apiVersion: sinks.knative.dev/v1alpha1, kind: JobSink, metadata: { name: j }, spec: { job: { spec: { template: { spec: { containers: [{ name: a, image: b }] } } } } } }",
      "spec.job.spec.template.spec.restartPolicy",
    ],
    [
      "sink-binding-subject",
      '{ apiVersion: sources.knative.dev/v1, kind: SinkBinding, metadata: { name: s, namespace: shop }, spec: { sink: { uri: "http://a" }, subject: { apiVersion: apps/v1, kind: Deployment } } }',
      "spec.subject",
    ],
  ])("finds %s", (code, text, field) => {
    expect(admitYaml(text).map((finding) => [finding.code, finding.field])).toEqual([[code, field]]);
  });

  it("refuses a Parallel branch's delivery that Knative lets through and then loses events over", () => {
    const text = `
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec: { branches: [{ subscriber: { uri: "http://a" }, delivery: { backoffDelay: 5s } }] }
`;
    expect(admitYaml(text)).toMatchObject([
      {
        code: "parallel-branch-delivery",
        field: "spec.branches[0].delivery.backoffDelay",
        mend: 'Did you mean "PT5S"?',
        notes: [
          "Knative accepts this Parallel, then cannot make the branch: it and every later one get no events, and senders see 202.",
        ],
      },
    ]);
  });
});

describe("what was written in versions that are gone", () => {
  it.each([
    [ping("jsonData: '{}'"), "Write data, and contentType: application/json, as `sluice upgrade` does."],
    [
      "{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: b }, spec: { channelTemplateSpec: {} } }",
      "Remove it: spec.config names a ConfigMap that says which channel a Broker uses.",
    ],
    [
      "{ apiVersion: messaging.knative.dev/v1, kind: Channel, metadata: { name: c }, spec: { provisioner: { name: in-memory } } }",
      "Write spec.channelTemplate with apiVersion and kind of a channel, as `sluice upgrade` does.",
    ],
    [trigger("filter: { sourceAndType: { type: a } }"), "Write spec.filter.attributes, as `sluice upgrade` does."],
  ])("is mended with what took its place: %s", (text, mend) => {
    expect(admitYaml(text).map((found) => [found.code, found.mend])).toEqual([["unknown-field", mend]]);
  });
});

describe("request-reply", () => {
  const requestReply = (spec: string): string =>
    `{ apiVersion: eventing.knative.dev/v1alpha1, kind: RequestReply, metadata: { name: a }, spec: { brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b }, ${spec} } }`;

  it("offers the ISO 8601 form of a duration of Go", () => {
    expect(said(admitYaml(requestReply("timeout: 30s")))).toEqual([
      'request-reply spec.timeout: timeout is "30s". Did you mean "PT30S"?',
    ]);
  });

  it("refuses source as an attribute, which the cluster lets pass", () => {
    expect(
      admitYaml(requestReply("replyAttribute: source")).map(({ field, message, notes }) => [field, message, notes]),
    ).toEqual([
      [
        "spec.replyAttribute",
        'replyAttribute is "source", which every event has and keeps for itself.',
        ["The cluster accepts it, by a slip in what it checks."],
      ],
    ]);
  });
});

describe("the spec of a channel template", () => {
  const sequence = (kind: string, spec: string): string =>
    `{ apiVersion: flows.knative.dev/v1, kind: Sequence, metadata: { name: a }, spec: { steps: [{ uri: "http://a.example.com" }], channelTemplate: { ${kind}, spec: ${spec} } } }`;
  const kafka = "apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel";

  it("is judged as that of the channel, of which the cluster says nothing", () => {
    expect(said(admitYaml(sequence(kafka, "{ numPartitions: '3', replicas: 1 }")))).toEqual([
      'channel-template spec.channelTemplate.spec.numPartitions: No KafkaChannel can be made of this: spec.numPartitions is the text "3", but must be a whole number. Leave out the quotes: 3.',
      "channel-template spec.channelTemplate.spec.replicas: The KafkaChannel made of this has no such field, and loses it without a word. Known here: delivery, numPartitions, replicationFactor, retentionDuration, subscribers.",
    ]);
  });

  it.each([
    [kafka, "{ numPartitions: 3, replicationFactor: 1 }"],
    ["apiVersion: messaging.example.com/v1, kind: PulsarChannel", "{ topic: 5 }"],
  ])("passes %s with %s", (kind, spec) => {
    expect(admitYaml(sequence(kind, spec))).toEqual([]);
  });
});

describe("structure", () => {
  it("does not send a field of one reference to another reference", () => {
    const requestReply = `{ apiVersion: eventing.knative.dev/v1alpha1, kind: RequestReply, metadata: { name: a }, spec: { brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b, namespace: shop } } }`;
    expect(said(admitYaml(requestReply))).toEqual([
      'unknown-field spec.brokerRef.namespace: "namespace" is not a field of spec.brokerRef. kubectl apply refuses it, and other clients lose it without a word. Known here: apiVersion, kind, name.',
    ]);
  });

  it("says a wrong type once, and nothing that follows from it", () => {
    expect(said(admitYaml(trigger("delivery: { retry: three, deadLetterSink: { ref: 5 } }")))).toEqual([
      'wrong-type spec.delivery.retry: spec.delivery.retry is the text "three", but must be a whole number. Write a whole number, such as 5.',
      "wrong-type spec.delivery.deadLetterSink.ref: spec.delivery.deadLetterSink.ref is the number 5, but must be an object. Write fields one level below it: apiVersion, kind, name, namespace.",
    ]);
  });
});
