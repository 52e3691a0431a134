import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { validateSchema } from "../../../src/manifests/schema/index.ts";

function trigger(spec: Record<string, unknown>, rest: Record<string, unknown> = {}): Manifest {
  return {
    apiVersion: "eventing.knative.dev/v1",
    kind: "Trigger",
    metadata: { name: "orders", namespace: "shop" },
    spec: { broker: "default", subscriber: { uri: "http://orders" }, ...spec },
    ...rest,
  };
}

function service(container: Record<string, unknown>, podSpec: Record<string, unknown> = {}): Manifest {
  return {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "orders" },
    spec: { template: { spec: { containers: [{ image: "example.com/orders:1", ...container }], ...podSpec } } },
  };
}

describe("validateSchema", () => {
  it("finds nothing in a sound Trigger", () => {
    const sound = trigger({
      filters: [{ all: [{ exact: { type: "a" } }, { not: { cesql: "source = 'b'" } }] }],
      delivery: {
        retry: 3,
        timeout: "PT5S",
        deadLetterSink: { ref: { apiVersion: "v1", kind: "Service", name: "dead" } },
      },
    });
    expect(validateSchema(sound)).toEqual([]);
  });

  it("has nothing to say of kinds without a schema", () => {
    expect(validateSchema({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: 5 })).toEqual([]);
    expect(validateSchema({ apiVersion: "eventing.knative.dev/v9", kind: "Trigger", metadata: {}, spec: {} })).toEqual(
      [],
    );
  });

  it("refuses a field the API server would drop, and suggests the near name", () => {
    expect(validateSchema(trigger({ subscriber: { url: "http://orders" } }))).toEqual([
      {
        code: "unknown-field",
        stage: "strict",
        severity: "error",
        field: "spec.subscriber.url",
        message:
          '"url" is not a field of spec.subscriber. kubectl apply refuses it, and other clients lose it without a word.',
        mend: 'Did you mean "uri"?',
      },
    ]);
  });

  it("refuses a field at the top of the object", () => {
    expect(validateSchema(trigger({}, { specs: {} }))).toEqual([
      {
        code: "unknown-field",
        stage: "strict",
        severity: "error",
        field: "specs",
        message:
          '"specs" is not a field of Trigger. kubectl apply refuses it, and other clients lose it without a word.',
        mend: 'Did you mean "spec"?',
      },
    ]);
  });

  it("refuses a field that is kept for the webhook, and says where it belongs", () => {
    expect(validateSchema(trigger({ backoffPolicy: "linear" }))).toEqual([
      {
        code: "unknown-field",
        stage: "decode",
        severity: "error",
        field: "spec.backoffPolicy",
        message: '"backoffPolicy" is not a field of spec. Knative\'s webhook refuses it.',
        mend: '"backoffPolicy" belongs at spec.delivery.backoffPolicy.',
      },
    ]);
  });

  it("lists the known fields when no name is near and no other place fits", () => {
    expect(validateSchema(trigger({ delivery: { attempts: 3 } })).map(({ mend }) => mend)).toEqual([
      "Known here: backoffDelay, backoffPolicy, deadLetterSink, format, retry, retryAfterMax, timeout.",
    ]);
  });

  it("refuses an unknown field below a filter's all, any and not, however deep", () => {
    const faults = validateSchema(trigger({ filters: [{ all: [{ any: [{ not: { exct: { type: "a" } } }] }] }] }));
    expect(faults).toEqual([
      {
        code: "unknown-field",
        stage: "decode",
        severity: "error",
        field: "spec.filters[0].all[0].any[0].not.exct",
        message: '"exct" is not a field of spec.filters[0].all[0].any[0].not. Knative\'s webhook refuses it.',
        mend: 'Did you mean "exact"?',
      },
    ]);
  });

  it("warns of a field that Serving keeps and ignores", () => {
    expect(validateSchema(service({}, { affinity: { nodeAfinity: {} } }))).toEqual([
      {
        code: "unknown-field",
        stage: "ignored",
        severity: "warning",
        field: "spec.template.spec.affinity.nodeAfinity",
        message: '"nodeAfinity" is not a field of spec.template.spec.affinity. Serving ignores it without a word.',
        mend: 'Did you mean "nodeAffinity"?',
      },
    ]);
  });

  it("warns of a name in another case where Go reads it all the same, and checks its value", () => {
    expect(validateSchema(trigger({ delivery: { Retry: "3" } }))).toEqual([
      {
        code: "misspelt-case",
        stage: "ignored",
        severity: "warning",
        field: "spec.delivery.Retry",
        message: 'Knative reads "Retry" as "retry"; other tools do not.',
        mend: 'Write "retry".',
      },
      {
        code: "wrong-type",
        stage: "decode",
        severity: "error",
        field: "spec.delivery.Retry",
        message: 'spec.delivery.Retry is the text "3", but must be a whole number.',
        mend: "Leave out the quotes: 3.",
      },
    ]);
  });

  it.each([
    [{ broker: 5 }, "decode", "spec.broker is the number 5, but must be text.", 'Put it in quotes: "5".'],
    [{ broker: true }, "decode", "spec.broker is true, but must be text.", 'Put it in quotes: "true".'],
    [{ broker: ["a"] }, "decode", "spec.broker is a list, but must be text.", 'Write "a" without a list around it.'],
    [
      { delivery: [] },
      "decode",
      "spec.delivery is an empty list, but must be an object.",
      "Write its fields directly, without a list around them.",
    ],
    [
      { delivery: { retry: 0.5 } },
      "decode",
      "spec.delivery.retry is the number 0.5, but must be a whole number.",
      "Write a whole number, such as 5.",
    ],
    [
      { subscriber: "http://orders.example.com" },
      "decode",
      'spec.subscriber is the text "http://orders.example.com", but must be an object.',
      'Write it one level below, as uri: "http://orders.example.com".',
    ],
    [
      { subscriber: { ref: "orders" } },
      "decode",
      'spec.subscriber.ref is the text "orders", but must be an object.',
      "Write fields one level below it: apiVersion, kind, name, namespace.",
    ],
    [
      { filter: { attributes: { type: { equals: "a" } } } },
      "decode",
      "spec.filter.attributes[type] is an object, but must be text.",
      "Write one text.",
    ],
    [
      { filters: 3 },
      "decode",
      "spec.filters is the number 3, but must be a list.",
      "Make it a list, with a dash before each element.",
    ],
    [
      { filter: { attributes: { type: 1 } } },
      "decode",
      "spec.filter.attributes[type] is the number 1, but must be text.",
      'Put it in quotes: "1".',
    ],
    // The definition meets the object's fields before anybody decodes it.
    [
      { filters: { exact: {} } },
      "strict",
      "spec.filters is an object, but must be a list.",
      "Make it a list, with a dash before each element.",
    ],
  ])("names the type of %j", (spec, stage, message, mend) => {
    expect(validateSchema(trigger(spec))).toEqual([
      {
        code: "wrong-type",
        stage,
        severity: "error",
        field: message.split(" ", 1)[0],
        message,
        mend,
        ...(mend.startsWith("Put it in quotes") ? { lacksQuotes: true } : {}),
      },
    ]);
  });

  it("takes null for absent, as Go does", () => {
    expect(validateSchema(trigger({ broker: null, delivery: null, filters: [null] }, { metadata: null }))).toEqual([]);
  });

  it("refuses a number that 32 bits do not hold", () => {
    expect(validateSchema(trigger({ delivery: { retry: 2 ** 31 } }))).toEqual([
      {
        code: "number-out-of-range",
        stage: "decode",
        severity: "error",
        field: "spec.delivery.retry",
        message: "spec.delivery.retry is 2147483648, beyond what a whole number of 32 bits holds.",
        mend: "Write a number from -2147483648 to 2147483647.",
      },
    ]);
    expect(validateSchema(trigger({ delivery: { retry: 2 ** 31 - 1 } }))).toEqual([]);
  });

  it("refuses a uri that Go cannot parse", () => {
    expect(validateSchema(trigger({ subscriber: { uri: "http://h:80a/" } }))).toEqual([
      {
        code: "unreadable-url",
        stage: "decode",
        severity: "error",
        field: "spec.subscriber.uri",
        message: 'spec.subscriber.uri is "http://h:80a/", which is no URL: invalid port ":80a" after host.',
        mend: "Write an absolute URL such as http://host/path, or a path to add to ref.",
      },
    ]);
  });

  it("misses a list that the API server wants, even below a spec that is not there", () => {
    const missing = {
      code: "missing-field",
      stage: "schema",
      severity: "error",
      field: "spec.steps",
      message: "spec.steps is missing.",
      mend: 'Add "steps" to spec.',
    };
    const sequence = { apiVersion: "flows.knative.dev/v1", kind: "Sequence", metadata: { name: "s" } };
    expect(validateSchema({ ...sequence, spec: {} })).toEqual([missing]);
    expect(validateSchema(sequence)).toEqual([missing]);
    expect(validateSchema({ ...sequence, spec: { steps: null } })).toEqual([missing]);
    expect(validateSchema({ ...sequence, spec: { steps: [] } })).toEqual([]);
  });

  it("refuses two elements of a list map with one key", () => {
    const env = [{ name: "A", value: "1" }, { name: "B" }, { name: "A", value: "2" }];
    expect(validateSchema(service({ env }))).toEqual([
      {
        code: "duplicate-element",
        stage: "schema",
        severity: "error",
        field: "spec.template.spec.containers[0].env[2]",
        message: 'spec.template.spec.containers[0].env[2] repeats name "A" of spec.template.spec.containers[0].env[0].',
        mend: "Keep one of the two, or give them different values of name.",
      },
    ]);
  });

  it("reads quantities as Kubernetes does", () => {
    expect(validateSchema(service({ resources: { limits: { cpu: "500m", memory: "1Gi", gpu: 2 } } }))).toEqual([]);
    expect(validateSchema(service({ resources: { limits: { memory: "1GB" } } }))).toEqual([
      {
        code: "unreadable-quantity",
        stage: "decode",
        severity: "error",
        field: "spec.template.spec.containers[0].resources.limits[memory]",
        message: 'spec.template.spec.containers[0].resources.limits[memory] is "1GB", which is no quantity.',
        mend: "Write a number with a unit Kubernetes knows, such as 500m, 2, 128Mi or 1Gi.",
      },
    ]);
  });

  it("takes a port by number or by name", () => {
    expect(validateSchema(service({ readinessProbe: { httpGet: { port: 80 } } }))).toEqual([]);
    expect(validateSchema(service({ readinessProbe: { httpGet: { port: "http" } } }))).toEqual([]);
    expect(validateSchema(service({ readinessProbe: { httpGet: { port: 1.5 } } })).map((fault) => fault.code)).toEqual([
      "wrong-type",
    ]);
  });

  it("wants maps of strings for labels and annotations", () => {
    const manifest = { ...trigger({}), metadata: { name: "a", labels: { team: 5 }, annotations: ["x"], lables: {} } };
    const faults = validateSchema(manifest as Record<string, unknown> as Manifest);
    expect(faults.map(({ code, stage, field }) => [code, stage, field])).toEqual([
      ["wrong-type", "schema", "metadata.labels[team]"],
      ["wrong-type", "schema", "metadata.annotations"],
      ["unknown-field", "strict", "metadata.lables"],
    ]);
  });

  it("reports all faults of one object at once, in the order of its fields", () => {
    const faults = validateSchema(
      trigger({ broker: 1, subscriber: { uri: 2, ref: { names: "x" } }, delivery: { retry: "a" } }),
    );
    expect(faults.map(({ field }) => field)).toEqual([
      "spec.broker",
      "spec.subscriber.uri",
      "spec.subscriber.ref.names",
      "spec.delivery.retry",
    ]);
  });
});
