import { type Cancel, isAccepted, replyMode } from "../../delivery/index.ts";
import { passthroughHeaders, traceHeaders } from "../../events/http/index.ts";
import type { EndpointId } from "../../graph/graph.ts";
import {
  type AttemptRecord,
  createShim,
  type PreparedTable,
  type Received,
  type ShimAnswer,
  type ShimCause,
  type ShimHttpAnswer,
  type ShimRequest,
  type ShimTransportAnswer,
} from "../../shim/core.ts";
import { bodyDetail, isNoAnswer, readBody } from "./answers.ts";
import { type Attempt, type Core, eventName } from "./core.ts";
import { acceptedEvent, type Component } from "./inbound.ts";
import type { Post, PostRequest } from "./leg.ts";
import type { EventName, Leg, Outcome, Why } from "./observe.ts";
import { readStructuredReply, rawBinaryEvent } from "./reply-event.ts";
import type { Answer, HttpAnswer, NoAnswer } from "./transport.ts";

/** One shim of the graph. */
export interface ShimParts {
  readonly id: EndpointId;
  readonly prepared: PreparedTable;
  /** Sends one request and follows no redirect. */
  readonly post: Post;
  /** The endpoint that a destination's address leads to. */
  readonly endpointAt: (url: string) => EndpointId;
  /** The hop of the graph that stands for a request. */
  readonly hopOf: (request: Pick<ShimRequest, "leg" | "step">, to: EndpointId) => string | undefined;
}

/**
 * Runs a shim's own code (src/shim) where the graph has a shim: by path of its routes. Its requests are attempts like
 * any other. What is under way when its sender leaves, or its budget is over, is told as cancelled.
 */
export function shimComponent(core: Core, parts: ShimParts): (path: string) => Component {
  const log = new RequestLog(core, parts);
  const transport = { send: (request: ShimRequest, settle: Settle) => log.send(request, settle) };
  const observer = { attempted: (attempt: AttemptRecord) => log.attempted(attempt) };
  const shim = createShim(parts.prepared, { clock: core.clock, transport, observer });
  return (path) => (inbound, scope, respond) => {
    const event = acceptedEvent(inbound);
    if (inbound.method !== "POST" || event === undefined) {
      const status = inbound.method === "POST" ? 400 : 405;
      respond({ status, headers: [] });
      return;
    }
    const { headers, cause } = inbound;
    const received = { path, event, forwarded: passthroughHeaders(headers), trace: traceHeaders(headers) };
    log.begin(received, cause);
    let cancel: Cancel = () => undefined;
    const forget = scope.onEnd(() => {
      cancel();
      log.finish(received);
    });
    cancel = shim.receive(received, (answer) => {
      forget();
      log.finish(received);
      respond(written(answer));
    });
  };
}

type Settle = (answer: ShimTransportAnswer) => void;

/** The answer as the shim's host writes it. */
function written({ status, event, headers, text }: ShimAnswer): HttpAnswer {
  if (event !== undefined) return { status, headers, event };
  if (text === undefined) return { status, headers };
  return { status, headers: [...headers, ["content-type", "text/plain; charset=utf-8"]], body: text };
}

/** All requests of one event that a shim was sent. */
interface Story {
  readonly cause: number | undefined;
  readonly open: Set<Entry>;
}

/** One request; it is open until the shim has said what it makes of the answer. */
interface Entry {
  readonly attempt: Attempt;
  readonly story: Story;
  answer?: ShimHttpAnswer | (NoAnswer & { readonly isBroken?: true });
}

/** Makes attempts of a shim's requests. */
class RequestLog {
  private readonly core: Core;
  private readonly parts: ShimParts;
  private readonly stories = new WeakMap<Received, Story>();
  private readonly entries = new WeakMap<ShimRequest, Entry>();
  private readonly failed = new WeakSet<ShimRequest>();

  public constructor(core: Core, parts: ShimParts) {
    this.core = core;
    this.parts = parts;
  }

  public begin(received: Received, cause: number | undefined): void {
    this.stories.set(received, { cause, open: new Set() });
  }

  /** The event has been answered, or its sender has left. */
  public finish(received: Received): void {
    const open = this.stories.get(received)?.open ?? new Set();
    for (const { attempt } of open) this.core.end(attempt, { kind: "cancelled" });
    open.clear();
  }

  public send(request: ShimRequest, settle: Settle): Cancel {
    const entry = this.start(request);
    let isOver = false;
    const take = (answer: ShimHttpAnswer | NoAnswer) => {
      if (isOver) return;
      entry.answer = answer;
      settle(answer);
    };
    const abandon = this.parts.post(postRequest(request, entry.attempt), (answer) => read(answer, take));
    return () => {
      isOver = true;
      abandon();
    };
  }

  public attempted(record: AttemptRecord): void {
    const entry = this.entries.get(record.request);
    if (entry === undefined || !entry.story.open.delete(entry)) return;
    this.core.end(entry.attempt, this.outcomeOf(record, entry));
  }

  private start(request: ShimRequest): Entry {
    const { cause, url, attempt, reason } = request;
    const { cause: n, story } = this.causeOf(cause);
    const to = this.parts.endpointAt(url);
    const hop = this.parts.hopOf(request, to);
    // A dead letter that follows no failed request: the shim's own step could not work with the event.
    const isOwn = reason !== undefined && attempt === 1 && !("leg" in cause && this.failed.has(cause));
    const started = this.core.start(
      LEGS[request.leg],
      eventName(request.event),
      hop,
      this.parts.id,
      to,
      attempt,
      n,
      isOwn ? { status: reason.status, detail: reason.text } : undefined,
    );
    const entry: Entry = { attempt: started, story };
    story.open.add(entry);
    this.entries.set(request, entry);
    return entry;
  }

  private causeOf(cause: ShimCause): { readonly cause: number | undefined; readonly story: Story } {
    if (!("leg" in cause)) {
      const story = this.stories.get(cause);
      if (story !== undefined) return { cause: story.cause, story };
    } else {
      const entry = this.entries.get(cause);
      if (entry !== undefined) return { cause: entry.attempt.n, story: entry.story };
    }
    throw new Error("Broken invariant of Sluice: a shim sent a request that nothing led to.");
  }

  private outcomeOf(record: AttemptRecord, { answer }: Entry): Outcome {
    const { outcome, request, waitMs = 0, deadLetterSink } = record;
    if (outcome === "accepted" && answer !== undefined && !isNoAnswer(answer)) return this.accepted(request, answer);
    const refused = refusalOf(record, answer);
    if (outcome === "retried") return { kind: "retried", ...refused, waitMs };
    this.failed.add(request);
    const sink = deadLetterSink === undefined ? undefined : this.parts.prepared.table.destinations[deadLetterSink];
    if (sink === undefined) return { kind: "lost", ...refused };
    return { kind: "dead-lettered", ...refused, to: this.parts.endpointAt(new URL(sink.url).href) };
  }

  /** Only a step's reply is read; it goes on inside the shim. */
  private accepted({ leg, content }: ShimRequest, answer: ShimHttpAnswer): Outcome {
    const { status, body } = answer;
    if (leg !== "to" || content.kind === "plain") return { kind: "accepted", status };
    const reply = replyName(answer);
    if (reply !== undefined) return { kind: "replied", status, reply, to: this.parts.id };
    return { kind: "accepted", status, ...(body === undefined || body.length === 0 ? {} : { ignored: true }) };
  }
}

const LEGS = {
  to: "subscriber",
  publish: "subscriber",
  reply: "reply",
  "dead-letter": "dead-letter",
} as const satisfies {
  readonly [Each in ShimRequest["leg"]]: Leg;
};

function postRequest(request: ShimRequest, { n, to, leg }: Attempt): PostRequest {
  const { url, event, headers, attempt, content } = request;
  const plain = content.kind === "plain" ? { plain: content } : {};
  return { n, to, url, method: "POST", event, mode: "binary", headers, leg, attempt, isChecked: false, ...plain };
}

/** Waits for the whole answer. */
function read(
  answer: Answer,
  take: (answer: ShimHttpAnswer | (NoAnswer & { readonly isBroken?: true })) => void,
): void {
  if (isNoAnswer(answer)) {
    take(answer);
    return;
  }
  const { status, headers, event } = answer;
  if (event !== undefined) {
    take({ status, headers, event });
    return;
  }
  readBody(answer, ({ body, broken }) => {
    if (broken === undefined) take({ status, headers, body });
    else take({ error: `its answer broke off: ${broken}`, isBroken: true });
  });
}

function refusalOf({ error }: AttemptRecord, answer: Entry["answer"]): Refusal {
  if (answer === undefined) return refusal(500, "timeout", error);
  if (isNoAnswer(answer)) {
    const why = answer.isUnsendable ? "unsendable" : answer.isBroken ? "reply-cut" : "no-answer";
    return refusal(500, why, answer.error);
  }
  const { status, headers, event, body } = answer;
  if (!isAccepted(status)) return refusal(status, "status", body === undefined ? undefined : bodyDetail(body));
  const isUnreadable = event !== undefined || replyMode(headers) !== undefined;
  return { ...refusal(502, isUnreadable ? "reply-unreadable" : "reply-is-no-event", error), answered: status };
}

type Refusal = Omit<Extract<Outcome, { readonly kind: "lost" }>, "kind">;

function refusal(status: number, why: Why, detail: string | undefined): Refusal {
  return { status, why, ...(detail === undefined ? {} : { detail }) };
}

/** The name of the event in an answer. */
function replyName({ event, headers, body = "" }: ShimHttpAnswer): EventName | undefined {
  if (event !== undefined) return eventName(event);
  const mode = replyMode(headers);
  const read = mode === "binary" ? rawBinaryEvent(headers, body) : mode && readStructuredReply(headers, body);
  return read && eventName(read);
}
