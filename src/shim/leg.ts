import {
  type Cancel,
  deadLetter,
  firstHeader,
  type HeaderList,
  isAccepted,
  isRetriedStatus,
  type RetryPolicy,
  retryWaitNs,
} from "../delivery/index.ts";
import type { WireEvent } from "../events/event.ts";
import { type Done, HANDLED, statusFor } from "./outcome.ts";
import type {
  AttemptRecord,
  EventContent,
  PlainContent,
  ShimCause,
  ShimHttpAnswer,
  ShimLeg,
  ShimRequest,
  ShimTransportAnswer,
} from "./ports.ts";
import { type Carried, eventKey, type Run, tellEnd } from "./run.ts";

/** A destination of the table. */
export interface PreparedDestination {
  readonly name: string;
  /** As the table writes it: dead letters tell it so. */
  readonly url: string;
  /** The same as requests need it: in normal form, with a path. */
  readonly address: string;
}

/** How one leg is repeated and where its failures go. */
export interface PreparedDelivery {
  readonly policy: RetryPolicy;
  /** Of each attempt, in milliseconds; 0 is none. */
  readonly timeoutMs: number;
  readonly deadLetter?: PreparedDestination;
}

/** One leg: the same request, repeated until it is taken or given up. */
export interface LegOrder<Taken> {
  readonly step: string;
  readonly leg: ShimLeg;
  readonly to: PreparedDestination;
  /** The event that is, or causes, the request: for records. */
  readonly event: WireEvent;
  readonly content: EventContent | PlainContent;
  readonly headers: HeaderList;
  readonly delivery: PreparedDelivery;
  readonly judge: (answer: ShimHttpAnswer) => Judgement<Taken>;
  /** Of a dead letter. */
  readonly reason?: Told;
}

/** What an answer means to the leg. */
export type Judgement<Taken> =
  | { readonly taken: Taken; readonly refusal?: undefined }
  | { readonly taken?: undefined; readonly refusal: Refusal };

/** An answer that is a failure. */
export interface Refusal {
  readonly status: number;
  readonly isRetriable: boolean;
  /** Completes the sentence "…: TEXT.". */
  readonly text: string;
}

export type LegEnd<Taken> = { readonly ok: true; readonly taken: Taken; readonly request: ShimRequest } | LegFailure;

export interface LegFailure {
  readonly ok: false;
  /** As dead letters tell it: 500 where no answer came (eventing.md §6.5). */
  readonly code: number;
  /** Status for the sender. */
  readonly status: number;
  readonly text: string;
  readonly body: Uint8Array | string | undefined;
  readonly retryAfter?: string;
  /** The last attempt. */
  readonly request: ShimRequest;
}

/** An answer of what takes events, or their dead letters, and says nothing more: its status alone counts (eventing.md §6.2, 8). */
export function statusOnly({ status }: ShimHttpAnswer): Judgement<true> {
  if (isAccepted(status)) return { taken: true };
  return { refusal: { status, isRetriable: isRetriedStatus(status), text: `it answered ${status}` } };
}

/**
 * Runs a leg, and when it fails for good hands its input to the dead-letter sink, by the same delivery (eventing.md §6.2,
 * 5). A dead letter that is taken counts as handled; without a sink, or when that refuses too, the flow fails.
 */
export function deliver<Taken>(
  run: Run,
  order: LegOrder<Taken>,
  input: Carried,
  taken: (taken: Taken, request: ShimRequest) => void,
  done: Done,
): void {
  runLeg(run, order, input.cause, (end) => {
    if (end.ok) taken(end.taken, end.request);
    else {
      const failure = { destination: order.to.url, code: end.code, body: end.body };
      sendDeadLetter(run, order.step, order.delivery, input, failure, end, done, end.request);
    }
  });
}

/** What the sender is told when there is no dead-letter sink, or when it refuses too. */
interface Told {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: string;
}

/** Hands an event to the dead-letter sink with the reason (eventing.md §6.5). */
export function sendDeadLetter(
  run: Run,
  step: string,
  delivery: PreparedDelivery | undefined,
  input: Carried,
  failure: { readonly destination: string; readonly code: number; readonly body?: Uint8Array | string | undefined },
  told: Told,
  done: Done,
  cause: ShimCause = input.cause,
): void {
  const to = delivery?.deadLetter;
  if (delivery === undefined || to === undefined) {
    done(failedBecause(told));
    return;
  }
  const event = deadLetter(input.event, failure);
  const headers = [...input.forwarded, ...run.trace];
  const order = {
    step,
    leg: "dead-letter",
    to,
    event,
    content: { kind: "event", event },
    headers,
    delivery,
    judge: statusOnly,
    reason: told,
  } as const;
  runLeg(run, order, cause, (end) => {
    if (end.ok) {
      tellEnd(run, step, "dead-lettered", input.event, told.text);
      done(HANDLED);
    } else {
      const text = `${told.text} Its dead letter was refused too: ${end.text}`;
      done(failedBecause({ ...told, status: statusFor(end.status, isRetriedStatus(end.status)), text }));
    }
  });
}

function failedBecause({ status, text, retryAfter }: Told): { readonly kind: "failed" } & Told {
  return { kind: "failed", status, text, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** Runs a leg (eventing.md §6.3). `done` is not called when the run is over first. */
export function runLeg<Taken>(
  run: Run,
  order: LegOrder<Taken>,
  cause: ShimCause,
  done: (end: LegEnd<Taken>) => void,
): void {
  if (!run.scope.isOver) new LegRun(run, order, done).start(cause);
}

const NOTHING: Cancel = () => undefined;

class LegRun<Taken> {
  private readonly run: Run;
  private readonly order: LegOrder<Taken>;
  private readonly done: (end: LegEnd<Taken>) => void;
  private count = 0;
  private startedMs = 0;
  private abandon: Cancel = NOTHING;
  private stopTimer: Cancel = NOTHING;
  private forget: Cancel = NOTHING;

  public constructor(run: Run, order: LegOrder<Taken>, done: (end: LegEnd<Taken>) => void) {
    this.run = run;
    this.order = order;
    this.done = done;
  }

  public start(cause: ShimCause): void {
    this.forget = this.run.scope.onEnd(() => {
      this.abandon();
      this.stopTimer();
    });
    this.try(cause);
  }

  private try(cause: ShimCause): void {
    const { order } = this;
    const { clock, transport } = this.run.ports;
    const { timeoutMs } = order.delivery;
    this.count += 1;
    this.startedMs = clock.now();
    const request: ShimRequest = {
      destination: order.to.name,
      url: order.to.address,
      leg: order.leg,
      step: order.step,
      attempt: this.count,
      content: order.content,
      headers: order.headers,
      event: order.event,
      cause,
      ...(order.reason === undefined ? {} : { reason: order.reason }),
    };
    this.abandon = transport.send(request, (answer) => this.answered(request, answer));
    if (timeoutMs > 0) {
      this.stopTimer = clock.after(timeoutMs, () => {
        this.abandon();
        const text = `no answer within ${timeoutMs} ms`;
        this.failed(request, { status: 504, isRetriable: true, text }, undefined);
      });
    }
  }

  private answered(request: ShimRequest, answer: ShimTransportAnswer): void {
    this.stopTimer();
    if (answer.status === undefined) {
      this.failed(request, { status: 502, isRetriable: true, text: answer.error }, undefined);
      return;
    }
    const judgement = this.order.judge(answer);
    if (judgement.refusal !== undefined) {
      this.failed(request, judgement.refusal, answer);
      return;
    }
    this.tell(request, { outcome: "accepted" }, answer.status, undefined);
    this.forget();
    this.done({ ok: true, taken: judgement.taken, request });
  }

  private failed(request: ShimRequest, refusal: Refusal, answer: ShimHttpAnswer | undefined): void {
    const { order } = this;
    const { policy, deadLetter: sink } = order.delivery;
    const retryAfter = answer === undefined ? undefined : firstHeader(answer.headers, "retry-after");
    if (refusal.isRetriable && this.count <= policy.retries) {
      const waitMs = this.waitMs(answer, retryAfter);
      this.tell(request, { outcome: "retried", waitMs }, answer?.status, refusal.text);
      this.abandon = this.run.ports.clock.after(waitMs, () => this.try(request));
      return;
    }
    const then = order.leg === "dead-letter" || sink === undefined ? {} : { deadLetterSink: sink.name };
    this.tell(request, { outcome: "failed", ...then }, answer?.status, refusal.text);
    this.forget();
    const attempts = this.count === 1 ? "" : ` after ${this.count} attempts`;
    this.done({
      ok: false,
      code: answer === undefined ? 500 : refusal.status,
      status: statusFor(refusal.status, refusal.isRetriable),
      text: `${order.step}: ${order.to.name} did not take it${attempts}: ${refusal.text}.`,
      body: answer === undefined ? refusal.text : answer.body,
      request,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  private waitMs(answer: ShimHttpAnswer | undefined, retryAfter: string | undefined): number {
    const { clock } = this.run.ports;
    const hint =
      answer === undefined || retryAfter === undefined
        ? undefined
        : { status: answer.status, retryAfter, nowMs: clock.now() };
    return Math.max(0, Number(retryWaitNs(this.order.delivery.policy, this.count - 1, hint)) / 1e6);
  }

  private tell(
    request: ShimRequest,
    what: Pick<AttemptRecord, "outcome" | "waitMs" | "deadLetterSink">,
    status: number | undefined,
    error: string | undefined,
  ): void {
    const { observer, clock } = this.run.ports;
    if (observer?.attempted === undefined) return;
    const { step, to, leg, event } = this.order;
    observer.attempted({
      request,
      route: this.run.route,
      step,
      destination: to.name,
      leg,
      attempt: this.count,
      status,
      ...(error === undefined ? {} : { error }),
      tookMs: clock.now() - this.startedMs,
      ...what,
      event: eventKey(event),
    });
  }
}
