import { nearestName } from "../../../diagnostics/index.ts";
import { BROKER_CLASS, SHIPPED_CONFIG } from "../../defaults/broker.ts";
import { isObject } from "../../is-object.ts";
import { groupOf, type Manifest } from "../../manifest.ts";
import { isQuantity } from "../../scalars/quantity.ts";
import type { Report } from "../fault.ts";
import { specOf } from "../kind-rules.ts";
import { checkGoogleDelivery } from "./google-broker.ts";
import { findingsOf, isText } from "./findings.ts";

/** Classes of Brokers that are known (sources.md §0). */
const CLASSES = [
  "MTChannelBasedBroker",
  "Kafka",
  "KafkaNamespaced",
  "RabbitMQBroker",
  "NatsJetStreamBroker",
  "googlecloud",
];
const KAFKA = "knative/sources.md §1.4";
const RABBITMQ = "knative/sources.md §2.2";
const EXTERNAL_TOPIC = "kafka.eventing.knative.dev/external.topic";

/**
 * `broker-config` and `broker-class` for Brokers that others implement: what each class wants as config, and a class that
 * is misspelt, which nobody implements (sources.md §1.4, §2.2, §10).
 */
export function checkBrokerClass(manifest: Manifest, report: Report): void {
  const brokerClass = manifest.metadata.annotations?.[BROKER_CLASS] ?? "";
  switch (brokerClass) {
    case "Kafka":
    case "KafkaNamespaced":
      checkKafkaBroker(manifest, brokerClass, report);
      return;
    case "RabbitMQBroker":
      checkRabbitmqBroker(manifest, report);
      return;
    case "googlecloud":
      checkGoogleDelivery(manifest, report);
      return;
    default:
      checkKnown(brokerClass, report);
  }
}

function checkKafkaBroker(manifest: Manifest, brokerClass: string, report: Report): void {
  const { refused, broken } = findingsOf("broker-config", KAFKA, report);
  const config = isObject(specOf(manifest).config) ? specOf(manifest).config : {};
  const { apiVersion, kind, name, namespace } = isObject(config) ? config : {};
  if (isText(kind) && (kind !== "ConfigMap" || (isText(apiVersion) && apiVersion !== "v1"))) {
    refused(
      "spec.config.kind",
      `A Kafka Broker's config is a ConfigMap of v1, not ${kind} of ${isText(apiVersion) ? apiVersion : "?"}.`,
      "Refer to a ConfigMap with bootstrap.servers, default.topic.partitions and default.topic.replication.factor.",
    );
  } else if (name === SHIPPED_CONFIG.name) {
    broken(
      "spec.config",
      `Without a config of its own this Broker takes ${SHIPPED_CONFIG.name}, which says no Kafka servers.`,
      "Write a config: {apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: knative-eventing} is shipped.",
    );
  } else if (
    brokerClass === "KafkaNamespaced" &&
    isText(namespace) &&
    isText(manifest.metadata.namespace) &&
    namespace !== manifest.metadata.namespace
  ) {
    broken(
      "spec.config.namespace",
      `A KafkaNamespaced Broker runs in its own namespace, and its config is in ${JSON.stringify(namespace)}.`,
      `Put the ConfigMap into ${JSON.stringify(manifest.metadata.namespace)}.`,
    );
  }
  if (manifest.metadata.annotations?.[EXTERNAL_TOPIC] === "") {
    broken(
      `metadata.annotations[${EXTERNAL_TOPIC}]`,
      "The topic of one's own is empty.",
      "Write the name of a topic that exists, or leave the annotation out to have one made.",
    );
  }
}

const RABBITMQ_CONFIGS: readonly (readonly [group: string, kind: string])[] = [
  ["eventing.knative.dev", "RabbitmqBrokerConfig"],
  ["rabbitmq.com", "RabbitmqCluster"],
];

function checkRabbitmqBroker(manifest: Manifest, report: Report): void {
  const { refused } = findingsOf("broker-config", RABBITMQ, report);
  const { config } = specOf(manifest);
  const { apiVersion, kind, name } = isObject(config) ? config : {};
  checkResourceAnnotations(manifest, report);
  if (!isText(kind) || !isText(apiVersion)) return;
  if (RABBITMQ_CONFIGS.some(([group, known]) => groupOf(apiVersion) === group && kind === known)) return;
  refused(
    name === SHIPPED_CONFIG.name ? "spec.config" : "spec.config.kind",
    name === SHIPPED_CONFIG.name
      ? `Without a config of its own this Broker takes the ConfigMap ${SHIPPED_CONFIG.name}, which RabbitMQ refuses.`
      : `A RabbitMQ Broker's config is no ${kind} of ${apiVersion}.`,
    "Refer to a RabbitmqBrokerConfig of eventing.knative.dev/v1alpha1, or a RabbitmqCluster of rabbitmq.com/v1beta1.",
  );
}

const PREFIX = "rabbitmq.eventing.knative.dev/";

/** The resources of what RabbitMQ runs for a Broker or Trigger (sources.md §2.2). */
export function checkResourceAnnotations({ metadata }: Manifest, report: Report): void {
  const { broken } = findingsOf("broker-annotation", RABBITMQ, report);
  for (const name of ["cpu-request", "cpu-limit", "memory-request", "memory-limit"]) {
    const value = metadata.annotations?.[PREFIX + name];
    if (value === undefined || isQuantity(value)) continue;
    broken(
      `metadata.annotations[${PREFIX}${name}]`,
      `${PREFIX}${name} is ${JSON.stringify(value)}, which is no quantity.`,
      "Write a number with a unit, such as 100m or 64Mi.",
    );
  }
}

/** The class decides who implements a Broker; a misspelt one nobody does. */
function checkKnown(brokerClass: string, report: Report): void {
  if (brokerClass === "" || CLASSES.includes(brokerClass)) return;
  const near = nearestName(brokerClass, CLASSES) ?? CLASSES.find((name) => isShortFor(brokerClass, name));
  if (near === undefined) return;
  findingsOf("broker-class", "knative/sources.md §0", report).doubtful(
    `metadata.annotations[${BROKER_CLASS}]`,
    `Nobody known implements Brokers of class ${JSON.stringify(brokerClass)}.`,
    `Did you mean ${JSON.stringify(near)}?`,
  );
}

/** `RabbitMQ` for `RabbitMQBroker`. */
function isShortFor(text: string, name: string): boolean {
  return name.toLowerCase() === `${text.toLowerCase()}broker`;
}
