import { eachHeader, type MessageHeaders } from "./message.ts";

/**
 * The headers that a hop forwards from the request (or the answer) it got: `x-request-id`, `retry-after`, and those that begin with
 * `knative-` or `x-b3-`, every value of a repeated one; nothing else, neither `authorization` nor `ce-…`
 * (eventing.md §6.9). Trace headers (`traceparent`, `tracestate`, `baggage`) are the transport's, see
 * {@link traceHeaders}; `kn-namespace` and `prefer` are set by the sender.
 */
export function passthroughHeaders(headers: MessageHeaders): readonly (readonly [name: string, value: string])[] {
  const kept: (readonly [string, string])[] = [];
  eachHeader(headers, (name, value) => {
    // Most headers are told apart by their first letter: k, r or x.
    const letter = name.charCodeAt(0) | 0x20;
    if (letter !== 0x6b && letter !== 0x72 && letter !== 0x78) return;
    const lower = name.toLowerCase();
    if (
      lower === "x-request-id" ||
      lower === "retry-after" ||
      lower.startsWith("knative-") ||
      lower.startsWith("x-b3-")
    ) {
      kept.push([lower, value]);
    }
  });
  return kept;
}

/** Trace, span and flags of a `traceparent`, in lower-case hex; neither trace nor span is all zero (W3C Trace Context). */
const PARTS = "(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}";
/** Versions after 00 may add parts; there is no version ff. */
const TRACEPARENT = new RegExp(`^(?:00-${PARTS}|(?!00|ff)[0-9a-f]{2}-${PARTS}(?:-.*)?)$`);

/**
 * The W3C trace headers that go on unchanged on every leg as Knative is shipped; a `traceparent` that is none is
 * dropped, and with it `tracestate` (eventing.md §6.9).
 */
export function traceHeaders(headers: MessageHeaders): readonly (readonly [name: string, value: string])[] {
  const found = new Map<string, string>();
  eachHeader(headers, (name, value) => {
    const letter = name.charCodeAt(0) | 0x20;
    if (letter !== 0x74 && letter !== 0x62) return;
    const lower = name.toLowerCase();
    if ((lower === "traceparent" || lower === "tracestate" || lower === "baggage") && !found.has(lower))
      found.set(lower, value);
  });
  const parent = found.get("traceparent")?.trim();
  if (parent === undefined || !TRACEPARENT.test(parent)) {
    found.delete("traceparent");
    found.delete("tracestate");
  }
  return [...found];
}
