import type { WireEvent } from "../../src/events/event.ts";
import { compileFilter, type FilterSpec } from "../../src/events/filters/index.ts";
import { readMessage, writeBinary } from "../../src/events/http/index.ts";
import { type Difference, type Replay, replayDifferences } from "./recordings.ts";

/** One row of `filters.jsonl`: a Trigger's filter fields, an event, and what Knative's filter said. */
export interface FilterRow {
  readonly id: string;
  readonly filter?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly filters?: readonly unknown[];
  readonly event: Readonly<Record<string, unknown>>;
  readonly result: Outcome;
  /** After one hop in binary mode. */
  readonly resultAfterHop: Outcome;
  /** Under other orders of the lists, which Knative changes while it runs. */
  readonly otherOrders?: readonly Outcome[];
}

type Outcome = "pass" | "fail" | "none" | "panic";

/** Evaluates every filter again, on the event and on what a hop makes of it. A recorded panic counts as no match. */
export function replayFilters(rows: readonly FilterRow[]): Replay {
  return replayDifferences(rows, compare);
}

function compare(row: FilterRow): Difference | undefined {
  const filter = compileFilter(specOf(row));
  const event = eventOf(row);
  const ours = { result: filter(event), resultAfterHop: filter(afterHop(event)) };
  const allowed = (recorded: Outcome) =>
    [recorded, ...(row.otherOrders ?? [])].map((one) => (one === "panic" ? "fail" : one));
  const agrees = allowed(row.result).includes(ours.result) && allowed(row.resultAfterHop).includes(ours.resultAfterHop);
  const { result, resultAfterHop, otherOrders } = row;
  return agrees ? undefined : { id: row.id, ours, theirs: { result, resultAfterHop, otherOrders } };
}

/** The Trigger's filter fields. */
export function specOf(row: FilterRow): FilterSpec {
  const attributes = row.filter?.attributes;
  return {
    ...(attributes === undefined ? {} : { attributes }),
    ...(row.filters === undefined ? {} : { filters: row.filters }),
  };
}

/** The event as it was sent. */
export function eventOf(row: FilterRow): WireEvent {
  const reading = readMessage({
    headers: [["content-type", "application/cloudevents+json"]],
    body: JSON.stringify(row.event),
  });
  if (reading.kind === "refused") throw new Error(`${row.id}: ${reading.text}`);
  return reading.event;
}

/** The event as the next hop reads it. */
export function afterHop(event: WireEvent): WireEvent {
  const reading = readMessage(writeBinary(event));
  if (reading.kind === "refused") throw new Error(reading.text);
  return reading.event;
}
