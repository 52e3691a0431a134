import type { Duration } from "cdk8s";
import type { FlowDelivery } from "../../src/compiler/flow.ts";
import type { Addressable } from "../core/addressable.ts";
import { destinationFrom } from "../core/destination.ts";
import type { DeliverySpec } from "../generated/index.ts";
import { type DurationPlace, isoDuration } from "../core/duration.ts";

/** How long to wait between attempts. Made by {@link exponential} or {@link linear}. */
export interface Backoff {
  /** Whether the wait doubles with each attempt, or grows by the same. */
  readonly policy: "exponential" | "linear";
  /** What it starts from, to a tenth of a second. */
  readonly delay: Duration;
}

/** Doubles the wait after each attempt: `delay` × 2, 4, 8, … (eventing.md §6.3). */
export function exponential(delay: Duration): Backoff {
  return { policy: "exponential", delay };
}

/** Adds the same wait after each attempt: 0, `delay`, `delay` × 2, … The first retry comes at once (eventing.md §6.3). */
export function linear(delay: Duration): Backoff {
  return { policy: "linear", delay };
}

/**
 * How events are delivered on one leg: what happens when the receiver fails.
 *
 * A Trigger with any delivery of its own loses the Broker's retry, backoff and timeout, and keeps only its
 * dead-letter sink (eventing.md §5.5).
 */
export interface DeliveryProps {
  /**
   * How often an event is sent again after the first attempt failed, zero or more. Only 404, 408, 409, 429, 5xx
   * answers and lost connections are retried.
   *
   * @default - no retry
   */
  readonly retry?: number;
  /**
   * How long to wait between attempts: `exponential(Duration.seconds(1))`.
   *
   * @default - no wait, which is rarely what you want with a retry
   */
  readonly backoff?: Backoff;
  /**
   * How long one attempt may take. Above zero, to a tenth of a second.
   *
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * Where an event goes when every attempt failed, with attributes that tell why.
   *
   * @default - it is lost
   */
  readonly deadLetterSink?: Addressable;
  /**
   * The longest wait that a receiver may ask for with `Retry-After`; zero ignores the header. Needs the feature flag
   * `delivery-retryafter` (eventing.md §3.4).
   *
   * @default - the header is ignored
   */
  readonly retryAfterMax?: Duration;
  /**
   * Whether events are sent in structured mode (`json`) or binary mode. Works in a Trigger's own delivery only (eventing.md §5.5).
   *
   * @default - as the event came
   */
  readonly format?: "json" | "binary";
}

/**
 * A delivery as data: durations as ISO 8601 text, the dead-letter sink as a destination.
 *
 * @param place - the construct, and the field the delivery is written to, such as `spec.delivery`
 * @throws {@link AuthoringError} `duration-cut`
 */
export function flowDelivery(delivery: DeliveryProps, place: DurationPlace): FlowDelivery {
  const { deadLetterSink, ...rest } = delivery;
  return {
    ...(deadLetterSink === undefined ? {} : { deadLetterSink: flowDestination(deadLetterSink) }),
    ...deliveryScalars(rest, place),
  };
}

/**
 * A delivery as an object in `namespace` writes it.
 *
 * @param field - where it is written, for what is said of it
 * @throws {@link AuthoringError} `duration-cut`
 */
export function deliverySpec(
  namespace: string | undefined,
  delivery: DeliveryProps | undefined,
  construct: string,
  field = "spec.delivery",
): DeliverySpec | undefined {
  if (delivery === undefined) return undefined;
  const { deadLetterSink, ...rest } = delivery;
  return {
    ...deliveryScalars(rest, { construct, field }),
    ...(deadLetterSink === undefined ? {} : { deadLetterSink: destinationFrom(namespace, deadLetterSink) }),
  };
}

function deliveryScalars(
  { retry, backoff, timeout, retryAfterMax, format }: Omit<DeliveryProps, "deadLetterSink">,
  place: DurationPlace,
): Omit<FlowDelivery, "deadLetterSink"> {
  const iso = (duration: Duration, field: string) =>
    isoDuration(duration, { construct: place.construct, field: `${place.field}.${field}` });
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(backoff === undefined
      ? {}
      : { backoffPolicy: backoff.policy, backoffDelay: iso(backoff.delay, "backoffDelay") }),
    ...(timeout === undefined ? {} : { timeout: iso(timeout, "timeout") }),
    ...(retryAfterMax === undefined ? {} : { retryAfterMax: iso(retryAfterMax, "retryAfterMax") }),
    ...(format === undefined ? {} : { format }),
  };
}

function flowDestination({ destination, external }: Addressable): NonNullable<FlowDelivery["deadLetterSink"]> {
  return { ...destination, ...(external === undefined ? {} : { external }) };
}
