import { type HeaderList, replyMode } from "../delivery/index.ts";
import { passthroughHeaders, readForRouting } from "../events/http/index.ts";
import type { Reply } from "./outcome.ts";
import type { ShimHttpAnswer } from "./ports.ts";

/** What a successful answer carries (eventing.md §6.2, 4; §6.7). */
export type ReplyReading =
  | { readonly kind: "event"; readonly reply: Reply }
  | { readonly kind: "empty" }
  /** A body that says nothing of an event. */
  | { readonly kind: "non-event" }
  /** It says it is an event, and is none that Knative takes. */
  | { readonly kind: "unreadable"; readonly text: string };

/** Reads the reply in an answer of 2xx. */
export function readReply(answer: ShimHttpAnswer): ReplyReading {
  const { event, headers, body } = answer;
  const forwarded: HeaderList = passthroughHeaders(headers);
  if (event !== undefined) return { kind: "event", reply: { event, forwarded } };
  if (replyMode(headers) === undefined) {
    return body === undefined || body.length === 0 ? { kind: "empty" } : { kind: "non-event" };
  }
  const reading = readForRouting(body === undefined ? { headers } : { headers, body });
  if (reading.kind === "event") return { kind: "event", reply: { event: reading.event, forwarded } };
  return { kind: "unreadable", text: `its reply is no event that Knative takes: ${reading.text}` };
}
