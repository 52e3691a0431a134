import type { Diagnostic } from "../../../diagnostics/index.ts";
import { type Flow, nodesIn, type SwitchNode } from "../../flow.ts";
import type { BrokerContext } from "../target.ts";
import { duplicateStepName } from "../duplicate-step-name.ts";
import { mappings, needsShim } from "../needs-shim.ts";
import { type Leg, type Position, placeOf, positionsOf } from "../positions.ts";

/**
 * What a Broker cannot carry (design.md §4). It hands every event to every Trigger whose filter matches, whatever step
 * the event came from, so a type must mean the same next steps wherever it comes in.
 */
export function refusals(flow: Flow, context: BrokerContext): readonly Diagnostic[] {
  const positions = positionsOf(flow);
  return [
    ...conditionsNoFilterStates(flow),
    ...mappings(flow, "a Broker only hands events on"),
    ...duplicateNames(flow, positions, context),
    ...repliesOfOwnInput(flow, positions),
    ...publicationsToItself(flow, positions, context),
    ...typesThatGoOnDifferently(flow, positions),
  ];
}

/**
 * What no filter of a Trigger says as a case does: a look at data; and CESQL, whose result may be no boolean, which
 * a Broker's filter does not survive (eventing.md §6.10).
 */
function* conditionsNoFilterStates(flow: Flow): Iterable<Diagnostic> {
  for (const node of nodesIn(flow.nodes)) {
    if (node.kind === "filter" && node.data !== undefined) {
      yield needsShim(flow, node, "The filter looks at data, and the filters of a Broker see attributes only.");
    } else if (node.kind === "switch") {
      const beyond = caseBeyondFilters(node);
      if (beyond !== undefined) yield needsShim(flow, node, `Case "${beyond.name}" ${beyond.why}.`);
    }
  }
}

/** The first case of a switch that no filters of Triggers can tell apart from the rest. */
export function caseBeyondFilters({ cases }: SwitchNode): { readonly name: string; readonly why: string } | undefined {
  for (const { name, when } of cases) {
    if (when.data !== undefined) {
      return { name, why: "looks at data, and the filters of a Broker see attributes only" };
    }
    if (when.cesql !== undefined) {
      return {
        name,
        why: "asks by CESQL: a result that is no boolean is no match in a case, and breaks the delivery off in a Broker's filter",
      };
    }
  }
  return undefined;
}

/**
 * One name is one Trigger. The same step may stand after several others, which is how branches come together, as long
 * as it is delivered to in the same way from each.
 */
function* duplicateNames(flow: Flow, positions: readonly Position[], { broker }: BrokerContext): Iterable<Diagnostic> {
  const first = new Map<string, { readonly leg: Leg; readonly position: Position }>();
  const told = new Set<string>();
  const refuse = (name: string, message: string): Diagnostic[] => {
    if (told.has(name)) return [];
    told.add(name);
    return [duplicateStepName(flow, name, message)];
  };
  for (const position of positions) {
    for (const leg of position.legs) {
      const { name } = leg.node;
      const before = first.get(name);
      if (broker.own && name === BROKER_ID) {
        yield* refuse(name, `"${name}" is the name of this Pipeline's own Broker, and of a step too.`);
      } else if (before === undefined) {
        first.set(name, { leg, position });
      } else if (before.position === position) {
        yield* refuse(name, `"${name}" stands twice ${placeOf(position)}, and one name is one Trigger.`);
      } else if (definitionOf(before.leg) !== definitionOf(leg)) {
        yield* refuse(
          name,
          `"${name}" stands ${placeOf(before.position)} and ${placeOf(position)}, with another subscriber, delivery or filter, and one name is one Trigger.`,
        );
      }
    }
  }
}

/** The id of the Pipeline's own Broker below the Pipeline. */
export const BROKER_ID = "broker";

/** Its own Trigger would match what it replies, and the event would go round until its TTL is spent (eventing.md §6.6). */
function* repliesOfOwnInput(flow: Flow, positions: readonly Position[]): Iterable<Diagnostic> {
  for (const { after } of distinct(positions)) {
    if (after === undefined) continue;
    const taken = new Set(after.carries.map((contract) => contract.type));
    for (const { type } of after.step.replies) {
      if (!taken.has(type)) continue;
      yield {
        code: "step-replies-its-input",
        severity: "error",
        at: { construct: `${flow.path}/${after.name}` },
        message: `Step "${after.name}" replies "${type}", which it also takes here: on a Broker it would get its own replies, again and again.`,
        mend: "Let it reply an event type of its own.",
      };
    }
  }
}

function* publicationsToItself(
  flow: Flow,
  positions: readonly Position[],
  { broker }: BrokerContext,
): Iterable<Diagnostic> {
  for (const { legs } of positions) {
    for (const { node } of legs) {
      const { ref } = node.destination;
      if (node.kind !== "publish" || ref?.kind !== "Broker" || ref.name !== broker.name) continue;
      if (ref.namespace !== undefined && ref.namespace !== broker.namespace) continue;
      yield {
        code: "publish-to-itself",
        severity: "error",
        at: { construct: `${flow.path}/${node.name}` },
        message: `This flow runs on Broker "${broker.name}", and publishes to it what comes from it: the event would go round.`,
        mend: "Leave the publication out: what this flow carries is on that Broker already.",
      };
    }
  }
}

/** Compares, for each type, who takes it at each of its positions. */
function* typesThatGoOnDifferently(flow: Flow, positions: readonly Position[]): Iterable<Diagnostic> {
  const byType = new Map<string, Position[]>();
  for (const position of distinct(positions)) {
    const { after } = position;
    const types = new Set(position.carries.map((contract) => contract.type));
    for (const type of types) {
      // Told above, by the name of the step.
      if (after?.carries.some((contract) => contract.type === type)) continue;
      byType.set(type, [...(byType.get(type) ?? []), position]);
    }
  }
  for (const [type, [first, ...others]] of byType) {
    if (first === undefined) continue;
    const other = others.find((position) => takersOf(position, type) !== takersOf(first, type));
    if (other !== undefined) yield goesOnDifferently(flow, type, first, other);
  }
}

function goesOnDifferently(flow: Flow, type: string, first: Position, other: Position): Diagnostic {
  const branches = first.after !== undefined && other.after !== undefined && !isBefore(first, other);
  return {
    code: branches ? "branches-continue-differently" : "type-at-two-positions",
    severity: "error",
    at: { construct: `${flow.path}/${(other.after ?? first.after)?.name ?? ""}`.replace(/\/$/, "") },
    message: `"${type}" comes in at two places of this flow: ${placeOf(first)}, where it goes ${goalsOf(first, type)}, and ${placeOf(other)}, where it goes ${goalsOf(other, type)}. A Broker tells events apart by type, so each would go both ways.`,
    mend: branches
      ? "Let one of the branches reply an event type of its own, or let both go on in the same way."
      : `Let ${other.after === undefined ? "the source send" : `step "${other.after.name}" reply`} an event type of its own, or end this flow there with \`publish\` to another Pipeline.`,
  };
}

/** Whether one of the two comes after the other in one branch. */
function isBefore(a: Position, b: Position): boolean {
  return [a, b].some(({ after }, index) => {
    const { path } = index === 0 ? b : a;
    return after !== undefined && path.includes(after);
  });
}

function goalsOf(position: Position, type: string): string {
  const names = [...new Set(legsWith(position, type).map(({ node }) => `"${node.name}"`))];
  return names.length === 0 ? "nowhere" : `to ${names.join(" and ")}`;
}

/** Who takes a type at a position, as one text that is equal for equal takers. */
function takersOf(position: Position, type: string): string {
  return legsWith(position, type)
    .map((leg) => JSON.stringify([leg.node.name, definitionOf(leg)]))
    .sort()
    .join();
}

function legsWith(position: Position, type: string): readonly Leg[] {
  return position.legs.filter((leg) => leg.types.includes(type));
}

/** What makes two legs of one name the same Trigger; the types may differ and add up. */
function definitionOf({ node, attributes, filters }: Leg): string {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([node.kind, node.destination, node.delivery ?? null, sorted, filters]);
}

/** A step that stands at several places with the same next steps is one position. */
function distinct(positions: readonly Position[]): readonly Position[] {
  const seen = new Set<string>();
  return positions.filter((position) => {
    const takers = position.carries.map(({ type }) => `${type}:${takersOf(position, type)}`);
    const key = JSON.stringify([position.after?.name ?? null, takers]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
