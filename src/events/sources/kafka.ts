import type { Contract } from "../contract.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The type of a Kafka record that is no CloudEvent. */
export const KAFKA_TYPE = "dev.knative.kafka.event";

/**
 * The contract of what a KafkaSource makes of a record that is no CloudEvent: `dev.knative.kafka.event`, with the
 * record's value as data, and an extension attribute `kafkaheader…` for each of its headers, named in lower case without
 * what is no letter or digit. A record that is a CloudEvent passes unchanged; its contract is its own (sources.md §1.1).
 */
export function kafkaEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof KAFKA_TYPE, Data, Input> {
  return sourceEvent(KAFKA_TYPE, options, {
    source: "/apis/v1/namespaces/<namespace>/kafkasources/<name>#<topic>",
    subject: "partition:<partition>#<offset>",
    extensions: { key: "the record's key, where it has one", partitionkey: "the same" },
  });
}
