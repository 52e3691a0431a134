import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const TRIGGER = triggerObject("charge", "shop.order.placed");
const SINK = "deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }";

/** The Broker and one Trigger, each with its delivery; the Trigger without one when it is empty. */
function shop(onBroker: string, onTrigger = ""): string {
  const broker = `${BROKER.slice(0, BROKER.indexOf("spec:"))}spec: { delivery: { ${onBroker} } }\n`;
  const trigger = onTrigger === "" ? TRIGGER : `${TRIGGER.trimEnd()}\n  delivery: { ${onTrigger} }\n`;
  return documents(broker, SHOP, trigger, CHARGE, FAILURES);
}

/** Code, object and field of everything that is found. */
function told(yaml: string): readonly string[] {
  return findings(yaml).map(({ code, object, field }) => `${code} ${object?.kind}/${object?.name} ${field}`);
}

const WAITS = "backoffPolicy: exponential, backoffDelay: PT1S";

describe("dropped-retry", () => {
  it("shows what applies in the end", () => {
    expect(findings(shop(`retry: 3, ${WAITS}, ${SINK}`, "timeout: PT30S"))).toEqual([
      {
        code: "dropped-retry",
        severity: "warning",
        at: { file: "Trigger/charge" },
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", name: "charge" },
        field: "spec.delivery.retry",
        message:
          "This delivery says nothing of retry, and so drops the 3 retries of Broker orders: an event that fails once on Trigger charge is not sent again.",
        mend: "Write retry, backoffPolicy and backoffDelay here too, or retry: 0 if that is meant.",
        notes: ["What applies: 1 attempt, of at most PT30S, then to Service failures."],
        source: "knative/eventing.md §4.1, §5.5",
      },
    ]);
  });

  it("names a Broker whose partial delivery drops the shipped ten", () => {
    expect(told(shop(SINK))).toEqual(["dropped-retry Broker/orders spec.delivery.retry"]);
  });

  it.each([
    ["a retry of zero, which is meant", shop(`retry: 0, ${SINK}`)],
    ["a Trigger with its own retry of zero", shop(`retry: 3, ${WAITS}, ${SINK}`, "retry: 0")],
    ["a Trigger that drops nothing", shop(`retry: 0, ${SINK}`, "timeout: PT5S")],
    [
      "a Broker of a class whose law is unknown",
      shop(SINK).replace(
        "{ name: orders }",
        "{ name: orders, annotations: { eventing.knative.dev/broker.class: RabbitMQBroker } }",
      ),
    ],
  ])("says nothing of %s", (_, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});

describe("waits between retries", () => {
  it.each([
    [`retry: 3, ${SINK}`, "retry-without-backoff Broker/orders spec.delivery.backoffPolicy"],
    [`retry: 3, backoffDelay: PT1S, ${SINK}`, "retry-without-backoff Broker/orders spec.delivery.backoffPolicy"],
    [`retry: 3, backoffPolicy: linear, ${SINK}`, "retry-without-backoff Broker/orders spec.delivery.backoffDelay"],
    [
      `retry: 3, backoffPolicy: exponential, backoffDelay: PT0S, ${SINK}`,
      "retry-without-backoff Broker/orders spec.delivery.backoffDelay",
    ],
    [
      `retry: 3, backoffPolicy: exponential, backoffDelay: PT0.05S, ${SINK}`,
      "misread-duration Broker/orders spec.delivery.backoffDelay",
    ],
    [
      `retry: 1, backoffPolicy: linear, backoffDelay: PT1S, ${SINK}`,
      "linear-first-retry Broker/orders spec.delivery.backoffPolicy",
    ],
    [`retry: 0, ${WAITS}, ${SINK}`, "ignored-delivery Broker/orders spec.delivery.backoffPolicy"],
    [`retry: 12, ${WAITS}, ${SINK}`, "retries-outlast-channel Broker/orders spec.delivery.retry"],
  ])("with { %s } are one finding", (delivery, finding) => {
    expect(told(shop(delivery))).toEqual([finding]);
  });
});

describe("misread-duration", () => {
  it.each([
    ["PT0.25S", "PT0.2S", "only one decimal of each field is kept"],
    ["PT1.5.5S", "PT1.5S", "text after the first decimal is ignored"],
    ["PT1M-30S", "-PT1M30S", "a sign inside makes the whole negative"],
    ["-PT5S", "-PT5S", "a timeout below zero is none"],
  ])("says what a timeout of %s means", (timeout, means, why) => {
    const found = findings(shop(`retry: 3, ${WAITS}, timeout: ${timeout}, ${SINK}`), "misread-duration");
    expect(found.map(({ message }) => message)).toEqual([
      `timeout is "${timeout}", which Knative reads as ${means}: ${why}.`,
    ]);
  });

  it.each(["PT30S", "PT1.5S", "PT1,5S", "P1D", "PT1H30M", "P1W", "P1M", "PT4000S", "PT.5S"])(
    "leaves %s alone",
    (timeout) => {
      expect(findings(shop(`retry: 3, ${WAITS}, timeout: ${timeout}, ${SINK}`), "misread-duration")).toEqual([]);
    },
  );
});

describe("ignored-delivery", () => {
  const channel = (template: string): string => `
apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: c }
spec:
  delivery: { ${SINK} }
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel${template} }
`;

  it("names a Channel's delivery behind one of its template", () => {
    const yaml = documents(channel(`, spec: { delivery: { ${SINK} } }`), FAILURES);
    expect(told(yaml)).toEqual(["ignored-delivery Channel/c spec.delivery"]);
    expect(told(documents(channel(""), FAILURES))).toEqual([]);
  });

  it("names what the template behind a Broker never brings to its Triggers", () => {
    const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: ours }
data:
  channel-template-spec: |
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec: { delivery: { retry: 5, ${WAITS}, ${SINK} } }
`;
    const yaml = shop(`retry: 3, ${WAITS}, ${SINK}`).replace(
      "spec: { delivery",
      "spec: { config: { apiVersion: v1, kind: ConfigMap, name: ours }, delivery",
    );
    expect(told(documents(yaml, config))).toEqual(["ignored-delivery ConfigMap/ours data[channel-template-spec]"]);
  });

  it("names the delivery of a RequestReply", () => {
    const yaml = `
apiVersion: eventing.knative.dev/v1alpha1
kind: RequestReply
metadata: { name: ask }
spec:
  brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }
  delivery: { retry: 3 }
`;
    expect(told(documents(shop(`retry: 3, ${WAITS}, ${SINK}`), yaml))).toContain(
      "ignored-delivery RequestReply/ask spec.delivery",
    );
  });
});

describe("dead letters", () => {
  const ref = (kind: string, name: string, apiVersion = "eventing.knative.dev/v1"): string =>
    `retry: 1, ${WAITS}, deadLetterSink: { ref: { apiVersion: ${apiVersion}, kind: ${kind}, name: ${name} } }`;

  it("that go to the very step are told", () => {
    const yaml = shop(`retry: 3, ${WAITS}, ${SINK}`, ref("Service", "charge", "serving.knative.dev/v1"));
    expect(findings(yaml).map(({ code, message }) => [code, message])).toEqual([
      [
        "dead-letter-feeds-itself",
        "An event that Service charge keeps refusing on Trigger charge is dead-lettered to Service charge, which refuses it again: it is lost.",
      ],
    ]);
  });

  it("that come back over another Broker are told, unless a filter keeps them out", () => {
    const detour = (filter: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: detour }
spec: { delivery: { retry: 0, ${SINK} } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: back }
spec:
  broker: detour${filter}
  subscriber: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
    const yaml = shop(`retry: 3, ${WAITS}, ${SINK}`, ref("Broker", "detour"));
    const codes = (filter: string): readonly string[] =>
      findings(documents(yaml, detour(filter)), "dead-letter-feeds-itself").map(({ field }) => field ?? "");
    expect(codes("")).toEqual(["spec.delivery.deadLetterSink.ref"]);
    expect(codes('\n  filters: [{ cesql: "NOT (EXISTS knativeerrorcode)" }]')).toEqual([]);
    expect(codes("\n  filter: { attributes: { type: another } }")).toEqual([]);
  });

  it("whose type no Trigger of their Broker takes are told", () => {
    const morgue = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: morgue }
spec: { delivery: { retry: 0, ${SINK} } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: bury }
spec:
  broker: morgue
  filter: { attributes: { type: shop.order.failed } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
`;
    const yaml = documents(shop(ref("Broker", "morgue")), morgue);
    expect(findings(yaml, "dead-letter-nobody-reads").map(({ message }) => message)).toEqual([
      '"shop.order.placed" that keeps failing on Trigger charge goes to Broker morgue, where no Trigger takes it: it is answered 202 and thrown away.',
    ]);
  });
});

describe("no-failure-path", () => {
  const step = (name: string): string =>
    `{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} } }`;
  const parallel = (branch: string, template = ""): string => `
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel${template} }
  branches:
    - { filter: ${step("check")}, subscriber: ${step("charge")}${branch} }
`;
  const places = (yaml: string): readonly (string | undefined)[] =>
    findings(yaml, "no-failure-path").map(({ field }) => field);
  const services = documents(serviceObject("check"), CHARGE, FAILURES);

  it("tells that only the template can give filters of a Parallel a dead-letter sink", () => {
    const FIELD = "spec.channelTemplate.spec.delivery.deadLetterSink";
    expect(places(documents(parallel(`, delivery: { ${SINK} }`), services))).toEqual([FIELD]);
    expect(places(documents(parallel(""), services))).toEqual([FIELD]);
    expect(places(documents(parallel("", `, spec: { delivery: { ${SINK} } }`), services))).toEqual([]);
  });

  it("names a Channel once for its Subscriptions, and one Subscription by itself", () => {
    const channel = "apiVersion: messaging.knative.dev/v1\nkind: InMemoryChannel\nmetadata: { name: c }\n";
    const subscription = (name: string): string => `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: ${name} }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: c }
  subscriber: ${step("charge")}
`;
    const objects = (...names: readonly string[]): readonly string[] =>
      findings(documents(channel, ...names.map(subscription), CHARGE), "no-failure-path").map(
        ({ object }) => `${object?.kind}/${object?.name}`,
      );
    expect(objects("a", "b")).toEqual(["InMemoryChannel/c"]);
    expect(objects("a")).toEqual(["Subscription/a"]);
  });

  it("notes how often legs that wait for each other try", () => {
    const sequence = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, spec: { delivery: { retry: 4, ${WAITS} } } }
  steps: [${step("charge")}, ${step("pack")}]
`;
    const [found] = findings(documents(sequence, serviceObject("charge"), serviceObject("pack")), "no-failure-path");
    expect(found?.notes).toEqual([
      "Legs before wait for the answer and retry too, so a step there is asked up to 25 times for one event.",
    ]);
  });
});
