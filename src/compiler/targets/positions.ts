import type { AnyContract } from "../../events/index.ts";
import { contractName } from "../../manifests/annotations.ts";
import type { Flow, FlowNode, PublishNode, StepNode } from "../flow.ts";

/**
 * A place of a flow where events come in: what enters the flow, or what a step replies, and every leg that takes them
 * there. Branches of a fanOut are legs of the place they branch from.
 */
export interface Position {
  /** The step whose replies these are; undefined for what enters the flow. */
  readonly after: StepNode | undefined;
  /** The steps before `after`, from the flow's start. */
  readonly path: readonly StepNode[];
  readonly carries: readonly AnyContract[];
  readonly legs: readonly Leg[];
  /** Types that are thrown away on purpose here. */
  readonly discards: readonly string[];
}

/** One delivery from a position to a step or out of the flow. */
export interface Leg {
  readonly node: StepNode | PublishNode;
  /** Event types that arrive. */
  readonly types: readonly string[];
  /** Attribute values that the filters on the way ask for. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Every position of a flow, in the order of the flow. */
export function positionsOf(flow: Flow): readonly Position[] {
  const positions: Position[] = [];
  const visit = (after: StepNode | undefined, path: readonly StepNode[], nodes: readonly FlowNode[]) => {
    const found = legsOf(nodes);
    positions.push({ after, path, carries: after === undefined ? flow.carries : after.step.replies, ...found });
    for (const { node } of found.legs) {
      if (node.kind === "step") visit(node, after === undefined ? path : [...path, after], node.next);
    }
  };
  visit(undefined, [], flow.nodes);
  return positions;
}

/** A place in words. */
export function placeOf({ after }: Position): string {
  return after === undefined ? "at the flow's start" : `after step "${after.name}"`;
}

/** The contracts of everything that a flow carries, each once. */
export function contractsOf(positions: readonly Position[]): readonly AnyContract[] {
  const declared = new Map<string, AnyContract>();
  for (const contract of positions.flatMap(({ carries }) => carries)) declared.set(contractName(contract), contract);
  return [...declared.values()];
}

/** Event types, each once, in order. */
export function typesOf(contracts: readonly AnyContract[]): readonly string[] {
  return [...new Set(contracts.map((contract) => contract.type))];
}

/** Who takes the events of one place, and which types are thrown away there. */
export function legsOf(
  nodes: readonly FlowNode[],
  attributes: Readonly<Record<string, string>> = {},
): { readonly legs: readonly Leg[]; readonly discards: readonly string[] } {
  const legs: Leg[] = [];
  const discards: string[] = [];
  for (const node of nodes) {
    switch (node.kind) {
      case "step":
      case "publish":
        legs.push({ node, types: typesOf(node.carries), attributes });
        break;
      case "discard":
        discards.push(...typesOf(node.carries));
        break;
      case "filter":
      case "fanOut": {
        const inner =
          node.kind === "filter"
            ? [legsOf(node.next, { ...attributes, ...node.attributes })]
            : node.branches.map((branch) => legsOf(branch, attributes));
        legs.push(...inner.flatMap((found) => found.legs));
        discards.push(...inner.flatMap((found) => found.discards));
      }
    }
  }
  return { legs, discards };
}
