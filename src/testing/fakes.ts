import { AuthoringError } from "../diagnostics/index.ts";
import type { AnyStep, Handler } from "../events/step.ts";
import type { Service } from "../service/service.ts";

export const FAKE = Symbol.for("sluice.dev/Fake");

/** Stands in a test for the code of a step. Made by {@link fails} and its siblings; used by as many runs as you like. */
export interface Fake<S extends AnyStep = AnyStep> {
  readonly [FAKE]: true;
  readonly plan: FakePlan;
  /** Behaves so for the first `count` requests. Say what follows with `then`. */
  times(count: number): FakeTimes;
  /** Only for inference; never present at run time. */
  readonly "~step"?: S;
}

/** A fake for so many requests, waiting for what comes after them. Never `await` it. */
export interface FakeTimes {
  /** What the step does from the next request on. */
  then<S extends AnyStep>(next: Implementation<S>): Fake<S>;
}

/** What does a step's work in a test: its handler, a service made of it, or a fake. */
export type Implementation<S extends AnyStep> = Handler<S> | Service<S> | Fake<S>;

/** What a fake does, as data. */
export type FakePlan =
  | { readonly kind: "answer"; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  | { readonly kind: "delay"; readonly ms: number; readonly next: unknown }
  | { readonly kind: "times"; readonly count: number; readonly first: FakePlan; readonly next: unknown };

type Headers = readonly (readonly [name: string, value: string])[];

/** What {@link fails} may add to its answer. */
export interface FailureOptions {
  /** `Retry-After`, in whole seconds. @default - no header */
  readonly retryAfterSeconds?: number;
  /** @default - an empty body */
  readonly body?: string;
}

/**
 * Answers every request with this status, which is no success: `fails(503).times(2).then(handler)`.
 *
 * @throws {@link AuthoringError} `invalid-fake` for a status outside 300–599
 */
export function fails(status: number, options: FailureOptions = {}): Fake<never> {
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw invalidFake(`\`fails(${status})\` is no failure.`, "Use a status from 300 to 599.");
  }
  const { retryAfterSeconds, body = "" } = options;
  const headers: Headers = retryAfterSeconds === undefined ? [] : [["retry-after", String(retryAfterSeconds)]];
  return fake({ kind: "answer", status, headers, body });
}

/** Never answers. With a `timeout` on its leg the sender gives up then; without one, after a channel's 15 minutes. */
export function timesOut(): Fake<never> {
  return fake({ kind: "hang" });
}

/** Breaks the connection without an answer. */
export function breaksConnection(): Fake<never> {
  return fake({ kind: "reset" });
}

/** Answers 200 with a text that is no event: 502 behind a Broker, success on a channel (eventing.md §6.7). */
export function repliesText(text: string): Fake<never> {
  return fake({ kind: "answer", status: 200, headers: [["content-type", "text/plain"]], body: text });
}

/** Accepts every event with an empty 202. */
export function accepts(): Fake<never> {
  return fake({ kind: "answer", status: 202, headers: [], body: "" });
}

/**
 * Answers as `next` does, `ms` milliseconds of virtual time later.
 *
 * @throws {@link AuthoringError} `invalid-fake` for a time below zero
 */
export function delays<S extends AnyStep>(ms: number, next: Implementation<S>): Fake<S> {
  if (!(ms >= 0) || !Number.isFinite(ms))
    throw invalidFake(`\`delays(${ms}, …)\` is no time.`, "Use 0 or more milliseconds.");
  return fake({ kind: "delay", ms, next });
}

/** Recognises a fake made by any copy of this package. */
export function isFake(value: unknown): value is Fake {
  return typeof value === "object" && value !== null && FAKE in value;
}

function fake<S extends AnyStep>(plan: FakePlan): Fake<S> {
  return Object.freeze({
    [FAKE]: true as const,
    plan,
    times: (count: number): FakeTimes => {
      if (!Number.isInteger(count) || count < 0) {
        throw invalidFake(`\`times(${count})\` is no number of requests.`, "Use a whole number from 0.");
      }
      return Object.freeze({
        // The API reads as a sentence; nobody awaits a fake.
        // oxlint-disable-next-line unicorn/no-thenable
        then: <Next extends AnyStep>(next: Implementation<Next>) =>
          fake<Next>({ kind: "times", count, first: plan, next }),
      });
    },
  });
}

function invalidFake(message: string, mend: string): AuthoringError {
  return new AuthoringError({ code: "invalid-fake", at: {}, message, mend });
}
