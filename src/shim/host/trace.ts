import { randomFillSync } from "node:crypto";
import type { HeaderList } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import { traceHeaders } from "../../events/http/index.ts";

/** The trace a request belongs to: by its headers, by the extension of its event, or a new one. */
export function traceOf(headers: readonly string[], event: WireEvent): HeaderList {
  const trace = traceHeaders(headers);
  if (trace.some(([name]) => name === "traceparent")) return trace;
  const { traceparent, tracestate } = event.attributes;
  const carried = traceHeaders([
    ["traceparent", String(traceparent ?? "")],
    ["tracestate", String(tracestate ?? "")],
  ]).filter(([, value]) => value !== "");
  if (carried.length > 0) return [...trace, ...carried];
  return [...trace, ["traceparent", `00-${randomHex(16)}-${randomHex(8)}-00`]];
}

const POOL = Buffer.alloc(4096);
let used = POOL.length;

/** From a pool: asking the system for a few bytes at each event costs more than anything else here. */
function randomHex(bytes: number): string {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += bytes;
  return POOL.toString("hex", used - bytes, used);
}
