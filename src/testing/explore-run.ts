import { AuthoringError } from "../diagnostics/index.ts";
import type { EventDraft } from "../events/event.ts";
import type { EndpointId, EventGraph } from "../graph/index.ts";
import { type Responder, seededRandom, type ShimCompilers, type TransportRequest } from "../runtime/index.ts";
import { type FaultKind, faulty } from "./explore-faults.ts";
import type { Burst, Plan } from "./explore-plan.ts";
import { type Attempt, RunRecord } from "./explore-record.ts";
import { type Ending, type FoundLoss, judge, lossAt } from "./explore-verdict.ts";
import { Run } from "./run.ts";
import type { Served } from "./serving.ts";

/** An event of a scenario: a draft and where it starts, or a PingSource that fires. Names as everywhere in tests. */
export type ScenarioSend =
  | { readonly event: EventDraft; readonly from: string; readonly to?: undefined; readonly fire?: undefined }
  | { readonly event: EventDraft; readonly to: string; readonly from?: undefined; readonly fire?: undefined }
  | { readonly fire: string; readonly event?: undefined; readonly from?: undefined; readonly to?: undefined };

/** What stays the same over all runs. */
export interface Stage {
  readonly graph: EventGraph;
  readonly serve: () => readonly Served[];
  readonly send: readonly ScenarioSend[];
  readonly timeLimitMs: number | undefined;
  readonly guardMs: number | undefined;
  readonly maxTurns: number;
  readonly compilers: ShimCompilers;
}

/** One run, as it went. */
export interface Played {
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly losses: readonly FoundLoss[];
  /** How each sent event ended; empty for a run that was cut. */
  readonly endings: readonly Ending[];
  /** How many requests each fault of the plan met. */
  readonly hits: ReadonlyMap<Burst, number>;
  /** How many requests there were for a sent event at a service, whether a fault met them or not. */
  readonly requestsAt: (send: number, at: EndpointId) => number;
  /** Whether it was cut because it went round without end. */
  readonly isCut: boolean;
}

/** Runs a scenario as a plan says. @throws {@link AuthoringError} as {@link Run.send} and {@link Run.settle} do */
export async function play(stage: Stage, plan: Plan): Promise<Played> {
  const record = new RunRecord();
  const faults = new FaultBook(plan, record);
  const run = runOf(stage, plan, record, faults);
  const played = { plan, record, hits: faults.hits, requestsAt: faults.requestsAt };
  try {
    for (const { index, isOverlapping } of plan.sends) {
      const send = stage.send[index];
      if (send === undefined) continue;
      record.sending(index);
      if (send.fire !== undefined) await run.fire(send.fire, { settle: false });
      else
        await run.send(send.event, {
          ...(send.to === undefined ? { from: send.from } : { to: send.to }),
          settle: false,
        });
      if (!isOverlapping) await run.settle();
    }
    await run.settle();
  } catch (error) {
    if (!AuthoringError.is(error) || error.diagnostic.code !== "endless-run") throw error;
    return { ...played, losses: [endless(record)], endings: [], isCut: true };
  }
  const verdicts = judge(
    stage.graph,
    record,
    plan.sends.map(({ index }) => index),
  );
  const losses = [...verdicts.values()].flatMap((verdict) => verdict.losses);
  return {
    ...played,
    losses: [...losses, ...tooLate(stage, record, new Set(losses.map(({ send }) => send)))],
    endings: [...verdicts.values()].map(({ ending }) => ending),
    isCut: false,
  };
}

function runOf(stage: Stage, plan: Plan, record: RunRecord, faults: FaultBook): Run {
  const chance = seededRandom(plan.seed + 0x7_0000_0000);
  const order = plan.order === "chance" ? chance : { ...chance, below: () => 0 };
  const lateness = seededRandom(plan.seed + 0x9_0000_0000);
  const { maxTurns, guardMs } = stage;
  const options = { seed: plan.seed, maxTurns, remember: 1, ...(guardMs === undefined ? {} : { guardMs }) };
  return new Run(stage.graph, stage.serve(), options, {
    order,
    observer: record,
    compilers: stage.compilers,
    around(request, respond) {
      const reaction = faults.react(request, respond);
      if (!plan.isUneven) return reaction;
      const ms = lateness.below(MAX_LATENESS_MS);
      return reaction instanceof Promise ? reaction.then((settled) => later(settled, ms)) : later(reaction, ms);
    },
  });
}

/** Little beside any timeout, and enough to overtake. */
const MAX_LATENESS_MS = 20;

function later(reaction: Awaited<ReturnType<Responder>>, ms: number): Awaited<ReturnType<Responder>> {
  return reaction.kind === "hang" ? reaction : { ...reaction, afterMs: (reaction.afterMs ?? 0) + ms };
}

/** Decides which requests meet a fault. Dead-letter sinks are spared. */
class FaultBook {
  public readonly hits = new Map<Burst, number>();
  private readonly record: RunRecord;
  private readonly faults: ReadonlyMap<string, Burst>;
  private readonly counts = new Map<string, number>();

  public constructor(plan: Plan, record: RunRecord) {
    this.record = record;
    this.faults = new Map(plan.faults.map((burst) => [keyOf(burst.send, burst.at), burst]));
  }

  public react(request: TransportRequest, respond: Responder): ReturnType<Responder> {
    if (request.leg === "dead-letter") return respond(request);
    const key = keyOf(this.record.sendOf(request.n), request.to);
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    const burst = this.faults.get(key);
    if (burst === undefined || count <= burst.after || count > burst.after + burst.count) return respond(request);
    this.hits.set(burst, (this.hits.get(burst) ?? 0) + 1);
    return faulty(burst, request, respond);
  }

  public readonly requestsAt = (send: number, at: EndpointId): number => this.counts.get(keyOf(send, at)) ?? 0;
}

function keyOf(send: number, at: EndpointId): string {
  return `${send} ${at}`;
}

/** Sums what faults met, by kind. */
export function addHits(totals: Map<FaultKind, number>, hits: ReadonlyMap<Burst, number>): void {
  for (const [{ kind }, count] of hits) totals.set(kind, (totals.get(kind) ?? 0) + count);
}

/** The way that was gone most often. */
function endless(record: RunRecord): FoundLoss {
  const counts = new Map<string, { readonly attempt: Attempt; count: number }>();
  for (const attempt of record.attempts) {
    const key = `${attempt.leg} ${attempt.hop} ${attempt.event.type}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { attempt, count: 1 });
    else known.count += 1;
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (most === undefined) throw new Error("Broken invariant of Sluice: a run without a delivery went round.");
  const { outcome: _, ...attempt } = most.attempt;
  return { ...lossAt(attempt, "endless", record.sendOf(attempt.n)), attempts: most.count };
}

/** Sent events that were still under way after the limit, by the last attempt of each; those that are lost anyway are told once. */
function tooLate({ timeLimitMs }: Stage, record: RunRecord, told: ReadonlySet<number>): readonly FoundLoss[] {
  if (timeLimitMs === undefined) return [];
  const begins = new Map<number, number>();
  const lasts = new Map<number, Attempt>();
  for (const attempt of record.attempts) {
    const send = record.sendOf(attempt.n);
    if (!begins.has(send)) begins.set(send, attempt.time);
    const last = lasts.get(send);
    if (last === undefined || attempt.time >= last.time) lasts.set(send, attempt);
  }
  return [...lasts].flatMap(([send, last]) => {
    const tookMs = last.time + (last.took ?? 0) - (begins.get(send) ?? last.time);
    return tookMs > timeLimitMs && !told.has(send) ? [lossAt(last, "too-late", send)] : [];
  });
}
