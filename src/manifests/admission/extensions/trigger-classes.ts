import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { checkResourceAnnotations } from "./broker-class.ts";
import { findingsOf } from "./findings.ts";

/** The order in which a Kafka Broker delivers to a Trigger. */
export const KAFKA_ORDER = "kafka.eventing.knative.dev/delivery.order";
/** How many events a RabbitMQ Broker delivers to a Trigger at a time. */
export const RABBITMQ_PARALLELISM = "rabbitmq.eventing.knative.dev/parallelism";

/** `broker-annotation`: what Triggers say to Brokers of a class (sources.md §1.4, §2.2). */
export function checkTriggerClasses(manifest: Manifest, report: Report): void {
  const { annotations } = manifest.metadata;
  if (annotations === undefined) return;
  const order = annotations[KAFKA_ORDER];
  if (order !== undefined && order !== "ordered" && order !== "unordered") {
    findingsOf("broker-annotation", "knative/sources.md §1.4", report).broken(
      `metadata.annotations[${KAFKA_ORDER}]`,
      `${KAFKA_ORDER} is ${JSON.stringify(order)}.`,
      "Write ordered or unordered; unordered is the default.",
    );
  }
  const parallelism = annotations[RABBITMQ_PARALLELISM];
  if (parallelism !== undefined && !isParallelism(parallelism)) {
    findingsOf("broker-annotation", "knative/sources.md §2.2", report).refused(
      `metadata.annotations[${RABBITMQ_PARALLELISM}]`,
      `${RABBITMQ_PARALLELISM} is ${JSON.stringify(parallelism)}.`,
      "Write a whole number from 1 to 1000, in quotes; 1 is the default and keeps order.",
    );
  }
  checkResourceAnnotations(manifest, report);
}

function isParallelism(text: string): boolean {
  return /^[0-9]{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000;
}
