import { deadLetter, type Failure, type HeaderList, type ReplyMode, replyMode } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import { passthroughHeaders } from "../../events/http/index.ts";
import { type Core, eventName } from "./core.ts";
import {
  failureOutcome,
  type LegEnd,
  type LegFailure,
  type LegOrder,
  type LegSuccess,
  type Post,
  runLeg,
} from "./leg.ts";
import type { EventName } from "./observe.ts";
import type { Destination, PreparedHop } from "./prepare.ts";
import { rawBinaryEvent, readStructuredReply } from "./reply-event.ts";
import type { Scope } from "../../delivery/scope.ts";

/** One event for one leg. */
export interface SendOrder {
  readonly hop: PreparedHop;
  readonly event: WireEvent;
  readonly name: EventName;
  /** What the request that brought the event passes on (eventing.md §6.9). */
  readonly forwarded: HeaderList;
  /** W3C trace headers, the same on every leg. */
  readonly trace: HeaderList;
  readonly cause: number | undefined;
  readonly scope: Scope;
  /** Reaches subscribers: through the Broker's filter for a Trigger. */
  readonly toSubscriber: Post;
  /** Reaches everything else. */
  readonly post: Post;
  /** The address the first leg asks: the filter's for a Trigger. */
  readonly url: string;
}

/**
 * Implements the dispatcher's `send` (eventing.md §6.2, 2–8): subscriber, then its reply onwards, and the original
 * event to the dead-letter sink when either fails for good. `done(true)` when the event or its dead letter was taken.
 */
export function send(core: Core, order: SendOrder, done: (isTaken: boolean) => void): void {
  new Sending(core, order, done).start();
}

class Sending {
  private readonly core: Core;
  private readonly order: SendOrder;
  private readonly done: (isTaken: boolean) => void;

  public constructor(core: Core, order: SendOrder, done: (isTaken: boolean) => void) {
    this.core = core;
    this.order = order;
    this.done = done;
  }

  public start(): void {
    const { order } = this;
    this.run(
      {
        leg: "subscriber",
        to: order.hop.subscriber,
        url: order.url,
        event: order.event,
        isChecked: true,
        name: order.name,
        headers: [...order.forwarded, PREFER, ...this.own()],
        cause: order.cause,
        post: order.toSubscriber,
      },
      (end) => (end.ok ? this.taken(end) : this.refused(end, this.failureOf(end, order.url), order.forwarded)),
    );
  }

  /** §6.2, 4: the subscriber has said 2xx. Is there an event in it? */
  private taken(end: LegSuccess): void {
    const { answer, body, broken, attempt } = end;
    const mode: ReplyMode | undefined = answer.event === undefined ? replyMode(answer.headers) : "binary";
    if (mode === undefined) {
      const isIgnored = body.length > 0 || broken !== undefined;
      this.core.end(attempt, { kind: "accepted", status: answer.status, ...(isIgnored ? { ignored: true } : {}) });
      this.done(true);
      return;
    }
    const { reply: to } = this.order.hop;
    const reply = replyEvent(end, mode);
    if (reply === undefined && to !== undefined) {
      this.unreadable(end, to);
      return;
    }
    this.core.end(attempt, {
      kind: "replied",
      status: answer.status,
      reply: reply === undefined ? NO_NAME : eventName(reply),
      ...(to === undefined ? {} : { to: to.endpoint }),
    });
    if (to === undefined || reply === undefined) this.done(true);
    else this.replyTo(to, reply, end);
  }

  /** §6.2, 7: the reply goes on; when that fails, the original event is what is dead-lettered. */
  private replyTo(to: Destination, event: WireEvent, { answer, attempt }: LegSuccess): void {
    const forwarded = passthroughHeaders(answer.headers);
    this.run(
      {
        leg: "reply",
        to,
        url: to.url,
        event,
        isChecked: false,
        name: eventName(event),
        headers: [...forwarded, ...this.own()],
        cause: attempt.n,
        post: this.order.post,
      },
      (end) => {
        if (!end.ok) {
          this.refused(end, this.failureOf(end, to.url), forwarded);
          return;
        }
        this.core.end(end.attempt, { kind: "accepted", status: end.answer.status });
        this.done(true);
      },
    );
  }

  /** §6.2, 4: a batch, or JSON that is no event, fails before any request is made. */
  private unreadable({ attempt, answer }: LegSuccess, to: Destination): void {
    this.refused(
      { ok: false, attempt, status: -1, body: "", why: "reply-unreadable", judged: { answered: answer.status } },
      { destination: to.url, code: -1 },
      passthroughHeaders(answer.headers),
    );
  }

  /** §6.2, 5 and 6. */
  private refused(end: LegFailure, failure: Failure | undefined, forwarded: HeaderList): void {
    const { deadLetter: to } = this.order.hop;
    if (to === undefined) {
      this.core.end(end.attempt, { kind: "lost", ...failureOutcome(end) });
      this.done(false);
      return;
    }
    this.core.end(end.attempt, { kind: "dead-lettered", ...failureOutcome(end), to: to.endpoint });
    this.run(
      {
        leg: "dead-letter",
        to,
        url: to.url,
        event: deadLetter(this.order.event, failure),
        isChecked: true,
        name: this.order.name,
        headers: [...forwarded, ...this.own()],
        cause: end.attempt.n,
        post: this.order.post,
      },
      (last) => {
        this.core.end(
          last.attempt,
          last.ok ? { kind: "accepted", status: last.answer.status } : { kind: "lost", ...failureOutcome(last) },
        );
        this.done(last.ok);
      },
    );
  }

  /** What a dead letter tells: behind a Broker only what the filter's error body tells (§6.5). */
  private failureOf(end: LegFailure, url: string): Failure | undefined {
    const isSubscriber = end.attempt.leg === "subscriber";
    if (!isSubscriber || this.order.hop.filter === undefined) {
      return { destination: url, code: end.status, body: end.body };
    }
    const told = end.judged?.failure;
    return told && { destination: told.destination, code: end.status, body: told.body };
  }

  private own(): HeaderList {
    return [["kn-namespace", this.order.hop.namespace] as const, ...this.order.trace];
  }

  private run(part: LegPart, done: (end: LegEnd) => void): void {
    const { hop, scope } = this.order;
    const { leg, to, url, event, isChecked, name, headers, cause, post } = part;
    const { id, from, policy, timeoutMs } = hop;
    // Written out: spreading is several times slower, and this happens at every delivery.
    const order = {
      leg,
      from,
      hop: id,
      to,
      url,
      event,
      isChecked,
      name,
      headers,
      policy,
      timeoutMs,
      post,
      cause,
      scope,
    };
    runLeg(this.core, order, done);
  }
}

/** What differs between the legs of one sending. */
type LegPart = Omit<LegOrder, "from" | "hop" | "policy" | "timeoutMs" | "scope">;

const PREFER = ["prefer", "reply"] as const;
const NO_NAME: EventName = { id: "", type: "", source: "" };

/** The event of an answer as it goes on; undefined where none can be read. */
function replyEvent({ answer, body, broken }: LegSuccess, mode: ReplyMode): WireEvent | undefined {
  if (answer.event !== undefined) return answer.event;
  if (mode === "binary") {
    // Go's error text becomes the data of a binary reply that broke off.
    return rawBinaryEvent(answer.headers, broken === undefined ? body : `Failed to read response body: ${broken}`);
  }
  return mode === "structured" && broken === undefined ? readStructuredReply(answer.headers, body) : undefined;
}
