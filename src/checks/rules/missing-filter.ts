import type { EventGraph } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { list, quotedList } from "../wording.ts";
import { isRecord } from "../written-filters.ts";
import { triggersByBroker, type WrittenTrigger } from "../written-triggers.ts";

const REST = [
  BROKER,
  triggerObject("pack", "shop.order.charged"),
  ...["charge", "pack", "failures"].map((name) => serviceObject(name)),
];

/**
 * The one Trigger without a filter beside Triggers that all filter, or a branch without one beside branches that do: it takes
 * every event, those the others ask for too. A Parallel has no `otherwise`: its branches do not exclude each other. What
 * states what it accepts is judged by that.
 */
export const missingFilter = defineRule({
  code: "missing-filter",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §4.6, §6.10",
  example: {
    bad: documents(...REST, triggerObject("charge", undefined)),
    good: documents(...REST, triggerObject("charge", "shop.order.placed")),
  },
  *check(graph, facts) {
    for (const unfiltered of unfilteredTriggers(graph, facts)) yield toFinding(unfiltered);
    yield* unfilteredBranches(graph);
  },
});

interface Unfiltered {
  readonly trigger: WrittenTrigger;
  /** The Broker as the Trigger names it. */
  readonly broker: string;
  /** Those beside it that filter. */
  readonly others: readonly WrittenTrigger[];
}

function* unfilteredTriggers(graph: EventGraph, facts: Facts): Iterable<Unfiltered> {
  for (const [broker, triggers] of triggersByBroker(graph)) {
    const filtered = triggers.filter(({ isFiltered }) => isFiltered);
    if (filtered.length === 0 || filtered.length === triggers.length) continue;
    for (const trigger of triggers) {
      const { leg } = trigger;
      const target = leg?.to && facts.endpoint(leg.to.endpoint);
      // A Broker or Channel passes everything on, and filters there.
      if (trigger.isFiltered || target?.accepts !== undefined || passesOn(trigger)) continue;
      // Several without a filter are no slip, unless what they deliver to filters elsewhere; with a leg that is `delivered-twice`.
      const isOnly = filtered.length === triggers.length - 1;
      const others = isOnly
        ? filtered
        : leg?.to === undefined
          ? filtered.filter((one) => isSameSubscriber(one, trigger))
          : [];
      if (others.length > 0) yield { trigger, broker: broker.slice(broker.indexOf("/") + 1), others };
    }
  }
}

function isSameSubscriber(one: WrittenTrigger, other: WrittenTrigger): boolean {
  return JSON.stringify(one.object.spec.subscriber) === JSON.stringify(other.object.spec.subscriber);
}

function passesOn({ object: { spec } }: WrittenTrigger): boolean {
  const ref = isRecord(spec.subscriber) ? spec.subscriber.ref : undefined;
  return isRecord(ref) && /^(Broker|Sequence|Parallel|.*Channel)$/.test(String(ref.kind));
}

function toFinding({ trigger, broker, others }: Unfiltered): Finding {
  const types = [...new Set(others.flatMap(({ gate }) => [...(gate().exact ?? [])]))];
  const who = `${list(others.map(({ name }) => name))} ${others.length === 1 ? "asks" : "ask"} for`;
  return {
    at: trigger.object.origin(""),
    field: "spec.filter",
    message: `${trigger.name} has no filter, so its subscriber gets every event of Broker ${broker}, also ${types.length === 0 ? `what ${who}` : `${quotedList(types)}, which ${who}`}.`,
    mend: "Name the types that it takes in spec.filters; if it is to see everything, acknowledge this with that reason.",
    notes: ["If the subscriber replies, its own replies come back to it too."],
  };
}

/** Branches of a Parallel without a filter, where another branch has one. */
function* unfilteredBranches({ objects }: EventGraph): Iterable<Finding> {
  for (const object of objects) {
    const branches: unknown = object.spec.branches;
    if (object.groupKind !== "flows.knative.dev/Parallel" || !Array.isArray(branches)) continue;
    const filtered = branches.flatMap((branch: unknown, index) => (hasFilter(branch) ? [index] : []));
    if (filtered.length === 0) continue;
    for (const index of branches.keys()) {
      if (filtered.includes(index)) continue;
      yield {
        at: object.origin(`spec.branches[${index}]`),
        field: `spec.branches[${index}].filter`,
        message: `Branch ${index} of Parallel ${object.name} has no filter, so it gets every event, also those that ${list(filtered.map((other) => `branch ${other}`))} ${filtered.length === 1 ? "takes" : "take"}.`,
        mend: "Give it a filter that lets through what the others do not: a Parallel has no other way to say “otherwise”.",
      };
    }
  }
}

function hasFilter(branch: unknown): boolean {
  return isRecord(branch) && branch.filter !== undefined;
}
