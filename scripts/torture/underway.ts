/** One request of the sender that waits for its answer. */
export interface Waiting {
  readonly n: number;
  readonly replica: number;
  /** The first about its event at this replica: whatever the replica asks about the event is asked for this request. */
  readonly isFirst: boolean;
  /** The replica has asked a service about the event: it has the request, and has begun. */
  isBegun: boolean;
  /** It had begun when the replica was told to end: now it has to be answered. */
  isOwed: boolean;
}

/** What is owed an answer by a replica that is told to end: what it has begun, as one can see from outside. */
export class Underway {
  private readonly waiting = new Set<Waiting>();
  /** Requests that a drain left without an answer. */
  public readonly broken: string[] = [];

  public begin(n: number, replica: number, isFirst: boolean): Waiting {
    const waiting = { n, replica, isFirst, isBegun: false, isOwed: false };
    this.waiting.add(waiting);
    return waiting;
  }

  /** A service was asked about an event. */
  public asked(n: number, replica: number): void {
    for (const one of this.waiting) if (one.n === n && one.replica === replica && one.isFirst) one.isBegun = true;
  }

  /** A replica is about to be told to end. */
  public draining(replica: number): void {
    for (const one of this.waiting) if (one.replica === replica && one.isBegun) one.isOwed = true;
  }

  /** @param error why there is no answer; undefined when there is one, or when the sender did not wait for it */
  public end(waiting: Waiting, error: string | undefined): void {
    this.waiting.delete(waiting);
    if (error === undefined || !waiting.isOwed) return;
    const { n, replica } = waiting;
    this.broken.push(`replica ${replica} was drained, had begun with event ${n}, and did not answer: ${error}`);
  }
}
