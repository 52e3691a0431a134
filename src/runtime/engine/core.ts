import type { WireEvent } from "../../events/event.ts";
import type { EndpointId } from "../../graph/graph.ts";
import type { Clock } from "./clock.ts";
import type { Delivery, EventName, Leg, Observer, Outcome, OwnRefusal } from "./observe.ts";

/** What every part of the engine shares. */
export class Core {
  public readonly clock: Clock;
  private readonly observer: Observer;
  private last = 0;

  public constructor(clock: Clock, observer: Observer) {
    this.clock = clock;
    this.observer = observer;
  }

  /** Begins an attempt: gives it its number and tells the observer. */
  public start(
    leg: Leg,
    event: EventName,
    hop: string | undefined,
    from: EndpointId,
    to: EndpointId,
    attempt: number,
    cause: number | undefined,
    refusal?: OwnRefusal,
  ): Attempt {
    this.last += 1;
    const begun: Attempt = { n: this.last, cause, time: this.clock.now(), event, hop, from, to, leg, attempt };
    const started = refusal === undefined ? begun : { ...begun, refusal };
    this.observer.started?.(started);
    return started;
  }

  /** Ends an attempt. */
  public end(started: Attempt, outcome: Outcome): void {
    // Written out: spreading is several times slower, and this happens at every delivery.
    const { n, cause, time, event, hop, from, to, leg, attempt, refusal } = started;
    const took = this.clock.now() - time;
    const ended = { n, cause, time, took, event, hop, from, to, leg, attempt, outcome };
    this.observer.delivery(refusal === undefined ? ended : { ...ended, refusal });
  }

  /** A filter withheld an event. */
  public filtered(hop: string, event: EventName): void {
    this.observer.filtered?.(hop, event);
  }

  /** A Broker or Channel took an event. */
  public arrived(at: EndpointId, event: EventName, cause: number | undefined): void {
    this.observer.arrived?.(at, event, this.clock.now(), cause);
  }
}

/** A delivery that has not ended yet. */
export type Attempt = Omit<Delivery, "took" | "outcome">;

/** An event by its name. */
export function eventName(event: WireEvent): EventName {
  const { id, type, source } = event.attributes;
  return { id: String(id ?? ""), type: String(type ?? ""), source: String(source ?? "") };
}
