import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { admit, DEFAULT_SETTINGS, readManifests } from "../../src/manifests/index.ts";

/** Manifests of others, beside the repository; used in place, never copied. */
const CORPUS = new URL("../../../shared/corpus/", import.meta.url);

const UNMAINTAINED = "warning unmaintained-kind kind";
const NATS = "knative-extensions+eventing-natss/examples__";
const RABBITMQ = "knative-extensions+eventing-rabbitmq/samples__";
const GOOGLE = "google+knative-gcp/docs__examples__";
const TUTORIAL = "meteatamel+knative-tutorial/eventing__";

/** What is said of each file, by its upstream path. */
const VERDICTS: Readonly<Record<string, readonly string[]>> = {
  [`${GOOGLE}cloudauditlogssource__cloudauditlogssource.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}cloudbuildsource__cloudbuildsource.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}cloudpubsubsource__cloudpubsubsource.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}cloudschedulersource__cloudschedulersource.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}cloudstoragesource__cloudstoragesource.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}keda__cloudpubsubsource-keda.yaml`]: [UNMAINTAINED],
  [`${GOOGLE}gcpbroker__broker.yaml`]: [],
  [`${GOOGLE}metrics__broker.yaml`]: [],
  [`${TUTORIAL}pubsub__cloudpubsubsource-workload.yaml`]: [UNMAINTAINED],
  [`${TUTORIAL}pubsub__cloudpubsubsource.yaml`]: [UNMAINTAINED],
  [`${TUTORIAL}storage__cloudstoragesource.yaml`]: [UNMAINTAINED],
  "knative+docs/code-samples__eventing__github-source__github-source.yaml": [
    // `<YOUR USER>/<YOUR REPO>`
    "warning github-source spec.ownerAndRepository",
  ],
  // Placeholders where true or false belongs, and a field of years ago.
  "knative+docs/code-samples__eventing__kafka__binding__event-source.yaml": [
    "error wrong-type spec.net.sasl.enable",
    "error wrong-type spec.net.tls.enable",
    "error unknown-field spec.resources",
  ],
  "knative+docs/docs__versioned__eventing__sources__kafka-source__event-source.yaml": [
    "error wrong-type spec.net.sasl.enable",
    "error wrong-type spec.net.tls.enable",
    "error unknown-field spec.resources",
    "error kafka-source spec.initialOffset",
  ],
  "knative-extensions+eventing-awssqs/samples__awssqs-source-kube2iam.yaml": [UNMAINTAINED],
  "knative-extensions+eventing-awssqs/samples__awssqs-source.yaml": [UNMAINTAINED],
  "knative-extensions+eventing-github/samples__githubsource.yaml": [
    "warning github-source spec.ownerAndRepository",
    "error reference-not-served spec.sink.ref.apiVersion",
    "error api-version-not-served apiVersion",
  ],
  "knative-extensions+eventing-kafka-broker/test__config__sacura-sink-source__resources__100-sink.yaml": [],
  "knative-extensions+eventing-kafka-broker/test__config__sacura-sink-source__resources__100-source.yaml": [],
  [`${NATS}NatsJetstreamChannel-simple.yaml`]: [],
  [`${NATS}ping-demo-default.yaml`]: [],
  [`${NATS}ping-demo-knative-eventing.yaml`]: [],
  [`${NATS}ping-demo-scoped-default.yaml`]: [],
  [`${NATS}ping-demo-scoped-myns.yaml`]: [],
  [`${RABBITMQ}external-cluster__broker-files__100-broker-config.yaml`]: [],
  [`${RABBITMQ}external-cluster__broker-files__200-broker.yaml`]: [],
  [`${RABBITMQ}external-cluster__broker-files__400-trigger.yaml`]: [],
  [`${RABBITMQ}external-cluster__source-files__200-source.yaml`]: [],
  [`${RABBITMQ}predeclared-setup__source-files__300-source.yaml`]: [],
  [`${RABBITMQ}quick-setup__broker-files__100-broker-config.yaml`]: [],
  [`${RABBITMQ}quick-setup__broker-files__200-broker.yaml`]: [],
  [`${RABBITMQ}quick-setup__source-files__200-source.yaml`]: [],
  [`${RABBITMQ}rabbitmq-mtls__broker-files__100-broker-config.yaml`]: [],
  [`${RABBITMQ}rabbitmq-mtls__broker-files__200-broker.yaml`]: [],
  [`${RABBITMQ}rabbitmq-mtls__source-files__200-source.yaml`]: [],
  [`${RABBITMQ}retry-configuration__broker-files__100-broker-config.yaml`]: [],
  [`${RABBITMQ}retry-configuration__broker-files__200-broker.yaml`]: [],
  [`${RABBITMQ}retry-configuration__source-files__200-source.yaml`]: [],
  [`${RABBITMQ}tracing__200-broker-config.yaml`]: [],
  [`${RABBITMQ}tracing__300-broker.yaml`]: [],
  [`${RABBITMQ}trigger-customizations__250-broker-config.yaml`]: [],
  [`${RABBITMQ}trigger-customizations__300-broker.yaml`]: [],
  [`${RABBITMQ}trigger-customizations__400-trigger.yaml`]: [],
  "redhat-developer-demos+knative-tutorial/advanced__camel-k__channels.yaml": Array.from(
    { length: 4 },
    () => "error api-version-not-served apiVersion",
  ),
  "redhat-developer-demos+knative-tutorial/advanced__camel-k__get-started__timed-greeter-source.yaml": [
    "error retired-kind kind",
  ],
  "redhat-developer-demos+knative-tutorial/eventing__mykafka-source.yaml": [],
  "triggermesh+triggermesh/config__samples__bumblebee__multi-target__githubsource.yaml": [],
};

describe("manifests that others wrote for extensions", () => {
  beforeEach(({ skip }) => skip(!existsSync(CORPUS), "../shared/corpus is absent"));

  it.each(Object.entries(VERDICTS))("%s", (path, expected) => {
    const { manifests } = readManifests([{ path, text: readFileSync(new URL(encodeURI(path), CORPUS), "utf8") }]);
    expect(manifests.length).toBeGreaterThan(0);
    // Others tell what pods and Secrets hold.
    const found = admit(manifests, DEFAULT_SETTINGS).filter(({ code }) => code !== "secret-in-clear");
    expect(found.map(({ severity, code, field }) => `${severity} ${code} ${field}`)).toEqual(expected);
  });
});
