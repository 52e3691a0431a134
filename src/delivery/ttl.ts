import type { AttributeValue } from "../events/event.ts";

/** The extension by which a Broker counts passes (eventing.md §6.6). */
export const TTL = "knativebrokerttl";
/** The extension a Broker writes its time of arrival into (eventing.md §6.6). */
export const ARRIVAL_TIME = "knativearrivaltime";
/** What an event without a count gets, unless `MAX_TTL` says otherwise. */
export const DEFAULT_MAX_TTL = 255;

const MAX_INT32 = 2_147_483_647;
const MIN_INT32 = -2_147_483_648;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** The count an event carries; undefined when it has none or it is no number within 32 bits (eventing.md §6.6). */
export function readTtl(value: AttributeValue | undefined): number | undefined {
  if (typeof value === "boolean" || value === undefined) return undefined;
  const text = String(value);
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  return number >= MIN_INT32 && number <= MAX_INT32 ? Math.trunc(number) : undefined;
}

/** The count with which the ingress sends an event on; 0 means it refuses the event (eventing.md §6.6). */
export function nextTtl(value: AttributeValue | undefined, max: number = DEFAULT_MAX_TTL): number {
  const held = readTtl(value);
  return held === undefined ? max : Math.max(0, held - 1);
}
