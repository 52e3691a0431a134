import { firstHeader, isAccepted, isRetriedStatus, type RetryPolicy, retryWaitNs } from "../../delivery/index.ts";
import type { HeaderList } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import type { EndpointId } from "../../graph/graph.ts";
import {
  bodyDetail,
  dispatchError,
  isNoAnswer,
  type JudgedAnswer,
  type Judgement,
  TIMED_OUT,
  TIMED_OUT_READING,
  unreadBody,
} from "./answers.ts";
import { type Cancel, soon } from "./clock.ts";
import type { Attempt, Core } from "./core.ts";
import type { EventName, Leg, Outcome, Why } from "./observe.ts";
import type { Destination } from "./prepare.ts";
import type { Scope } from "../../delivery/scope.ts";
import type { Answer, TransportRequest } from "./transport.ts";

/** Sends one request to wherever its address leads. Rules as of {@link Transport.send}. */
export type Post = (request: PostRequest, settle: (answer: Answer | JudgedAnswer) => void) => Cancel;

/** A request on its way, with what only the engine's own parts read. */
export interface PostRequest extends TransportRequest {
  /** Whether the event was read by a Knative component already: then it need not be checked again. */
  readonly isChecked: boolean;
}

/** One leg of a delivery: the same request, repeated until it is taken or given up. */
export interface LegOrder {
  readonly leg: Leg;
  readonly from: EndpointId;
  readonly hop: string;
  readonly to: Destination;
  /** The address that is really asked: the filter's for a Trigger. */
  readonly url: string;
  readonly event: WireEvent;
  readonly isChecked: boolean;
  readonly name: EventName;
  readonly headers: HeaderList;
  readonly policy: RetryPolicy;
  readonly timeoutMs: number;
  readonly post: Post;
  readonly cause: number | undefined;
  readonly scope: Scope;
}

/** How a leg ended. The attempt is still open: whoever gave the order says what becomes of it. */
export type LegEnd = LegSuccess | LegFailure;

export interface LegSuccess {
  readonly ok: true;
  readonly attempt: Attempt;
  readonly answer: JudgedAnswer & { readonly status: number };
  /** The body, or Go's words for why it broke off. */
  readonly body: Uint8Array | string;
  readonly broken?: string;
}

export interface LegFailure {
  readonly ok: false;
  readonly attempt: Attempt;
  /** 500 where no answer came. */
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly why: Why;
  readonly detail?: string;
  readonly judged?: Judgement;
}

/** Runs a leg (eventing.md §6.3). `done` is not called when its scope ends first. */
export function runLeg(core: Core, order: LegOrder, done: (end: LegEnd) => void): void {
  new LegRun(core, order, done).start();
}

const NOTHING: Cancel = () => undefined;

class LegRun {
  private readonly core: Core;
  private readonly order: LegOrder;
  private readonly done: (end: LegEnd) => void;
  private count = 0;
  private current: Attempt | undefined;
  /** The success whose body is being read. */
  private reading: (JudgedAnswer & { readonly status: number }) | undefined;
  private abandon: Cancel = NOTHING;
  private stopTimer: Cancel = NOTHING;
  private forget: Cancel = NOTHING;

  public constructor(core: Core, order: LegOrder, done: (end: LegEnd) => void) {
    this.core = core;
    this.order = order;
    this.done = done;
  }

  public start(): void {
    this.forget = this.order.scope.onEnd(() => this.cancel());
    this.try(this.order.cause);
  }

  private try(cause: number | undefined): void {
    const { order } = this;
    this.count += 1;
    this.reading = undefined;
    const { leg, name, hop, from, to } = order;
    const attempt = this.core.start(leg, name, hop, from, to.endpoint, this.count, cause);
    this.current = attempt;
    this.abandon = order.post(
      {
        n: attempt.n,
        to: order.to.endpoint,
        url: order.url,
        method: "POST",
        event: order.event,
        mode: "binary",
        headers: order.headers,
        leg: order.leg,
        attempt: this.count,
        isChecked: order.isChecked,
      },
      (answer) => this.answered(attempt, answer),
    );
    if (order.timeoutMs > 0) this.stopTimer = this.core.clock.after(order.timeoutMs, () => this.timedOut(attempt));
  }

  private answered(attempt: Attempt, answer: Answer | JudgedAnswer): void {
    if (isNoAnswer(answer)) {
      this.stopTimer();
      this.failed(
        this.failure(
          attempt,
          500,
          dispatchError("POST", this.order.url, answer.error),
          answer.isUnsendable ? "unsendable" : "no-answer",
          answer.error,
        ),
      );
      return;
    }
    this.reading = answer;
    if (answer.rest === undefined) this.read(attempt, answer.body ?? "", undefined);
    else answer.rest((end) => this.read(attempt, end.body ?? "", end.broken));
  }

  /** Headers and body are there, or as much as will ever be. */
  private read(attempt: Attempt, body: Uint8Array | string, broken: string | undefined): void {
    this.stopTimer();
    const answer = this.reading;
    if (answer === undefined) return;
    if (isAccepted(answer.status)) {
      this.end({ ok: true, attempt, answer, body, ...(broken === undefined ? {} : { broken }) });
      return;
    }
    const told = broken === undefined ? body : unreadBody(answer.status, broken);
    const { judged } = answer;
    this.failed({
      ...this.failure(attempt, answer.status, told, judged?.why ?? "status", judged?.detail ?? bodyDetail(told)),
      ...(judged === undefined ? {} : { judged }),
    });
  }

  private timedOut(attempt: Attempt): void {
    this.abandon();
    if (this.reading !== undefined) {
      this.read(attempt, "", TIMED_OUT_READING);
      return;
    }
    const body = dispatchError("POST", this.order.url, TIMED_OUT);
    this.failed(this.failure(attempt, 500, body, "timeout", TIMED_OUT));
  }

  private failure(
    attempt: Attempt,
    status: number,
    body: Uint8Array | string,
    why: Why,
    detail: string | undefined,
  ): LegFailure {
    return { ok: false, attempt, status, body, why, ...(detail === undefined ? {} : { detail }) };
  }

  private failed(failure: LegFailure): void {
    const { policy } = this.order;
    if (this.count > policy.retries || !isRetriedStatus(failure.status)) {
      this.end(failure);
      return;
    }
    const waitMs = this.waitMs(failure);
    this.current = undefined;
    this.core.end(failure.attempt, { kind: "retried", ...failureOutcome(failure), waitMs });
    const again = () => this.try(failure.attempt.n);
    if (waitMs > 0) this.abandon = this.core.clock.after(waitMs, again);
    else this.abandon = soon(this.core.clock, again);
  }

  private waitMs(failure: LegFailure): number {
    const { policy } = this.order;
    const retryAfter = this.reading && firstHeader(this.reading.headers, "retry-after");
    const hint =
      retryAfter === undefined ? undefined : { status: failure.status, retryAfter, nowMs: this.core.clock.now() };
    return Math.max(0, Number(retryWaitNs(policy, this.count - 1, hint)) / 1e6);
  }

  private end(end: LegEnd): void {
    this.current = undefined;
    this.forget();
    this.done(end);
  }

  private cancel(): void {
    this.abandon();
    this.stopTimer();
    if (this.current !== undefined) this.core.end(this.current, { kind: "cancelled" });
    this.current = undefined;
  }
}

/** What an outcome says of a failure. */
export function failureOutcome(failure: LegFailure): Omit<Extract<Outcome, { readonly kind: "lost" }>, "kind"> {
  const { status, why, detail, judged } = failure;
  const answered = judged?.answered;
  return {
    status,
    ...(answered === undefined || answered === status ? {} : { answered }),
    why,
    ...(detail === undefined ? {} : { detail }),
  };
}
