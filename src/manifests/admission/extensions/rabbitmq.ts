import { isObject } from "../../is-object.ts";
import { checkDelivery } from "../delivery.ts";
import { checkDestination } from "../destination.ts";
import { checkImmutable, isEqual } from "../immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { type Findings, findingsOf, isText, unenforced } from "./findings.ts";

const SOURCE = "knative/sources.md §2.1";
const CONFIG = "knative/sources.md §2.2";
const MISSING = { message: "missing field(s)" } as const;

/** `rabbitmq-source`: a cluster, a queue, an exchange unless both exist already, and a sink nobody looks into (sources.md §2.1). */
export const admitRabbitmqSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const findings = findingsOf("rabbitmq-source", SOURCE, report);
  checkCluster(spec.rabbitmqClusterReference, findings);
  checkResources(spec.rabbitmqResourcesConfig, findings);
  if (spec.sink !== undefined) checkDestination(spec.sink, "spec.sink", context, unenforced(report));
  checkDelivery(spec.delivery, "spec.delivery", context, report);
};

function checkResources(value: unknown, { refused, broken }: Findings): void {
  const at = "spec.rabbitmqResourcesConfig";
  if (!isObject(value)) {
    refused(at, "This source says no queue to read.", "Write its queueName and exchangeName.", MISSING);
    return;
  }
  if (!isText(value.exchangeName) && value.predeclared !== true) {
    refused(
      `${at}.exchangeName`,
      "There is no exchange to bind the queue to.",
      "Write its name, or predeclared: true where queue and exchange exist.",
      MISSING,
    );
  }
  if (!isText(value.queueName)) {
    broken(
      `${at}.queueName`,
      "This source names no queue. The cluster takes it, and there is nothing to read from.",
      "Write the name of the queue.",
    );
  }
}

/** The whole spec of a RabbitmqSource is fixed (sources.md §2.1). */
export const changeRabbitmqSource: ChangeRules = wholeSpec(SOURCE);

/** `rabbitmq-broker-config`: the cluster of a RabbitMQ Broker by name or by a Secret (sources.md §2.2). */
export const admitRabbitmqBrokerConfig: KindRules = (manifest, _context, report) => {
  checkCluster(specOf(manifest).rabbitmqClusterReference, findingsOf("rabbitmq-broker-config", CONFIG, report));
};

/** A RabbitmqBrokerConfig is fixed (sources.md §2.2). */
export const changeRabbitmqBrokerConfig: ChangeRules = wholeSpec(CONFIG);

function checkCluster(value: unknown, { refused }: Findings): void {
  const at = "spec.rabbitmqClusterReference";
  const reference = isObject(value) ? value : {};
  const hasSecret = isObject(reference.connectionSecret) && isText(reference.connectionSecret.name);
  const hasName = isText(reference.name);
  if (hasName !== hasSecret) return;
  refused(
    at,
    hasName
      ? "The RabbitMQ cluster is named and reached by a connectionSecret at once."
      : "This names no RabbitMQ cluster.",
    "Write either the name of a RabbitmqCluster, or the name of a connectionSecret with uri, username and password.",
    { message: hasName ? "expected exactly one, got both" : "expected exactly one, got neither" },
  );
}

/** The class of Brokers over RabbitMQ. */
export const RABBITMQ_CLASS = "RabbitMQBroker";

/** The whole spec of a Broker over RabbitMQ is fixed, its delivery too (sources.md §2.2). */
export const changeRabbitmqBroker: ChangeRules = wholeSpec(CONFIG);

/**
 * The filter of a Trigger of a Broker over RabbitMQ is fixed. Its webhook says so of Triggers whose Broker is not there
 * yet as well; that it is there is not known here, so of those nothing is said (sources.md §2.2).
 */
export const changeRabbitmqTrigger: ChangeRules = (stored, manifest, report) => {
  checkImmutable(stored.spec?.filter, manifest.spec?.filter, "spec.filter", ["spec", "filter"], report, {
    source: CONFIG,
  });
};

/** One fault for the first field that changed: the webhook compares the whole. */
function wholeSpec(source: string): ChangeRules {
  return (stored, manifest, report) => {
    const [before, after] = [stored.spec ?? {}, manifest.spec ?? {}];
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].find(
      (field) => !isEqual(before[field], after[field]),
    );
    if (changed === undefined) return;
    report({
      code: "immutable-field",
      stage: "validate",
      field: `spec.${changed}`,
      message: `spec.${changed} cannot change once the object exists; nothing of this spec can.`,
      mend: "Put the old value back, or delete the object and make it anew.",
      source,
      knative: { message: "Immutable fields changed (-old +new)", paths: ["spec"] },
    });
  };
}
