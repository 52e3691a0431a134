import type { AnyContract } from "../../events/index.ts";
import { contractName } from "../../manifests/annotations.ts";
import type { AttributeFilter } from "../../routes/index.ts";
import type { FanOutNode, FilterNode, Flow, FlowNode, PublishNode, StepNode, SwitchCase, SwitchNode } from "../flow.ts";

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
  /** What else they ask for, as filters of a Trigger; all must pass (eventing.md §3.7). */
  readonly filters: readonly AttributeFilter[];
  /** Whether it stands in a switch, or behind a filter that looks at data: some target may have told of that already. */
  readonly isConditional: boolean;
}

/** What the way to a leg asks of an event. */
type Way = Pick<Leg, "attributes" | "filters" | "isConditional">;

const OPEN: Way = { attributes: {}, filters: [], isConditional: false };

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

/**
 * Who takes the events of one place, and which types are thrown away there. A `map` has no legs: a target that cannot
 * carry one says so, and one that can does not ask here.
 */
export function legsOf(
  nodes: readonly FlowNode[],
  way: Way = OPEN,
): { readonly legs: readonly Leg[]; readonly discards: readonly string[] } {
  const legs: Leg[] = [];
  const discards: string[] = [];
  const { attributes, filters, isConditional } = way;
  for (const node of nodes) {
    switch (node.kind) {
      case "step":
      case "publish":
        legs.push({ node, types: typesOf(node.carries), attributes, filters, isConditional });
        break;
      case "discard":
        discards.push(...typesOf(node.carries));
        break;
      case "map":
        break;
      case "filter":
      case "fanOut":
      case "switch": {
        const inner = waysOf(node, way).map(([next, then]) => legsOf(next, then));
        legs.push(...inner.flatMap((found) => found.legs));
        discards.push(...inner.flatMap((found) => found.discards));
      }
    }
  }
  return { legs, discards };
}

function waysOf(
  node: FilterNode | FanOutNode | SwitchNode,
  way: Way,
): readonly (readonly [next: readonly FlowNode[], way: Way])[] {
  const { attributes, filters, isConditional } = way;
  switch (node.kind) {
    case "fanOut":
      return node.branches.map((branch) => [branch, way]);
    case "filter": {
      const more = node.cesql === undefined ? [] : [{ cesql: node.cesql }];
      const then = { ...attributes, ...node.attributes };
      return [
        [
          node.next,
          {
            attributes: then,
            filters: [...filters, ...more],
            isConditional: isConditional || node.data !== undefined || node.cesql !== undefined,
          },
        ],
      ];
    }
    case "switch": {
      const ways = node.cases.map(({ when, next }, index): readonly [readonly FlowNode[], Way] => [
        next,
        {
          attributes,
          filters: [...filters, ...exactly(when.attributes), ...noneOf(node.cases.slice(0, index), node.cases[index])],
          isConditional: true,
        },
      ]);
      const rest = { attributes, filters: [...filters, ...noneOf(node.cases, node.otherwise)], isConditional: true };
      return [...ways, [node.otherwise.next, rest]];
    }
  }
}

function exactly(attributes: Readonly<Record<string, string>> | undefined): readonly AttributeFilter[] {
  return attributes === undefined ? [] : [{ exact: attributes }];
}

/**
 * Filters that no event passes which one of these cases takes, of the events that come to `later`: `not` turns pass and
 * fail around, and an `exact` on attributes does nothing third (eventing.md §6.10). A case on the type alone leaves
 * nothing of that type to a later one, or is told apart by it.
 */
function noneOf(
  cases: readonly SwitchCase[],
  later: { readonly carries: readonly AnyContract[] } | undefined,
): readonly AttributeFilter[] {
  const comes = new Set(typesOf(later?.carries ?? []));
  return cases.flatMap(({ when: { type, attributes }, carries }) => {
    if (!carries.some((contract) => comes.has(contract.type))) return [];
    return [{ not: { exact: { ...(type === undefined ? {} : { type }), ...attributes } } }];
  });
}
