import type { Contract } from "../contract.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The type of what a Camel Pipe sends to Knative, unless its sink says another. */
export const CAMEL_TYPE = "org.apache.camel.event";

/**
 * The contract of what a Camel Pipe sends to Knative: `org.apache.camel.event`. A Pipe can be told any other type; then
 * declare that with `defineEvent` (sources.md §8).
 */
export function camelEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof CAMEL_TYPE, Data, Input> {
  return sourceEvent(CAMEL_TYPE, options, { source: "<chosen by Camel>" });
}
