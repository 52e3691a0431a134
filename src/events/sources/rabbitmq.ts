import type { Contract } from "../contract.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The type of a RabbitMQ message that is no CloudEvent. */
export const RABBITMQ_TYPE = "dev.knative.rabbitmq.event";

/**
 * The contract of what a RabbitmqSource makes of a message that is no CloudEvent: `dev.knative.rabbitmq.event`, with the
 * message's body as data. A message that is a CloudEvent passes unchanged; its contract is its own (sources.md §2.1).
 */
export function rabbitmqEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof RABBITMQ_TYPE, Data, Input> {
  return sourceEvent(RABBITMQ_TYPE, options, {
    source: "/apis/v1/namespaces/<namespace>/rabbitmqsources/<name>#<queue>",
    subject: "the event's id, which is the message's id where it has one",
  });
}
