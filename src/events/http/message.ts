import type { WireEvent } from "../event.ts";
import type { Refusal } from "./refusal.ts";

/**
 * Headers as Node's parser gives them, in wire order, one character per byte (Node's own convention; text outside
 * ASCII is UTF-8 in it). Flat (`IncomingMessage.rawHeaders`: name, value, name, value, …), as pairs (`[...Headers]`),
 * or as a record (`IncomingMessage.headers`), which has lost which of two repeated values came first.
 */
export type MessageHeaders =
  | readonly string[]
  | readonly (readonly [name: string, value: string])[]
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** An HTTP request or answer, as far as an event can be in it. */
export interface HttpMessage {
  readonly headers: MessageHeaders;
  /** Bytes, or the same as UTF-8 text. */
  readonly body?: Uint8Array | string;
}

/** A message that can be sent: header values hold one character per byte. */
export interface OutgoingMessage {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | string;
}

/** What a message is. */
export type MessageReading =
  | {
      readonly kind: "event";
      readonly event: WireEvent;
      readonly mode: "binary" | "structured";
      /** Set where the data stood in `data_base64`: then the JSON format writes it there again. */
      readonly base64?: true;
    }
  | Refusal;

/** Calls `visit` for every header, in order. */
export function eachHeader(headers: MessageHeaders, visit: (name: string, value: string) => void): void {
  if (isList(headers)) {
    if (typeof headers[0] === "string") {
      const flat = headers as readonly string[];
      for (let i = 0; i + 1 < flat.length; i += 2) visit(flat[i] as string, flat[i + 1] as string);
    } else {
      for (const [name, value] of headers as readonly (readonly [string, string])[]) visit(name, value);
    }
    return;
  }
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value === "string") visit(name, value);
    else if (value !== undefined) for (const one of value) visit(name, one);
  }
}

function isList(headers: MessageHeaders): headers is readonly string[] | readonly (readonly [string, string])[] {
  return Array.isArray(headers);
}
