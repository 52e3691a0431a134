import type { FilterNode } from "./node.ts";

/**
 * The order of one list's filters in a running Knative (eventing.md §6.10): whichever decides often moves forward, one
 * place at a time, as soon as it has decided more than twice as often as the one before it. With filters that say
 * nothing the order decides who gets an event.
 */
export class LiveOrder {
  /** The filters in their present order; this very array changes. */
  public readonly nodes: readonly FilterNode[];
  private readonly moving: FilterNode[];
  private readonly hits: number[];

  public constructor(nodes: readonly FilterNode[]) {
    this.moving = [...nodes];
    this.nodes = this.moving;
    this.hits = nodes.map(() => 0);
  }

  /** Says that this filter decided about an event before the end of the list was reached. */
  public decided(node: FilterNode): void {
    const { moving, hits } = this;
    const at = moving.indexOf(node);
    const count = (hits[at] ?? 0) + 1;
    hits[at] = count;
    const before = moving[at - 1];
    const beforeHits = hits[at - 1] ?? 0;
    if (before === undefined || count <= 2 * beforeHits) return;
    moving[at - 1] = node;
    moving[at] = before;
    hits[at - 1] = count;
    hits[at] = beforeHits;
  }
}
