import { checkApp } from "../../src/checks/index.ts";
import type { Diagnostic, ObjectRef } from "../../src/diagnostics/index.ts";
import type { EndpointId, EventGraph, Hop } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS, type Manifest, objectKey } from "../../src/manifests/index.ts";
import type { FaultKind } from "../../src/testing/explore-faults.ts";
import { drawPlan, type Plan } from "../../src/testing/explore-plan.ts";
import type { FoundLoss } from "../../src/testing/explore-verdict.ts";
import { type Outcome, run, type Sending, sendingFor, sendingsOf } from "./world.ts";

/** What checks and engine do not agree on: empty where they do. */
export type Disagreement = string;

/**
 * Holds the checks against the engine, as issue 6 has it: what a check says is lost is lost in a run made for it, and
 * what is lost in any of so many seeded runs some check complains about, at that leg. Services fail, reply badly, time
 * out or answer twice; Brokers, Channels and dead-letter sinks stay up.
 */
export async function judgeBySimulator(
  manifests: readonly Manifest[],
  seeds: number,
): Promise<readonly Disagreement[]> {
  const settings = { ...DEFAULT_SETTINGS, profile: "production" } as const;
  const nowhere = { place: {}, placeOf: () => ({}) };
  const { graph, diagnostics } = checkApp(
    manifests.map((manifest) => ({ manifest, ...nowhere })),
    settings,
  );
  const sendings = sendingsOf(graph);
  return [
    ...(await claimsWithoutLoss(graph, diagnostics, sendings)),
    ...(await lossesWithoutClaim(graph, diagnostics, sendings, seeds)),
  ];
}

/**
 * The faults that show what a check says, for good and at one service or all of them, and what a run then has to show on
 * one of its legs. A sender further out may still keep the event before: what is lost then is the one that failed here.
 */
const WITNESSES: Readonly<Record<string, Witness>> = {
  "no-failure-path": { kind: "retried-status", shows: ({ lostOn }, legs) => legs.some(({ id }) => lostOn.has(id)) },
  "no-timeout": { kind: "time-out", shows: ({ cutOffOn }, legs) => legs.some(({ id }) => cutOffOn.has(id)) },
  "bad-reply-vanishes": {
    kind: "text-reply",
    shows: ({ losses }) => losses.some(({ reason }) => reason === "reply-thrown-away"),
  },
  "event-loop": { shows: ({ isEndless, rounds }) => isEndless || rounds > 100 },
};

interface Witness {
  readonly kind?: FaultKind;
  readonly shows: (outcome: Outcome, legs: readonly Hop[]) => boolean;
}

async function claimsWithoutLoss(
  graph: EventGraph,
  diagnostics: readonly Diagnostic[],
  sendings: readonly Sending[],
): Promise<readonly Disagreement[]> {
  const missing: Disagreement[] = [];
  for (const finding of diagnostics) {
    const witness = WITNESSES[finding.code];
    if (witness === undefined) continue;
    const legs = graph.hops.filter((hop) => speaksOf(finding, hop, graph));
    let isShown = false;
    // Where a fault further up keeps events from it, a leg still does what is said of it.
    const all = [...sendings, ...legs.filter(({ kind }) => kind !== "sink").map((leg) => sendingFor(leg, graph))];
    // A leg further on is reached only while those before it work: each service fails alone, then all of them.
    const services = [...new Set(legs.flatMap(({ to }) => to?.endpoint ?? []))];
    for (const failing of failuresOf(legs, services, graph)) {
      for (const seed of [0, 1, 2]) {
        const outcome = await run(graph, all, failingPlan(failing, all.length, witness.kind, seed));
        if (witness.shows(outcome, legs)) isShown = true;
      }
    }
    if (!isShown) missing.push(`claimed, and not lost: ${textOf(finding)}`);
  }
  return missing;
}

/** How many requests each service fails. */
type Failures = ReadonlyMap<EndpointId, number>;

/** Each service for good, all of them, and each but for the last attempt, while everything else fails for good. */
function failuresOf(legs: readonly Hop[], services: readonly EndpointId[], graph: EventGraph): readonly Failures[] {
  const everything = graph.endpoints.filter(({ kind }) => kind === "subscriber").map(({ id }) => id);
  const forGood = (ids: readonly EndpointId[]): Failures => new Map(ids.map((id) => [id, Number.POSITIVE_INFINITY]));
  return [
    ...services.map((one) => forGood([one])),
    forGood(services),
    ...legs.flatMap(({ from, to, delivery }): readonly Failures[] => {
      if (to === undefined) return [];
      const own = [to.endpoint, delivery.retry?.value ?? 0] as const;
      // A channel gives up 15 minutes after the last of its other legs was done.
      const beside = new Set(graph.hops.flatMap((hop) => (hop.from === from && hop.to ? [hop.to.endpoint] : [])));
      const others = everything.filter((id) => !beside.has(id));
      return [new Map([...forGood(everything), own]), new Map([...forGood(others), own]), forGood(others)];
    }),
  ];
}

function failingPlan(failures: Failures, sends: number, kind: FaultKind | undefined, seed: number): Plan {
  const indices = [...Array(sends).keys()];
  const faults = (send: number) =>
    kind === undefined ? [] : Array.from(failures, ([at, count]) => ({ send, at, kind, status: 503, after: 0, count }));
  return {
    seed,
    order: "steady",
    isUneven: false,
    sends: indices.map((index) => ({ index, isOverlapping: false })),
    faults: indices.flatMap(faults),
  };
}

async function lossesWithoutClaim(
  graph: EventGraph,
  diagnostics: readonly Diagnostic[],
  sendings: readonly Sending[],
  seeds: number,
): Promise<readonly Disagreement[]> {
  const services = graph.endpoints
    .filter(({ kind }) => kind === "subscriber" || kind === "sink" || kind === "external")
    .map(({ id }) => id);
  const hops = new Map(graph.hops.map((hop) => [hop.id, hop]));
  const found = new Set<Disagreement>();
  for (let seed = 0; seed < seeds; seed += 1) {
    const choices = { sends: sendings.length, services, kinds: FAULTS, rate: 0.35, atMost: Number.POSITIVE_INFINITY };
    const { losses, isEndless } = await run(graph, sendings, drawPlan(seed, choices));
    if (isEndless && !diagnostics.some(({ code }) => code === "event-loop")) found.add("endless, and no event-loop");
    for (const loss of losses) {
      const hop = loss.hop === undefined ? undefined : hops.get(loss.hop);
      if (hop !== undefined && diagnostics.some((finding) => isComplaint(finding, loss, hop, graph))) continue;
      found.add(
        `lost, and nobody says so: ${loss.reason} on ${loss.hop} (${loss.leg}, ${loss.why ?? ""}), seed ${seed}`,
      );
    }
  }
  return [...found];
}

const FAULTS = [
  "retried-status",
  "final-status",
  "no-answer",
  "time-out",
  "text-reply",
  "broken-reply",
  "answer-lost",
  "duplicate",
] as const;

/** The codes that tell each way of losing events. What is lost on a loop is told by the loop. */
const TOLD_BY: Readonly<Record<FoundLoss["reason"], readonly string[]>> = {
  "no-dead-letter-sink": ["no-failure-path"],
  "dead-letter-refused": ["dead-letter-nobody-reads", "dead-letter-feeds-itself", "type-mismatch"],
  "reply-thrown-away": ["bad-reply-vanishes"],
  "sender-left": ["no-timeout", "caller-gives-up-first", "retries-outlast-channel", "no-failure-path", "event-loop"],
  "never-answered": ["no-timeout", "no-failure-path", "event-loop"],
  "leg-never-added": ["dangling-reference", "never-ready"],
  "too-late": [],
  endless: ["event-loop"],
};

function isComplaint(finding: Diagnostic, loss: FoundLoss, hop: Hop, graph: EventGraph): boolean {
  return TOLD_BY[loss.reason].includes(finding.code) && speaksOf(finding, hop, graph);
}

/** Whether a finding stands at what makes a leg, at its Broker, Channel or delivery, or names it. */
function speaksOf(finding: Diagnostic, hop: Hop, graph: EventGraph): boolean {
  const from = graph.endpoints.find(({ id }) => id === hop.from);
  const objects = [hop.origin.object, from?.origin.object, hop.delivery.origin?.object].filter(
    (object): object is ObjectRef => object !== undefined,
  );
  const at = finding.object && objectKey(finding.object);
  if (objects.some((object) => objectKey(object) === at)) return true;
  return (
    hop.origin.object !== undefined && finding.message.includes(`${hop.origin.object.kind} ${hop.origin.object.name}`)
  );
}

function textOf({ code, object, field, message }: Diagnostic): string {
  return `${code} ${object?.kind}/${object?.name} ${field ?? ""}: ${message}`;
}
