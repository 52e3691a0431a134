import type { EndpointId } from "../graph/graph.ts";
import type { Delivery, EventName, Observer } from "./engine/observe.ts";

/** A Broker or Channel took an event. */
export interface Arrival {
  readonly at: EndpointId;
  readonly event: EventName;
  readonly time: number;
  readonly cause?: number;
}

/**
 * The newest of what happened: memory does not grow with the run. An arrival goes with the delivery that brought it, so
 * that what is kept of both reaches back equally far.
 */
export class TraceRing implements Observer {
  private readonly size: number;
  private readonly kept: Delivery[] = [];
  private came: Arrival[] = [];
  /** Arrivals before this one are let go. */
  private head = 0;
  private deliveriesSeen = 0;
  private readonly counts = new Map<string, number>();

  /** @param size - how many deliveries, and how many arrivals, are kept */
  public constructor(size: number) {
    this.size = size;
  }

  public delivery(delivery: Delivery): void {
    const at = this.deliveriesSeen % this.size;
    const forgotten = this.kept[at];
    this.kept[at] = delivery;
    this.deliveriesSeen += 1;
    if (forgotten !== undefined) this.forgetArrivals(forgotten.n);
  }

  public arrived(at: EndpointId, event: EventName, time: number, cause: number | undefined): void {
    this.came.push(cause === undefined ? { at, event, time } : { at, event, time, cause });
    if (this.came.length - this.head > this.size) this.drop();
  }

  public filtered(hop: string): void {
    this.counts.set(hop, (this.counts.get(hop) ?? 0) + 1);
  }

  /** The deliveries that are kept, in the order they started. */
  public get deliveries(): readonly Delivery[] {
    return [...this.kept].sort((a, b) => a.n - b.n);
  }

  /** The arrivals that are kept, in order. */
  public get arrivals(): readonly Arrival[] {
    return this.came.slice(this.head);
  }

  /** How many deliveries there were in all. */
  public get seen(): number {
    return this.deliveriesSeen;
  }

  /** How many deliveries were let go because the ring is full. */
  public get forgotten(): number {
    return Math.max(0, this.deliveriesSeen - this.size);
  }

  /** How many events each leg's filter withheld, by hop id. */
  public get withheld(): ReadonlyMap<string, number> {
    return this.counts;
  }

  private forgetArrivals(upTo: number): void {
    for (let oldest = this.came[this.head]; oldest !== undefined; oldest = this.came[this.head]) {
      if ((oldest.cause ?? 0) > upTo) return;
      this.drop();
    }
  }

  private drop(): void {
    this.head += 1;
    // The list is copied once for as many as it holds, so that each costs the same.
    if (this.head < 1024 || 2 * this.head < this.came.length) return;
    this.came = this.came.slice(this.head);
    this.head = 0;
  }
}
