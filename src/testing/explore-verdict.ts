import { compileFilter } from "../events/filters/index.ts";
import type { EndpointId, EventGraph, Hop } from "../graph/index.ts";
import { type EventName, isShim, type Leg, type Why } from "../runtime/index.ts";
import type { Attempt, RunRecord } from "./explore-record.ts";

/**
 * How an event that was accepted came to no end; stable codes:
 * - `no-dead-letter-sink`: it failed for good on a leg without one (eventing.md §6.2, 6);
 * - `dead-letter-refused`: its dead-letter sink did not take it either (§6.2, 5);
 * - `reply-thrown-away`: a channel drops an answer that is no event and calls it success (§6.2, 4);
 * - `sender-left`: its request ended with the one that brought it, and nobody is asked then (§6.3, §6.4);
 * - `never-answered`: nobody gives up on a service that does not answer (§6.4, async);
 * - `leg-never-added`: its leg does not resolve, so it is not delivered there (§5.5);
 * - `too-late`: it took longer than the scenario's limit;
 * - `endless`: what came of it never ended (§6.6).
 */
export type LossReason =
  | "no-dead-letter-sink"
  | "dead-letter-refused"
  | "reply-thrown-away"
  | "sender-left"
  | "never-answered"
  | "leg-never-added"
  | "too-late"
  | "endless";

/** An event that was accepted and came to no end, at the innermost leg that lost it. */
export interface FoundLoss {
  readonly reason: LossReason;
  /** Position of the sent event in the scenario. */
  readonly send: number;
  readonly event: EventName;
  readonly hop: string | undefined;
  readonly from: EndpointId;
  /** Absent where nothing was delivered. */
  readonly to?: EndpointId;
  readonly leg: Leg;
  readonly attempts: number;
  readonly status?: number;
  readonly why?: Why;
  readonly detail?: string;
}

/** How a sent event ended: `refused` is not accepted by its first hop, `filtered` asked for by nobody. */
export type Ending = "handled" | "dead-lettered" | "filtered" | "lost" | "refused";

/** What became of one sent event. */
export interface Verdict {
  readonly ending: Ending;
  readonly losses: readonly FoundLoss[];
}

/**
 * Judges every sent event of a run: it is lost when some leg lost it, or what came of it, and no sender further out
 * repeated it or kept it in a dead-letter sink. Linear: what an attempt led to has a higher number than the attempt.
 */
export function judge(graph: EventGraph, record: RunRecord, sends: readonly number[]): ReadonlyMap<number, Verdict> {
  const hops = new Map(graph.hops.map((hop) => [hop.id, hop]));
  const losses = lossesByAttempt(graph, hops, record);
  const stories = new Map<number, Story>(sends.map((send) => [send, { losses: [], ...NOTHING }]));
  const carriers = new Set(
    graph.endpoints.filter((one) => one.kind === "broker" || one.kind === "channel" || isShim(one)).map(({ id }) => id),
  );
  for (const attempt of record.attempts) {
    const story = stories.get(record.sendOf(attempt.n));
    if (story === undefined) continue;
    if (attempt.cause === undefined) story.losses.push(...(losses.get(attempt.n) ?? []));
    if (!carriers.has(attempt.to)) story.isDelivered = true;
    if (attempt.leg === "source" && attempt.outcome?.kind === "accepted") story.isAccepted = true;
    if (attempt.leg === "dead-letter" && attempt.outcome?.kind === "accepted") story.isDeadLettered = true;
  }
  for (const { cause } of record.taken) {
    const story = cause === undefined ? undefined : stories.get(record.sendOf(cause));
    if (story !== undefined) story.isAccepted = true;
  }
  return new Map([...stories].map(([send, story]) => [send, verdictOf(story)]));
}

interface Story {
  readonly losses: FoundLoss[];
  isAccepted: boolean;
  isDelivered: boolean;
  isDeadLettered: boolean;
}

const NOTHING = { isAccepted: false, isDelivered: false, isDeadLettered: false };

function verdictOf(story: Story): Verdict {
  if (!story.isAccepted) return { ending: "refused", losses: [] };
  if (story.losses.length > 0) return { ending: "lost", losses: story.losses };
  if (story.isDeadLettered) return { ending: "dead-lettered", losses: [] };
  return { ending: story.isDelivered ? "handled" : "filtered", losses: [] };
}

/** What is lost by each attempt and what it led to, unless somebody further out makes up for it. */
function lossesByAttempt(
  graph: EventGraph,
  hops: ReadonlyMap<string, Hop>,
  record: RunRecord,
): ReadonlyMap<number, readonly FoundLoss[]> {
  const losses = new Map<number, readonly FoundLoss[]>();
  const led = new Map<number, Attempt[]>();
  const missing = missingLegs(graph, record);
  const repliers = new Set(
    graph.endpoints.filter(({ replies }) => replies === undefined || replies.length > 0).map(({ id }) => id),
  );
  for (const attempt of record.attempts.toReversed()) {
    const { n, cause } = attempt;
    const next = led.get(n)?.toReversed() ?? [];
    const found = lossesOf(attempt, next);
    if (found.length > 0) losses.set(n, found);
    if (cause !== undefined) append(led, cause, attempt);
  }
  return losses;

  function lossesOf(attempt: Attempt, next: readonly Attempt[]): readonly FoundLoss[] {
    const { outcome } = attempt;
    const all = (attempts: readonly Attempt[]) => attempts.flatMap(({ n }) => losses.get(n) ?? []);
    switch (outcome?.kind) {
      case undefined:
        return [loss(attempt, "never-answered")];
      case "accepted":
      case "replied": {
        const isThrownAway = outcome.kind === "accepted" && outcome.ignored === true && wantsReply(attempt);
        return [
          ...(isThrownAway ? [loss(attempt, "reply-thrown-away")] : []),
          ...(missing.get(attempt.n) ?? []),
          ...all(next),
        ];
      }
      case "retried":
        return onwards(
          attempt,
          next.find((one) => one.leg === attempt.leg && one.attempt === attempt.attempt + 1),
        );
      case "dead-lettered":
        return onwards(
          attempt,
          next.find(({ leg, attempt: count }) => leg === "dead-letter" && count === 1),
        );
      case "lost": {
        const within = outcome.why === "timeout" ? [] : all(next);
        if (within.length > 0) return within;
        return [loss(attempt, attempt.leg === "dead-letter" ? "dead-letter-refused" : "no-dead-letter-sink")];
      }
      case "cancelled":
        return [loss(attempt, "sender-left")];
    }
  }

  /** A sender that leaves while it waits for the next attempt leaves no trace of that. */
  function onwards(attempt: Attempt, next: Attempt | undefined): readonly FoundLoss[] {
    return next === undefined ? [loss(attempt, "sender-left")] : (losses.get(next.n) ?? []);
  }

  function loss(attempt: Attempt, reason: LossReason): FoundLoss {
    return lossAt(attempt, reason, record.sendOf(attempt.n));
  }

  function wantsReply({ hop, to }: Attempt): boolean {
    return hop !== undefined && hops.get(hop)?.reply !== undefined && repliers.has(to);
  }
}

/** A loss at the leg of an attempt. */
export function lossAt(attempt: Attempt, reason: LossReason, send: number): FoundLoss {
  const { event, hop, from, to, leg, attempt: attempts, outcome } = attempt;
  const at = { reason, send, event, hop, from, to, leg, attempts };
  if (outcome === undefined || outcome.kind === "cancelled") return at;
  if (outcome.kind === "accepted" || outcome.kind === "replied") return { ...at, status: outcome.status };
  const { status, why, detail } = outcome;
  return { ...at, status, why, ...(detail === undefined ? {} : { detail }) };
}

/**
 * Legs that an event would have taken if they resolved, by the attempt that brought it. Filters beyond the attributes
 * that are on record are not decided: then nothing is said.
 */
function missingLegs(graph: EventGraph, record: RunRecord): ReadonlyMap<number, readonly FoundLoss[]> {
  const unresolved = graph.hops.filter((hop) => hop.kind !== "sink" && (hop.to === undefined || hop.unresolved));
  const found = new Map<number, FoundLoss[]>();
  if (unresolved.length === 0) return found;
  const legs = unresolved.filter(isDecidable).map((hop) => ({ hop, filter: compileFilter(hop.filter) }));
  for (const { at, event, cause } of record.taken) {
    if (cause === undefined) continue;
    for (const { hop, filter } of legs) {
      if (hop.from !== at) continue;
      const attributes = Object.assign(Object.create(null), { specversion: "1.0" }, event);
      if (hop.kind === "trigger" && filter({ attributes }) === "fail") continue;
      const send = record.sendOf(cause);
      const reason = "leg-never-added";
      append(found, cause, { reason, send, event, hop: hop.id, from: at, leg: "subscriber", attempts: 0 });
    }
  }
  return found;
}

function isDecidable({ kind, filter }: Hop): boolean {
  if (kind !== "trigger") return true;
  return filter.filters === undefined && Object.keys(filter.attributes ?? {}).every((name) => ON_RECORD.has(name));
}

const ON_RECORD: ReadonlySet<string> = new Set(["id", "type", "source"]);

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
