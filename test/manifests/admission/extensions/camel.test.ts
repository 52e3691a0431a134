import { describe } from "vitest";
import { object, runExamples } from "./examples.ts";

const pipe = (spec: string): string => object("camel.apache.org/v1", "Pipe", spec);
const KAMELET = "ref: { apiVersion: camel.apache.org/v1, kind: Kamelet, name: timer-source }";
const BROKER = "ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b }";
const GOOD = pipe(`source: { ${KAMELET} }, sink: { ${BROKER} }`);

describe("Camel Pipe", () => {
  runExamples([
    {
      rule: "camel-pipe",
      fault: "ends that name nothing, or two things",
      bad: pipe(`source: {}, sink: { ${BROKER}, uri: "log:a" }, steps: [{ ref: { kind: Kamelet, name: s } }]`),
      good: GOOD,
      says: [
        "camel-pipe spec.source: This end of the Pipe names nothing. The cluster takes it. Write a ref, or a Camel uri.",
        "camel-pipe spec.sink.uri: This end has a ref and a uri; only one of both can be meant. Keep one of them.",
        "camel-pipe spec.steps[0].ref.apiVersion: This reference has no apiVersion. Write the apiVersion of the object it means.",
      ],
    },
    {
      rule: "camel-pipe",
      fault: "the prefix of the documentation",
      bad: pipe(`source: { ${KAMELET} }, sink: { ${BROKER}, properties: { ce.overwrite.ce-type: a, type: b } }`),
      good: pipe(`source: { ${KAMELET} }, sink: { ${BROKER}, properties: { ce.override.ce-type: a } }`),
      says: [
        'camel-pipe spec.sink.properties[ce.overwrite.ce-type]: Camel K does not read "ce.overwrite.ce-type", whatever its documentation says. Write "ce.override.ce-type".',
      ],
    },
    {
      rule: "camel-pipe",
      fault: "a channel Camel K does not know",
      bad: pipe(
        `source: { ref: { apiVersion: messaging.knative.dev/v1, kind: KafkaChannel, name: c } }, sink: { ref: { apiVersion: messaging.knative.dev/v1alpha1, kind: NatsJetStreamChannel, name: jet } }`,
      ),
      good: pipe(
        `source: { ref: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel, name: c } }, sink: { uri: "log:a" }`,
      ),
      says: [
        "warning camel-pipe spec.source.ref.apiVersion: Camel K does not know KafkaChannel in version v1. Write messaging.knative.dev/v1beta1.",
        "warning camel-pipe spec.sink.ref.apiVersion: Camel K does not know NatsJetStreamChannel in version v1alpha1. Refer to a Channel of messaging.knative.dev/v1 whose template is a NatsJetStreamChannel.",
      ],
    },
    {
      rule: "camel-pipe",
      fault: "an error handler nobody knows, and what is deprecated",
      bad: pipe(`source: { ${KAMELET} }, sink: { ${BROKER} }, errorHandler: { retry: {} }, integration: {}`),
      good: pipe(`source: { ${KAMELET} }, sink: { ${BROKER} }, errorHandler: { none: {} }`),
      says: [
        'camel-pipe spec.errorHandler: errorHandler is "retry", which Camel K does not know. Write one of none, log and sink.',
        "warning camel-pipe spec.integration: integration is deprecated. Write traits and serviceAccountName instead.",
      ],
    },
    {
      rule: "unknown-field",
      fault: "a trait nobody has; what is in one is its own business",
      bad: pipe(`source: { ${KAMELET} }, sink: { ${BROKER} }, traits: { containers: { port: 1 } }`),
      good: pipe(`source: { ${KAMELET} }, sink: { ${BROKER} }, traits: { container: { anything: 1 } }`),
      says: [
        'unknown-field spec.traits.containers: "containers" is not a field of spec.traits. kubectl apply refuses it, and other clients lose it without a word. Did you mean "container"?',
      ],
    },
  ]);
});
