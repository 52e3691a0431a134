import type { Contract } from "../contract.ts";
import { shaped } from "./json-shape.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The only type a RedisStreamSource emits. */
export const REDIS_STREAM_TYPE = "dev.knative.sources.redisstream";

const entry = shaped<readonly string[]>({ type: "array", items: { type: "string" } });

/**
 * The contract of a RedisStreamSource's events: `dev.knative.sources.redisstream`. The data are the entry's fields and
 * values in turn: `["fruit", "banana", "color", "yellow"]` (sources.md §4).
 */
export function redisStreamEvent<Data = readonly string[], Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof REDIS_STREAM_TYPE, Data, Input> {
  return sourceEvent<typeof REDIS_STREAM_TYPE, Data, Input>(REDIS_STREAM_TYPE, options, {
    source: "<address>/<stream>",
    data: entry,
  });
}
