import { overlaps, reason } from "../../events/reasoning/index.ts";
import type { Hop } from "../../graph/index.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule } from "../rule.ts";
import { called, calledHop, quotedList } from "../wording.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];
/** More legs from one place to one subscriber are not compared each with each. */
const MAX_LEGS = 40;

/** Two legs from one Broker or Channel that bring the same event to the same subscriber: it gets it twice. */
export const deliveredTwice = defineRule({
  code: "delivered-twice",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §5.4",
  example: {
    bad: documents(
      ...REST,
      filteredTrigger("[{ prefix: { type: shop. } }]", "all", "charge"),
      filteredTrigger("[{ exact: { type: shop.order.placed } }]", "placed", "charge"),
    ),
    good: documents(
      ...REST,
      filteredTrigger("[{ prefix: { type: shop.order. } }]", "orders", "charge"),
      filteredTrigger("[{ exact: { type: shop.payment.done } }]", "paid", "charge"),
    ),
  },
  *check(graph, facts) {
    for (const legs of parallelLegs(graph.hops)) {
      for (const [index, later] of legs.entries()) {
        const earlier = legs.slice(0, index).find((one) => bringTheSame(one, later, facts));
        if (earlier === undefined) continue;
        const target = later.to && facts.endpoint(later.to.endpoint);
        const types = commonTypes(earlier, later, facts);
        const what = types.length === 0 ? "events" : `events of type ${quotedList(types)}`;
        yield {
          at: later.filter.origin ?? later.origin,
          message: `${calledHop(earlier)} and ${calledHop(later)} both bring ${what} to ${target === undefined ? "the same place" : called(target)}, which gets each of them twice.`,
          mend: "Narrow one of the two filters, or remove that one.",
        };
        break;
      }
    }
  },
});

/** Legs that begin and end at the same places. */
function parallelLegs(hops: readonly Hop[]): readonly (readonly Hop[])[] {
  const groups = new Map<string, Hop[]>();
  for (const hop of hops) {
    // The legs of a shim are those of one flow, mostly of cases that exclude each other.
    if (hop.to === undefined || hop.kind === "sink" || hop.kind === "shim") continue;
    const key = `${hop.from} ${hop.to.endpoint} ${hop.to.url}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [hop]);
    else group.push(hop);
  }
  return [...groups.values()].filter(({ length }) => length > 1 && length <= MAX_LEGS);
}

function bringTheSame(one: Hop, other: Hop, facts: Facts): boolean {
  const types = commonTypes(one, other, facts);
  const bothOpen = facts.flow.on(one).open && facts.flow.on(other).open;
  if (types.length === 0 && !bothOpen) return false;
  const exact = facts.flow.gate(one).exact;
  const others = facts.flow.gate(other).exact;
  if (exact !== undefined && others !== undefined && ![...exact].some((type) => others.has(type))) return false;
  return overlaps(predicateOf(one), predicateOf(other)) === "yes";
}

function commonTypes(one: Hop, other: Hop, { flow }: Facts): readonly string[] {
  // Legs of one filter at one place carry the same.
  if (flow.on(one) === flow.on(other)) return [...flow.on(one).types];
  const brings = (hop: Hop, type: string): boolean => {
    const { types, open } = flow.on(hop);
    return types.has(type) || (open && flow.gate(hop).admits(type));
  };
  const types = new Set([...flow.on(one).types, ...flow.on(other).types]);
  return [...types].filter((type) => brings(one, type) && brings(other, type));
}

function predicateOf({ filter: { attributes, filters } }: Hop) {
  return reason({ ...(attributes === undefined ? {} : { attributes }), ...(filters === undefined ? {} : { filters }) });
}
