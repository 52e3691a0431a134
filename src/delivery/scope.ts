import type { Cancel } from "./clock.ts";

const NOTHING: Cancel = () => undefined;

/** What a scope cancels, in a doubly linked list: joining and leaving happen at every delivery. */
interface Member {
  readonly cancel: Cancel;
  previous: Member | undefined;
  next: Member | undefined;
}

/**
 * The life of one request inside the cluster. When the caller leaves, or an outer timeout fires, everything the request
 * has started ends with it: requests in flight, waits, and what those started in turn (eventing.md §6.3, last item).
 */
export class Scope {
  private over = false;
  private first: Member | undefined;

  /** Whether nobody waits any more. */
  public get isOver(): boolean {
    return this.over;
  }

  /** Calls `cancel` if the request ends early. Gives what takes that back; call it once. */
  public onEnd(cancel: Cancel): Cancel {
    if (this.over) {
      cancel();
      return NOTHING;
    }
    const member: Member = { cancel, previous: undefined, next: this.first };
    if (this.first !== undefined) this.first.previous = member;
    this.first = member;
    return () => this.remove(member);
  }

  /** Ends it early. */
  public end(): void {
    if (this.over) return;
    this.over = true;
    const members: Member[] = [];
    for (let member = this.first; member !== undefined; member = member.next) members.push(member);
    this.first = undefined;
    // In the order they joined.
    for (const member of members.reverse()) member.cancel();
  }

  private remove(member: Member): void {
    const { previous, next } = member;
    if (previous !== undefined) previous.next = next;
    else if (this.first === member) this.first = next;
    if (next !== undefined) next.previous = previous;
    member.previous = undefined;
    member.next = undefined;
  }
}
