/**
 * Lets so many at work at once and so many wait, in the order they came.
 *
 * - G1: at most `concurrency` have a place, at most `queue` wait.
 * - G2: a place that is given back goes to who has waited longest; who has left is passed over.
 */
export class Gate {
  private readonly concurrency: number;
  private readonly queue: number;
  private readonly waiting = new Set<() => void>();
  private taken = 0;

  public constructor(concurrency: number, queue: number) {
    this.concurrency = concurrency;
    this.queue = queue;
  }

  public get atWork(): number {
    return this.taken;
  }

  public get waits(): number {
    return this.waiting.size;
  }

  /** Whether there is neither a place nor room to wait. */
  public get isFull(): boolean {
    return this.taken >= this.concurrency && this.waiting.size >= this.queue;
  }

  /** Calls `run` when there is a place, perhaps at once; false: there is no room. Who waits may leave by {@link Gate.withdraw}. */
  public enter(run: () => void): boolean {
    if (this.taken < this.concurrency) {
      this.taken += 1;
      run();
      return true;
    }
    if (this.waiting.size >= this.queue) return false;
    this.waiting.add(run);
    return true;
  }

  /** Stops waiting; false for who has a place already. */
  public withdraw(run: () => void): boolean {
    return this.waiting.delete(run);
  }

  /** Gives a place back. */
  public leave(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.taken -= 1;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
