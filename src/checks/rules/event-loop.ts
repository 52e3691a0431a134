import { type CycleStep, type EventGraph, findEventCycles, type Hop } from "../../graph/index.ts";
import { withElsewhere } from "../elsewhere.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { deriveFacts, type Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list, quotedList } from "../wording.ts";

const FAILURES = serviceObject("failures");
const enrich = (replies: string): string => serviceObject("enrich", { accepts: "shop.order.placed", replies });

/**
 * An event that causes itself again. Replies of Triggers on one Broker are counted and end after 255 rounds; a loop
 * through a Channel, a Sequence or a second Broker is never counted and never ends.
 */
export const eventLoop = defineRule({
  code: "event-loop",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.6",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("enrich", "shop.order.placed"), enrich("shop.order.placed"), FAILURES),
    good: documents(
      BROKER,
      SHOP,
      triggerObject("enrich", "shop.order.placed"),
      enrich("shop.order.enriched"),
      triggerObject("pack", "shop.order.enriched"),
      serviceObject("pack", { accepts: "shop.order.enriched", replies: "" }),
      FAILURES,
    ),
  },
  *check(graph, facts) {
    for (const cycle of findEventCycles(graph, facts.possible)) {
      const [first] = cycle;
      if (first !== undefined) yield toFinding(first, cycle, facts);
    }
    yield* throughElsewhere(graph);
  },
});

/** Loops through a Broker or step that is not among the manifests: a Sequence that replies to such a Broker, for one. */
function* throughElsewhere(graph: EventGraph): Iterable<Finding> {
  const completed = graph.dangling.some(mayClose) ? withElsewhere(graph) : undefined;
  if (completed === undefined) return;
  const here = new Set(graph.endpoints.map(({ id }) => id));
  const facts = deriveFacts(completed);
  for (const cycle of findEventCycles(completed, facts.possible)) {
    const [first] = cycle;
    const isElsewhere = cycle.some(
      ({ at, hop }) => !here.has(at) || (hop.to !== undefined && !here.has(hop.to.endpoint)),
    );
    if (first !== undefined && isElsewhere) yield toFinding(first, cycle, facts);
  }
}

/** Whether what is missing can be part of a loop: it passes events on, or stands where a reply is wired. */
function mayClose({ ref, origin }: EventGraph["dangling"][number]): boolean {
  return /^(Broker|Sequence|Parallel|.*Channel)$/.test(ref.kind) || REPLYING.has(origin.object?.kind ?? "");
}

const REPLYING: ReadonlySet<string> = new Set(["Subscription", "Sequence", "Parallel"]);

function toFinding(first: CycleStep, cycle: readonly CycleStep[], facts: Facts): Finding {
  const certain = cycle.every(({ type }) => type !== undefined);
  // What comes back as a reply is counted; a Broker that is sent to as a subscriber counts from the start again.
  const counted = cycle.every(({ hop, at }) => hop.kind === "trigger" && at === first.at && !passesOn(hop, facts));
  const event = first.type === undefined ? "An event" : `An event of type "${first.type}"`;
  const place = facts.endpoint(first.at);
  const wanted = [...(first.type === undefined ? (facts.flow.gate(first.hop).exact ?? []) : [])];
  return {
    at: first.hop.filter.origin ?? first.hop.origin,
    message: `${event} ${certain ? "comes" : "can come"} back to ${place === undefined ? first.at : called(place)} and ${certain ? "goes" : "go"} round again.`,
    mend: mendOf(cycle, facts),
    notes: [
      `The path: ${pathOf(cycle, facts)}.`,
      ...(wanted.length === 0
        ? []
        : [`It does so when its type is ${quotedList(wanted)}: state what the step replies.`]),
      counted
        ? "The Broker stops it after 255 rounds; until then every round calls each of these steps."
        : "No Broker counts these rounds, so it never ends.",
    ],
    ...(certain ? {} : { severity: "warning" }),
  };
}

function passesOn({ to }: Hop, facts: Facts): boolean {
  const kind = to && facts.endpoint(to.endpoint)?.kind;
  return kind === "broker" || kind === "channel";
}

function mendOf(cycle: readonly CycleStep[], facts: Facts): string {
  if (cycle.every(({ hop }) => passesOn(hop, facts))) {
    return `Name the service that is to handle the event as the subscriber of ${list(cycle.map(({ hop }) => calledHop(hop)))}, or another place for it.`;
  }
  const isFiltered = cycle.some(({ hop }) => hop.filter.origin !== undefined);
  if (isFiltered) return "Reply with a type that the first filter of the path does not take, or narrow that filter.";
  const last = cycle.findLast(({ hop }) => hop.reply !== undefined)?.hop;
  return `Send the replies of ${last === undefined ? "the last step" : calledHop(last)} somewhere else: nothing on this path filters.`;
}

/** `"a" → Trigger t → Service s → "b" → …`, closed by what it began with. */
function pathOf(cycle: readonly CycleStep[], facts: Facts): string {
  const parts: string[] = [];
  let last: string | undefined;
  for (const { type, hop } of cycle) {
    const target = hop.to && facts.endpoint(hop.to.endpoint);
    const event = eventName(type);
    parts.push(...(event === last ? [] : [event]), calledHop(hop), ...(target === undefined ? [] : [called(target)]));
    last = event;
  }
  return [...parts, eventName(cycle[0]?.type)].join(" → ");
}

function eventName(type: string | undefined): string {
  return type === undefined ? "an event of unknown type" : JSON.stringify(type);
}
