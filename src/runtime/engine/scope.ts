import type { Cancel } from "./clock.ts";

const NOTHING: Cancel = () => undefined;

/**
 * The life of one request inside the cluster. When the caller leaves, or an outer timeout fires, everything the request
 * has started ends with it: requests in flight, waits, and what those started in turn (eventing.md §6.3, last item).
 */
export class Scope {
  private over = false;
  private readonly cancels = new Set<Cancel>();

  /** Whether nobody waits any more. */
  public get isOver(): boolean {
    return this.over;
  }

  /** Calls `cancel` if the request ends early. Gives what takes that back. */
  public onEnd(cancel: Cancel): Cancel {
    if (this.over) {
      cancel();
      return NOTHING;
    }
    this.cancels.add(cancel);
    return () => this.cancels.delete(cancel);
  }

  /** Ends it early. */
  public end(): void {
    if (this.over) return;
    this.over = true;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }
}
