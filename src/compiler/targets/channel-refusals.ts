import type { Diagnostic } from "../../diagnostics/index.ts";
import { type Flow, nodesIn } from "../flow.ts";
import { duplicateStepName } from "./duplicate-step-name.ts";
import { mappings, needsShim } from "./needs-shim.ts";
import { type Leg, legsOf, type Position, placeOf, positionsOf, typesOf } from "./positions.ts";

/**
 * What channels cannot carry (design.md §4): they deliver every event to every leg, and know no attributes. That a type
 * comes in at two positions, or that a step replies its input's type, is nothing to them.
 */
export function channelRefusals(flow: Flow, target: "flows" | "channels"): readonly Diagnostic[] {
  const positions = positionsOf(flow);
  return [
    ...switches(flow, target),
    ...mappings(flow, `the channels of target "${target}" hand every event on as it is`),
    ...duplicateNames(flow, positions),
    ...filters(flow, target, positions),
    ...formats(flow, positions),
  ];
}

function* switches(flow: Flow, target: string): Iterable<Diagnostic> {
  for (const node of nodesIn(flow.nodes)) {
    const why = `and the channels of target "${target}" deliver every event to every leg.`;
    if (node.kind === "switch") {
      yield needsShim(flow, node, `Switch "${node.name}" gives each event to one case, ${why}`);
    } else if (node.kind === "filter" && (node.data !== undefined || node.cesql !== undefined)) {
      const by = node.data === undefined ? "a CESQL expression" : "data";
      yield needsShim(flow, node, `A filter asks for ${by}, ${why}`);
    }
  }
}

/** One name is one leg. It may stand after several steps, delivered to in the same way, and going on in the same way. */
function* duplicateNames(flow: Flow, positions: readonly Position[]): Iterable<Diagnostic> {
  const first = new Map<string, { readonly leg: Leg; readonly position: Position }>();
  const told = new Set<string>();
  for (const position of positions) {
    for (const leg of position.legs) {
      const { name } = leg.node;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, { leg, position });
        continue;
      }
      if (told.has(name)) continue;
      if (before.position === position) {
        told.add(name);
        yield duplicateStepName(flow, name, `"${name}" stands twice ${placeOf(position)}, and one name is one leg.`);
      } else if (definitionOf(before.leg) !== definitionOf(leg)) {
        told.add(name);
        yield duplicateStepName(
          flow,
          name,
          `"${name}" stands ${placeOf(before.position)} and ${placeOf(position)}, with another subscriber or delivery or going on differently, and one name is one leg.`,
        );
      }
    }
  }
}

/** A step that gets some of the events of its place only. */
function* filters(flow: Flow, target: string, positions: readonly Position[]): Iterable<Diagnostic> {
  const told = new Set<string>();
  for (const { legs, carries } of positions) {
    for (const { node, types, attributes, isConditional } of legs) {
      if (isConditional) continue;
      const asked = Object.entries(attributes).map(([name, value]) => `${name} "${value}"`);
      const all = typesOf(carries);
      if (types.length < all.length) asked.unshift(`type ${types.map((type) => `"${type}"`).join(" or ")}`);
      if (asked.length === 0 || told.has(node.name)) continue;
      told.add(node.name);
      yield {
        code: "filter-on-channels",
        severity: "error",
        at: { construct: `${flow.path}/${node.name}` },
        message: `"${node.name}" stands behind a filter on ${asked.join(" and ")}, and the channels of target "${target}" deliver every event to every leg.`,
        mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "broker"`, or a step of your own that replies only what passes.',
        source: "knative/eventing.md §5.2, §5.3",
      };
    }
  }
}

/** Knative takes it everywhere and honours it in a Trigger's own delivery only. */
function* formats(flow: Flow, positions: readonly Position[]): Iterable<Diagnostic> {
  const told = new Set<string>();
  const asking = [
    ...(flow.delivery?.format === undefined ? [] : [{ construct: flow.path, format: flow.delivery.format }]),
    ...positions.flatMap(({ legs }) =>
      legs.flatMap(({ node: { name, delivery } }) =>
        delivery?.format === undefined ? [] : [{ construct: `${flow.path}/${name}`, format: delivery.format }],
      ),
    ),
  ];
  for (const { construct, format } of asking) {
    if (told.has(construct)) continue;
    told.add(construct);
    yield {
      code: "format-on-channels",
      severity: "error",
      at: { construct },
      field: "delivery.format",
      message: `This delivery asks for format "${format}", which Knative ignores outside Triggers: on channels every event is sent in binary mode.`,
      mend: 'Leave `format` out, or use `target: "broker"`.',
      source: "knative/eventing.md §5.5, §6.2",
    };
  }
}

/** What makes two legs of one name the same, down to the end of the flow. Only ever computed for a name that stands twice. */
function definitionOf({ node }: Leg): string {
  const next = node.kind === "step" ? legsOf(node.next) : { legs: [], discards: [] };
  return JSON.stringify([
    node.kind,
    node.name,
    node.destination,
    node.delivery ?? null,
    next.legs.map(definitionOf),
    next.discards,
  ]);
}
