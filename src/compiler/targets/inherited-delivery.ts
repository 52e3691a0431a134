import type { Flow, FlowDelivery } from "../flow.ts";

/** What the cluster gives a Broker without a delivery, as shipped (eventing.md §4.1). */
export const SHIPPED: FlowDelivery = Object.freeze({
  retry: 10,
  backoffPolicy: "exponential",
  backoffDelay: "PT0.2S",
});

/** The Pipeline's delivery as its Broker has it. `format` is left out: Knative ignores it there (eventing.md §5.5). */
export function pipelineDelivery({ delivery }: Flow): FlowDelivery | undefined {
  if (delivery === undefined) return undefined;
  const { format: _format, ...rest } = delivery;
  return rest;
}

/** Fields that are set, in one order. */
export function ordered({
  deadLetterSink,
  retry,
  backoffPolicy,
  backoffDelay,
  timeout,
  retryAfterMax,
  format,
}: FlowDelivery): FlowDelivery {
  return {
    ...(deadLetterSink === undefined ? {} : { deadLetterSink }),
    ...(retry === undefined ? {} : { retry }),
    ...(backoffPolicy === undefined ? {} : { backoffPolicy }),
    ...(backoffDelay === undefined ? {} : { backoffDelay }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retryAfterMax === undefined ? {} : { retryAfterMax }),
    ...(format === undefined ? {} : { format }),
  };
}
