import { nearestName } from "../../diagnostics/index.ts";
import type { EventGraph } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";
import { list } from "../wording.ts";
import { triggersByBroker, type WrittenTrigger } from "../written-triggers.ts";

const REST = [
  BROKER,
  triggerObject("charge", "shop.order.placed"),
  ...["charge", "pack", "failures"].map((name) => serviceObject(name)),
];

/** Events that Knative itself sends, by their fixed types (sources.md §1; eventing.md §7.1). */
const WELL_KNOWN = ["dev.knative.sources.ping"];

/** Shorter parts of a type differ for good reasons: `en` and `de`, `a` and `b`. */
const SHORTEST = 4;

/** Types are compared with each other, so not where there are thousands. */
const MAX_UNNAMED = 200;
const MAX_TRIGGERS = 1_000;

/**
 * A filter that asks for a type which nothing names but this filter, one slip away from one that is sent there or that
 * other filters ask for. Where all that reaches a Broker is known, `trigger-nothing-fires` says so for certain; this is
 * for the rest. Differences in digits, in an `s` at the end or in short words are no slips: `order.v1` and `order.v2`
 * are two types.
 */
export const misspeltType = defineRule({
  code: "misspelt-type",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, triggerObject("pack", "shop.order.palced")),
    good: documents(...REST, triggerObject("pack", "shop.order.placed")),
  },
  *check(graph, facts) {
    const told = new Set(facts.starved.flatMap(({ hop, others }) => [hop, ...others]));
    const named = namedTypes(graph);
    if (named.size > MAX_UNNAMED) return;
    for (const triggers of triggersByBroker(graph).values()) {
      if (triggers.length > MAX_TRIGGERS) continue;
      const asked = askedTypes(triggers);
      const unnamed = [...asked.keys()].filter((type) => !named.has(type) && !WELL_KNOWN.includes(type));
      if (unnamed.length > MAX_UNNAMED) continue;
      for (const type of unnamed) {
        const [trigger, ...others] = asked.get(type) ?? [];
        if (trigger === undefined || others.length > 0 || (trigger.leg !== undefined && told.has(trigger.leg)))
          continue;
        const candidates = [...named, ...WELL_KNOWN, ...otherTypes(type, asked)];
        const near = nearestName(
          type,
          candidates.filter((one) => isSlip(type, one, WELL_KNOWN.includes(one))),
        );
        if (near !== undefined) yield toFinding(trigger, type, near, asked.get(near) ?? [], named.has(near));
      }
    }
  },
});

function toFinding(
  trigger: WrittenTrigger,
  type: string,
  near: string,
  asking: readonly WrittenTrigger[],
  isNamed: boolean,
): Finding {
  const why = isNamed
    ? `"${near}" is stated here`
    : WELL_KNOWN.includes(near)
      ? `Knative sends "${near}"`
      : `${list(asking.map(({ name }) => name))} ${asking.length === 1 ? "asks" : "ask"} for "${near}"`;
  return {
    at: trigger.filterOrigin,
    message: `${trigger.name} asks for "${type}", which nothing else here names, and ${why}.`,
    mend: `Did you mean "${near}"?`,
  };
}

/** Types that senders, services, EventTypes and `sluice.yaml` state: a filter on one of them is no slip. */
function namedTypes({ endpoints, eventTypes }: EventGraph): ReadonlySet<string> {
  const named = new Set(eventTypes.map(({ contract }) => contract.type));
  for (const { accepts, replies, emits } of endpoints) {
    for (const contracts of [accepts, replies, emits]) for (const { type } of contracts ?? []) named.add(type);
  }
  return named;
}

/** The exact types that filters ask for, each with its Triggers. */
function askedTypes(triggers: readonly WrittenTrigger[]): ReadonlyMap<string, readonly WrittenTrigger[]> {
  const asked = new Map<string, WrittenTrigger[]>();
  for (const trigger of triggers) {
    for (const type of trigger.gate().exact ?? []) {
      const known = asked.get(type);
      if (known === undefined) asked.set(type, [trigger]);
      else known.push(trigger);
    }
  }
  return asked;
}

/** What others ask for; of two types that are asked for once each, the later one is told. */
function otherTypes(type: string, asked: ReadonlyMap<string, readonly WrittenTrigger[]>): readonly string[] {
  const order = [...asked.keys()];
  const position = order.indexOf(type);
  return order.filter((other, index) => index < position || (asked.get(other) ?? []).length > 1);
}

/**
 * Whether two types differ in one word, of some length, and by no digit and no plural. `nearestName` bounds how far they
 * are apart, which is enough beside what Knative itself sends.
 */
function isSlip(one: string, other: string, isWellKnown: boolean): boolean {
  const [words, others] = [one.split(/[.\-_/]/), other.split(/[.\-_/]/)];
  if (words.length !== others.length) return one.replace(/[.\-_/]/g, "") === other.replace(/[.\-_/]/g, "");
  const differing = words.flatMap((word, index) =>
    word === others[index] ? [] : [[word, others[index] ?? ""] as const],
  );
  const [pair] = differing;
  if (pair === undefined || differing.length > 1) return false;
  const [word, otherWord] = pair;
  if (Math.min(word.length, otherWord.length) < SHORTEST || /\d/.test(word + otherWord)) return false;
  if (word.toLowerCase() === otherWord.toLowerCase()) return true;
  if (isWellKnown) return true;
  if (`${word}s` === otherWord || word === `${otherWord}s`) return false;
  return isOneSlip(word, otherWord);
}

/** One letter added or left out, or two neighbours swapped. Another letter in a place may be another word. */
function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length - short.length === 1) return short.slice(at) === long.slice(at + 1);
  if (long.length !== short.length) return false;
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 2) === long.slice(at + 2) && (isSwapped || long.length > 6);
}
