import { eachHeader, type MessageHeaders } from "../events/http/message.ts";

/** Headers in order, names in lower case, repeated ones as they came. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** No header at all. */
export const NO_HEADERS: HeaderList = Object.freeze([]);

/** The first value of a header; `name` in lower case. */
export function firstHeader(headers: MessageHeaders, name: string): string | undefined {
  if (headers === NO_HEADERS) return undefined;
  let first: string | undefined;
  eachHeader(headers, (each, value) => {
    if (first === undefined && each.length === name.length && each.toLowerCase() === name) first = value;
  });
  return first;
}
