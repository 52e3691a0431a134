import type { WireEvent } from "../event.ts";
import type { FilterReason } from "./explanation.ts";
import type { LiveOrder } from "./live-order.ts";
import { type Condition, type FilterNode, mostTelling } from "./node.ts";
import type { InnerOutcome } from "./outcome.ts";

/**
 * Every filter of a list: the first that fails decides, otherwise the last one (eventing.md §6.10). The order is the
 * declared one, or moves while it runs where there is a {@link LiveOrder}.
 */
export class All implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly nodes: readonly FilterNode[];
  private readonly order: LiveOrder | undefined;

  public constructor(nodes: readonly FilterNode[], order?: LiveOrder) {
    this.nodes = order?.nodes ?? nodes;
    this.order = order;
    // None may fail, so what any of them asks for is asked for by all.
    this.conditions = nodes.flatMap((node) => node.conditions);
  }

  public evaluate(event: WireEvent): InnerOutcome {
    let last: InnerOutcome = "none";
    for (const node of this.nodes) {
      last = node.evaluate(event);
      if (last === "pass" || last === "none") continue;
      if (last === "fail") this.order?.decided(node);
      return last;
    }
    return last;
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    for (const node of this.nodes) {
      const outcome = node.evaluate(event);
      if (outcome === "fail" || outcome === "panic") return node.explain(event);
    }
    return [];
  }
}

/** One filter of a list: the first that passes decides, otherwise the last one, so a last `none` lets the event through. */
export class Any implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly nodes: readonly FilterNode[];
  private readonly order: LiveOrder | undefined;

  public constructor(nodes: readonly FilterNode[], order?: LiveOrder) {
    this.nodes = order?.nodes ?? nodes;
    this.order = order;
    const one = nodes.map((node) => mostTelling(node.conditions));
    this.conditions = one.length > 0 && one.every((condition) => condition !== undefined) ? [one.flat()] : [];
  }

  public evaluate(event: WireEvent): InnerOutcome {
    let last: InnerOutcome = "none";
    for (const node of this.nodes) {
      last = node.evaluate(event);
      if (last === "fail" || last === "none") continue;
      if (last === "pass") this.order?.decided(node);
      return last;
    }
    return last;
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    const reasons: FilterReason[] = [];
    for (const node of this.nodes) {
      const outcome = node.evaluate(event);
      if (outcome === "panic") return node.explain(event);
      // One at a time: a list may be too long for a call's arguments.
      if (outcome === "fail") for (const reason of node.explain(event)) reasons.push(reason);
    }
    return reasons;
  }
}

/** The opposite; what says nothing still says nothing. */
export class Not implements FilterNode {
  /** That something is not so is nothing to look up. */
  public readonly conditions: readonly Condition[] = [];
  private readonly node: FilterNode | undefined;
  private readonly path: string;

  public constructor(node: FilterNode | undefined, path: string) {
    this.node = node;
    this.path = path;
  }

  public evaluate(event: WireEvent): InnerOutcome {
    const outcome = this.node?.evaluate(event) ?? "none";
    return outcome === "pass" ? "fail" : outcome === "fail" ? "pass" : outcome;
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    if (this.node?.evaluate(event) === "panic") return this.node.explain(event);
    return [{ path: this.path, dialect: "not" }];
  }
}
