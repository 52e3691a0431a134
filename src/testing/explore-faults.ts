import type { WireEvent } from "../events/event.ts";
import { writeBinary } from "../events/http/index.ts";
import type { HttpAnswer, Reaction, Responder, TransportRequest } from "../runtime/index.ts";

/**
 * What an exploration lets a service do wrong:
 * - `retried-status`: it answers a status after which Knative asks again, 404, 408, 409, 429 or from 500 on (eventing.md §6.3);
 * - `final-status`: it answers a status after which Knative does not, another 4xx or a 304;
 * - `no-answer`: the connection ends before it has done anything;
 * - `time-out`: it does nothing and never answers;
 * - `text-reply`: 200 with a text that is no event, which a Broker refuses and a channel throws away (§6.2, §6.7);
 * - `broken-reply`: 200 with half a structured event;
 * - `cut-reply`: it does its work, and the answer breaks off in the body;
 * - `answer-lost`: it does its work, and the connection ends before the answer, so that it is asked again;
 * - `duplicate`: the event comes twice, and the second answer counts.
 */
export const FAULT_KINDS = [
  "retried-status",
  "final-status",
  "no-answer",
  "time-out",
  "text-reply",
  "broken-reply",
  "cut-reply",
  "answer-lost",
  "duplicate",
] as const;

/** One of {@link FAULT_KINDS}, where each is explained. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What is done wrong, completely. */
export interface Fault {
  readonly kind: FaultKind;
  /** Of the two kinds that answer a status. */
  readonly status?: number;
}

/** The statuses that faults answer, by kind. */
export const FAULT_STATUSES: Readonly<Partial<Record<FaultKind, readonly number[]>>> = {
  "retried-status": [503, 500, 404, 408, 409, 429, 502, 504],
  "final-status": [400, 401, 403, 405, 410, 413, 422, 304],
};

/** What a service does with a request under a fault. */
export function faulty(fault: Fault, request: TransportRequest, respond: Responder): ReturnType<Responder> {
  switch (fault.kind) {
    case "retried-status":
    case "final-status":
      return answer({ status: fault.status ?? 500, headers: [] });
    case "no-answer":
      return BROKEN_CONNECTION;
    case "time-out":
      return { kind: "hang" };
    case "text-reply":
      return answer({ status: 200, headers: [["content-type", "text/plain"]], body: "OK" });
    case "broken-reply":
      return answer({ status: 200, headers: [STRUCTURED], body: '{"specversion":"1.0","id":' });
    case "cut-reply":
      return after(respond(request), cut);
    case "answer-lost":
      return after(respond(request), () => BROKEN_CONNECTION);
    case "duplicate":
      return after(respond(request), () => respond(request));
  }
}

const STRUCTURED = ["content-type", "application/cloudevents+json"] as const;
const BROKEN_CONNECTION: Reaction = { kind: "no-answer", error: "EOF" };

/** The status and headers have come, and of the body no end. A success without one has nothing that could break off. */
function cut(reaction: Reaction): Reaction {
  if (reaction.kind !== "answer") return reaction;
  const { status, headers, event, body } = reaction.answer;
  if (event === undefined && (body === undefined || body.length === 0)) return reaction;
  const all = event === undefined ? headers : replyHeaders(event);
  return { ...reaction, answer: { status, headers: all, rest: (done) => done({ broken: "unexpected EOF" }) } };
}

function replyHeaders(event: WireEvent): HttpAnswer["headers"] {
  return writeBinary(event).headers;
}

function answer(given: HttpAnswer): Reaction {
  return { kind: "answer", answer: given };
}

function after(
  reaction: Reaction | Promise<Reaction>,
  then: (reaction: Reaction) => Reaction | Promise<Reaction>,
): Reaction | Promise<Reaction> {
  return reaction instanceof Promise ? reaction.then(then) : then(reaction);
}
