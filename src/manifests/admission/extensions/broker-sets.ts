import { BROKER_CLASS, DEFAULT_BROKER_CLASS } from "../../defaults/broker.ts";
import { isObject } from "../../is-object.ts";
import { groupOf, type Manifest, namespaceOf, objectKey, type SourcedManifest } from "../../manifest.ts";
import type { Fault } from "../fault.ts";
import { findingsOf, isText } from "./findings.ts";
import { KAFKA_ORDER, RABBITMQ_PARALLELISM } from "./trigger-classes.ts";

const SOURCE = "knative/sources.md §1.4";
const EVENTING = "eventing.knative.dev";

/** Takes a fault of one object of the set. */
export type ReportOf = (fault: Fault, sourced: SourcedManifest) => void;

/**
 * What a Broker's class says of other objects of the set: the ConfigMap of a Kafka Broker has its keys
 * (`kafka-broker-config`), and a Trigger speaks to the class its Broker has (`broker-annotation`). Nothing is said of
 * objects that are not in the set.
 */
export function checkBrokerSets(stored: readonly SourcedManifest[], report: ReportOf): void {
  const classes = brokerClasses(stored);
  const configs = new Set<string>();
  for (const { manifest } of stored) {
    const brokerClass = isBroker(manifest) ? classOf(manifest) : "";
    const config = manifest.spec?.config;
    if ((brokerClass === "Kafka" || brokerClass === "KafkaNamespaced") && isObject(config)) {
      configs.add(configKey(config, manifest));
    }
  }
  if (classes.size === 0) return;
  for (const sourced of stored) {
    const { manifest } = sourced;
    if (manifest.kind === "Trigger") checkTrigger(sourced, classes, report);
    else if (manifest.kind === "ConfigMap" && configs.has(keyOf(manifest))) checkConfigMap(sourced, report);
  }
}

/** The class of each Broker of a set, by its namespace and name. */
export function brokerClasses(manifests: readonly SourcedManifest[]): ReadonlyMap<string, string> {
  const brokers = manifests.filter(({ manifest }) => isBroker(manifest));
  return new Map(
    brokers.map(({ manifest }) => [`${namespaceOf(manifest)}/${manifest.metadata.name ?? ""}`, classOf(manifest)]),
  );
}

/** The class of a Trigger's Broker, if {@link brokerClasses} has it. */
export function classOfTrigger(trigger: Manifest, classes: ReadonlyMap<string, string>): string | undefined {
  const broker = trigger.spec?.broker;
  if (trigger.kind !== "Trigger" || groupOf(trigger.apiVersion) !== EVENTING || !isText(broker)) return undefined;
  return classes.get(`${namespaceOf(trigger)}/${broker}`);
}

function isBroker({ apiVersion, kind }: Manifest): boolean {
  return kind === "Broker" && groupOf(apiVersion) === EVENTING;
}

function classOf({ metadata }: Manifest): string {
  return metadata.annotations?.[BROKER_CLASS] ?? DEFAULT_BROKER_CLASS;
}

const KEYS = ["bootstrap.servers", "default.topic.partitions", "default.topic.replication.factor"] as const;

/** `kafka-broker-config`: all three keys are needed, two of them are numbers above zero (sources.md §1.4). */
function checkConfigMap(sourced: SourcedManifest, report: ReportOf): void {
  const { broken } = findingsOf("kafka-broker-config", SOURCE, (fault) => report(fault, sourced));
  const data = isObject(sourced.manifest.data) ? sourced.manifest.data : {};
  for (const key of KEYS) {
    const value: unknown = data[key];
    if (!isText(value)) {
      broken(
        isObject(sourced.manifest.data) && value !== undefined ? `data[${key}]` : "data",
        `This ConfigMap of a Kafka Broker has no ${key}; the Broker never becomes ready.`,
        key === "bootstrap.servers" ? `Write ${key}: HOST:PORT.` : `Write ${key}, a number above zero, in quotes.`,
      );
    } else if (key !== "bootstrap.servers" && !/^0*[1-9][0-9]{0,8}$/.test(value)) {
      broken(`data[${key}]`, `${key} is ${JSON.stringify(value)}.`, "Write a whole number above zero, in quotes.");
    }
  }
}

const OF_CLASS: readonly (readonly [annotation: string, classes: readonly string[]])[] = [
  [KAFKA_ORDER, ["Kafka", "KafkaNamespaced"]],
  [RABBITMQ_PARALLELISM, ["RabbitMQBroker"]],
];

function checkTrigger(sourced: SourcedManifest, classes: ReadonlyMap<string, string>, report: ReportOf): void {
  const { manifest } = sourced;
  const brokerClass = classOfTrigger(manifest, classes);
  if (brokerClass === undefined) return;
  for (const [annotation, heeded] of OF_CLASS) {
    if (manifest.metadata.annotations?.[annotation] === undefined || heeded.includes(brokerClass)) continue;
    findingsOf("broker-annotation", SOURCE, (fault) => report(fault, sourced)).doubtful(
      `metadata.annotations[${annotation}]`,
      `The Broker ${JSON.stringify(manifest.spec?.broker)} is of class ${brokerClass}, which does not read ${annotation}.`,
      "Remove the annotation, or make the Broker of the class that was meant.",
    );
  }
}

function configKey(config: Readonly<Record<string, unknown>>, broker: Manifest): string {
  const text = (value: unknown): string => (isText(value) ? value : "");
  const namespace = isText(config.namespace) ? config.namespace : namespaceOf(broker);
  return objectKey({
    apiVersion: text(config.apiVersion),
    kind: text(config.kind),
    namespace,
    name: text(config.name),
  });
}

function keyOf(manifest: Manifest): string {
  const { apiVersion, kind, metadata } = manifest;
  return objectKey({ apiVersion, kind, namespace: namespaceOf(manifest), name: metadata.name ?? "" });
}
