import type { Contract } from "../contract.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The only type an AwsSqsSource emits. */
export const AWS_SQS_TYPE = "aws.sqs.message";

/**
 * The contract of an AwsSqsSource's events: `aws.sqs.message`, with the message as data (sources.md §7.1). That source
 * is dead since 2022; an IntegrationSource sends `integrationEvent("aws-sqs")` instead.
 */
export function awsSqsEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof AWS_SQS_TYPE, Data, Input> {
  return sourceEvent(AWS_SQS_TYPE, options, { source: "<URL of the queue>" });
}
