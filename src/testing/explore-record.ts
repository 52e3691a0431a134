import type { EndpointId } from "../graph/index.ts";
import { type Delivery, EndlessError, type EventName, type Observer, type Outcome } from "../runtime/index.ts";

/** An attempt; without an outcome it never came to an end. */
export interface Attempt extends Omit<Delivery, "outcome" | "took"> {
  readonly outcome?: Outcome;
  readonly took?: number;
}

/** A Broker or Channel took an event. */
export interface Taken {
  readonly at: EndpointId;
  readonly event: EventName;
  readonly cause: number | undefined;
}

/**
 * Longer chains of deliveries that led to each other only a cycle makes: a reply may pass Brokers 255 times
 * (eventing.md §6.6), each time with three deliveries, and flows have tens of steps.
 */
const MAX_CHAIN = 2_000;

/** Everything that happened in one run, each attempt with the sent event it belongs to. */
export class RunRecord implements Observer {
  public readonly taken: Taken[] = [];
  /** By number minus one, as are the sent events they belong to. */
  private readonly all: Attempt[] = [];
  private readonly sends: number[] = [];
  private readonly depths: number[] = [];
  private current = 0;

  /** What starts without a cause from now on belongs to this sent event. */
  public sending(send: number): void {
    this.current = send;
  }

  /** @throws EndlessError when a chain of deliveries grows too long, which ends the run */
  public started(attempt: Attempt): void {
    const { n, cause } = attempt;
    this.all[n - 1] = attempt;
    this.sends[n - 1] = cause === undefined ? this.current : this.sendOf(cause);
    const depth = cause === undefined ? 1 : (this.depths[cause - 1] ?? 0) + (attempt.attempt === 1 ? 1 : 0);
    this.depths[n - 1] = depth;
    if (depth > MAX_CHAIN) throw new EndlessError(n);
  }

  public delivery(delivery: Delivery): void {
    this.all[delivery.n - 1] = delivery;
  }

  public arrived(at: EndpointId, event: EventName, _time: number, cause: number | undefined): void {
    this.taken.push({ at, event, cause });
  }

  /** Every attempt in the order they started. */
  public get attempts(): readonly Attempt[] {
    return this.all;
  }

  /** The sent event that an attempt belongs to, by its position in the scenario. */
  public sendOf(n: number): number {
    return this.sends[n - 1] ?? 0;
  }
}
