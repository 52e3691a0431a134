import type { EndpointId } from "../graph/graph.ts";
import type { Delivery, EventName, Observer } from "./engine/observe.ts";

/** A Broker or Channel took an event. */
export interface Arrival {
  readonly at: EndpointId;
  readonly event: EventName;
  readonly time: number;
  readonly cause?: number;
}

/** The newest of what happened: memory does not grow with the run. */
export class TraceRing implements Observer {
  private readonly size: number;
  private readonly kept: Delivery[] = [];
  private readonly came: Arrival[] = [];
  private deliveriesSeen = 0;
  private arrivalsSeen = 0;
  private readonly counts = new Map<string, number>();

  /** @param size - how many deliveries, and how many arrivals, are kept */
  public constructor(size: number) {
    this.size = size;
  }

  public delivery(delivery: Delivery): void {
    this.kept[this.deliveriesSeen % this.size] = delivery;
    this.deliveriesSeen += 1;
  }

  public arrived(at: EndpointId, event: EventName, time: number, cause: number | undefined): void {
    this.came[this.arrivalsSeen % this.size] = { at, event, time, ...(cause === undefined ? {} : { cause }) };
    this.arrivalsSeen += 1;
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
    const oldest = this.arrivalsSeen % this.size;
    return this.arrivalsSeen <= this.size
      ? [...this.came]
      : [...this.came.slice(oldest), ...this.came.slice(0, oldest)];
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
}
