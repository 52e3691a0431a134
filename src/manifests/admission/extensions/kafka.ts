import { parsePeriod } from "../../../delivery/period.ts";
import { isObject } from "../../is-object.ts";
import { checkScope, checkSubscribers } from "../channel.ts";
import { checkDelivery } from "../delivery.ts";
import { checkImmutable } from "../immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { checkSourceSpec } from "../source-spec.ts";
import { type Findings, findingsOf, isText } from "./findings.ts";
import { checkKafkaScaling } from "./kafka-scaling.ts";
import { checkSecretKeys } from "./secret-keys.ts";

const SOURCE = "knative/sources.md §1.1";
const SINK = "knative/sources.md §1.2";
const CHANNEL = "knative/sources.md §1.3";
const KEY_TYPE = "kafkasources.sources.knative.dev/key-type";
const KEY_TYPES = ["string", "int", "float", "byte-array"];

/**
 * `kafka-source`, with the rules of every source and of delivery, in a KafkaSource; `random-consumer-group` and
 * `kafka-scaling` are ours (sources.md §1.1).
 */
export const admitKafkaSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const findings = findingsOf("kafka-source", SOURCE, report);
  checkSourceSpec(spec, context, report);
  checkDelivery(spec.delivery, "spec.delivery", context, report);
  checkSomeTexts(spec, "bootstrapServers", "Write host and port of a Kafka broker, such as kafka:9092.", findings);
  checkSomeTexts(spec, "topics", "Write the topics to read.", findings);
  checkWord(spec.initialOffset, "spec.initialOffset", ["earliest", "latest"], findings);
  checkWord(spec.ordering, "spec.ordering", ["ordered", "unordered"], findings);
  const keyType = manifest.metadata.labels?.[KEY_TYPE];
  if (keyType !== undefined && !KEY_TYPES.includes(keyType)) {
    findings.broken(
      `metadata.labels[${KEY_TYPE}]`,
      `${KEY_TYPE} is ${JSON.stringify(keyType)}; a record's key is read as ${KEY_TYPES.join(", ")}.`,
      "Leave it out for text.",
    );
  }
  if (!isText(spec.consumerGroup)) {
    findingsOf("random-consumer-group", SOURCE, report).doubtful(
      "spec.consumerGroup",
      "Without consumerGroup Knative makes up one: made anew, this source starts over at its initialOffset.",
      "Write a consumerGroup of its own, and keep it: it cannot change.",
    );
  }
  checkSecretKeys(spec, KAFKA_SECRETS, SOURCE, report);
  checkKafkaScaling(manifest, report);
};

const KAFKA_SECRETS = [
  ...["user", "password", "type", "tokenProvider", "roleARN"].map((name) => `net.sasl.${name}`),
  ...["cert", "key", "caCert"].map((name) => `net.tls.${name}`),
];

/** The consumer group of a KafkaSource is fixed, one that was made up too (sources.md §1.1). */
export const changeKafkaSource: ChangeRules = (stored, manifest, report) => {
  checkImmutable(
    stored.spec?.consumerGroup,
    manifest.spec?.consumerGroup,
    "spec.consumerGroup",
    ["spec.consumerGroup"],
    report,
    { source: SOURCE },
  );
};

/** `kafka-sink`: a topic, servers, and both or none of what a new topic needs (sources.md §1.2). */
export const admitKafkaSink: KindRules = (manifest, _context, report) => {
  const spec = specOf(manifest);
  const findings = findingsOf("kafka-sink", SINK, report);
  if (spec.topic === "") {
    findings.refused("spec.topic", "This sink names no topic.", "Write the topic.", MISSING);
  }
  checkSomeTexts(spec, "bootstrapServers", "Write host and port of a Kafka broker, such as kafka:9092.", findings);
  checkPositive(spec.numPartitions, "spec.numPartitions", findings);
  checkPositive(spec.replicationFactor, "spec.replicationFactor", findings);
  const [given, missing] =
    spec.numPartitions === undefined ? ["replicationFactor", "numPartitions"] : ["numPartitions", "replicationFactor"];
  if (spec[given] !== undefined && spec[missing] === undefined) {
    findings.broken(
      `spec.${missing}`,
      `${given} is written and ${missing} is not: a topic is made with both, an existing one is used with neither.`,
      `Write ${missing} too, or remove ${given}.`,
    );
  }
  const secret = isObject(spec.auth) && isObject(spec.auth.secret) ? spec.auth.secret : undefined;
  if (secret !== undefined && !(isObject(secret.ref) && isText(secret.ref.name))) {
    findings.broken("spec.auth.secret.ref.name", "auth names no Secret.", "Write the name of the Secret.");
  }
};

/** What a KafkaSink's topic is made with cannot change (sources.md §1.2). */
export const changeKafkaSink: ChangeRules = (stored, manifest, report) => {
  for (const field of ["topic", "numPartitions", "replicationFactor"]) {
    const at = `spec.${field}`;
    checkImmutable(stored.spec?.[field], manifest.spec?.[field], at, [at], report, { source: SINK });
  }
};

/** `kafka-channel`, with `channel-scope`, `channel-subscribers` and `invalid-delivery`, in a KafkaChannel (sources.md §1.3). */
export const admitKafkaChannel: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const findings = findingsOf("kafka-channel", CHANNEL, report);
  checkPositive(spec.numPartitions, "spec.numPartitions", findings);
  checkPositive(spec.replicationFactor, "spec.replicationFactor", findings);
  if (isText(spec.retentionDuration) && parsePeriod(spec.retentionDuration).period === undefined) {
    findings.refused(
      "spec.retentionDuration",
      `retentionDuration is ${JSON.stringify(spec.retentionDuration)}, which is no ISO 8601 duration.`,
      "Write it like PT168H or P7D.",
    );
  }
  checkDelivery(spec.delivery, "spec.delivery", context, report);
  checkSubscribers(spec.subscribers, report);
  checkScope(manifest, report);
};

/** A KafkaChannel is fixed when it is made, but for `delivery`; only its controller writes subscribers (sources.md §1.3). */
export const changeKafkaChannel: ChangeRules = (stored, manifest, report) => {
  for (const field of ["numPartitions", "replicationFactor", "retentionDuration"]) {
    checkImmutable(stored.spec?.[field], manifest.spec?.[field], `spec.${field}`, ["spec"], report, {
      source: CHANNEL,
    });
  }
  checkImmutable(
    stored.spec?.subscribers,
    manifest.spec?.subscribers,
    "spec.subscribers",
    ["spec.subscribers"],
    report,
    { source: CHANNEL },
  );
};

const MISSING = { message: "missing field(s)" } as const;

/** A list with at least one text. That it is absent the definition says itself. */
function checkSomeTexts(
  spec: Readonly<Record<string, unknown>>,
  field: string,
  mend: string,
  { refused }: Findings,
): void {
  const list: unknown = spec[field];
  if (list === undefined || (Array.isArray(list) && list.length === 0)) {
    refused(`spec.${field}`, `This object names no ${field}.`, mend, MISSING);
  } else if (Array.isArray(list)) {
    const empty = list.findIndex((item: unknown) => item === "");
    if (empty !== -1) refused(`spec.${field}[${empty}]`, `${field}[${empty}] is empty.`, mend);
  }
}

function checkWord(value: unknown, field: string, words: readonly string[], { refused }: Findings): void {
  if (!isText(value) || words.includes(value)) return;
  const name = field.slice(field.lastIndexOf(".") + 1);
  refused(field, `${name} is ${JSON.stringify(value)}.`, `Write ${words.join(" or ")}.`, {
    message: `invalid value: ${value}`,
  });
}

function checkPositive(value: unknown, field: string, { refused }: Findings): void {
  if (typeof value !== "number" || value > 0) return;
  const name = field.slice(field.lastIndexOf(".") + 1);
  refused(field, `${name} is ${value}; a topic has at least one.`, "Write 1 or more.", {
    message: `invalid value: ${value}`,
  });
}
