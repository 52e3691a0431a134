import type { WireEvent } from "../event.ts";
import type { FilterReason } from "./explanation.ts";
import { type Condition, type FilterNode, mostTelling } from "./node.ts";
import type { InnerOutcome } from "./outcome.ts";

/**
 * Every filter of a list: the first that fails decides, otherwise the last one (eventing.md §6.10). Knative moves
 * filters forward while it runs; we keep the declared order.
 */
export class All implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly nodes: readonly FilterNode[];

  public constructor(nodes: readonly FilterNode[]) {
    this.nodes = nodes;
    // None may fail, so what any of them asks for is asked for by all.
    this.conditions = nodes.flatMap((node) => node.conditions);
  }

  public evaluate(event: WireEvent): InnerOutcome {
    let last: InnerOutcome = "none";
    for (const node of this.nodes) {
      last = node.evaluate(event);
      if (last === "fail" || last === "panic") return last;
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

  public constructor(nodes: readonly FilterNode[]) {
    this.nodes = nodes;
    const one = nodes.map((node) => mostTelling(node.conditions));
    this.conditions = one.length > 0 && one.every((condition) => condition !== undefined) ? [one.flat()] : [];
  }

  public evaluate(event: WireEvent): InnerOutcome {
    let last: InnerOutcome = "none";
    for (const node of this.nodes) {
      last = node.evaluate(event);
      if (last === "pass" || last === "panic") return last;
    }
    return last;
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    const reasons: FilterReason[] = [];
    for (const node of this.nodes) {
      const outcome = node.evaluate(event);
      if (outcome === "panic") return node.explain(event);
      if (outcome === "fail") reasons.push(...node.explain(event));
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
