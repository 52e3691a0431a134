import { AuthoringError } from "../diagnostics/index.ts";
import { formatText } from "../diagnostics/text.ts";
import type { ManifestRoot } from "../../constructs/adapter/manifests.ts";
import type { Endpoint, EndpointId, EventGraph } from "../graph/index.ts";
import type { Manifest } from "../manifests/manifest.ts";
import type { Settings } from "../manifests/settings.ts";
import { assign, endpointCalled } from "./assign.ts";
import { FAULT_KINDS, type FaultKind } from "./explore-faults.ts";
import { type Loss, lossKey, toLoss } from "./explore-loss.ts";
import { type Choices, drawPlan, type Plan } from "./explore-plan.ts";
import { addHits, type Played, play, type ScenarioSend, type Stage } from "./explore-run.ts";
import { shrink } from "./explore-shrink.ts";
import { storyText } from "./explore-text.ts";
import type { Ending, FoundLoss } from "./explore-verdict.ts";
import { isShim, loadShimCompilers } from "../runtime/index.ts";
import type { Served } from "./serving.ts";
import { graphOfApp, graphOfManifests } from "./simulate.ts";

/** What is explored: an app or manifests, the code of its steps, and the events that are sent. */
export type Scenario = ScenarioBase &
  (
    | { readonly app: ManifestRoot; readonly manifests?: undefined; readonly settings?: undefined }
    | { readonly manifests: readonly Manifest[]; readonly settings?: Settings; readonly app?: undefined }
  );

interface ScenarioBase {
  /**
   * Who does the work of which step, as for {@link simulate}. Code that remembers something between events is given as a
   * function, which is called for every run: else one run would change the next.
   *
   * @default - services without replies accept everything
   */
  readonly serve?: readonly Served[] | (() => readonly Served[]);
  /** The events, each from a source, to an endpoint, or a PingSource that fires. @default - every PingSource fires once */
  readonly send?: readonly ScenarioSend[];
  readonly faults?: FaultOptions;
  /**
   * Milliseconds of virtual time within which everything that comes of an event must have ended; longer is a loss.
   *
   * @default - any time
   */
  readonly timeLimitMs?: number;
}

/** What services do wrong. Brokers, channels and dead-letter sinks always stay up. */
export interface FaultOptions {
  /** @default - all of {@link FAULT_KINDS}; `[]` tries orders only */
  readonly kinds?: readonly FaultKind[];
  /**
   * Chance that one service fails for one event and what comes of it, at its first request or, a quarter of the times,
   * at a later one if there is any. From 0 to 1.
   *
   * @default 0.3
   */
  readonly rate?: number;
  /**
   * How many requests for one event, and what comes of it, a service fails at most. With a number here a pipeline whose
   * retries outlast the faults loses nothing without a dead-letter sink too.
   *
   * @default - any number, half of the faults stay for good
   */
  readonly atMost?: number;
  /** Only these services, as construct id, path or manifest name. @default - everything that handles events */
  readonly at?: readonly string[];
}

/** How an exploration goes about it. */
export interface ExploreOptions {
  /** How many seeds, from 1; or which, to replay what a report names. @default 1000 */
  readonly seeds?: number | readonly number[];
  /** Takes the text of the first failing seed. @default - standard error; `false`: nobody */
  readonly print?: ((text: string) => void) | false;
  /** Turns of the engine after which a run is said to go round without end. @default 200,000 */
  readonly maxTurns?: number;
  /** Real milliseconds that a handler's promise may stay open. @default 5000 */
  readonly guardMs?: number;
}

/** What an exploration found. Plain data. */
export interface Exploration {
  /** How many seeds were tried. After a run without end no further ones are. */
  readonly seeds: number;
  /** Runs in all, those included that looked for the smallest failing one. */
  readonly runs: number;
  /** How the events that were sent ended, over all seeds. */
  readonly endings: Readonly<Record<Ending, number>>;
  /** How many requests met each kind of fault, over all seeds. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** Each way in which an accepted event was lost, the one that showed first in front; `[]` is what one wishes for. */
  readonly lost: readonly Loss[];
  /** The smallest run that still shows the first loss; absent when nothing was lost. */
  readonly smallest?: SmallestRun;
}

/** A failing run from which everything superfluous was taken. */
export interface SmallestRun {
  /** The seed it came from: `explore(scenario, { seeds: [seed] })` finds it again. */
  readonly seed: number;
  /** What is sent, what goes wrong and in which order; see {@link Plan}. */
  readonly plan: Plan;
  /** The finding and the run as text, as it was printed. */
  readonly text: string;
}

/**
 * Tries what can happen to a pipeline in virtual time: for every seed the events of the scenario are sent in some
 * order, waited for or not, and services fail, time out, answer badly or get an event twice, as the seed decides.
 *
 * ```ts
 * const { lost } = await explore({
 *   app: build(new App()),
 *   serve: [serving(QueryRunner, queryRunner), serving(ChartCreator, chartCreator)],
 *   send: [{ event: DailyReport.create({ airport: "ORD" }), from: "ord" }],
 * }, { seeds: 1000 });
 * expect(lost).toEqual([]);
 * ```
 *
 * What it holds against every run: each event that the first Broker, Channel or service accepted ends handled,
 * dead-lettered, or wanted by nobody, it and everything that comes of it. A failure that a sender further out repeats or
 * dead-letters is no loss. Accepted is what was taken in, also where a synchronous cluster tells the sender 500 in the
 * end: sources of Knative do not send again after that (eventing.md §6.4, §7.1).
 *
 * - The same seed and scenario give the same run, provided that the handlers themselves decide nothing by chance.
 * - For the first failing seed a smallest failing run is looked for and printed: fewer events, fewer and shorter faults.
 *
 * @throws {@link AuthoringError} `invalid-scenario`, and as {@link simulate}, {@link Run.send} and {@link Run.settle} do
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<Exploration> {
  const stage = await stageOf(scenario, options);
  const choices = choicesOf(stage, scenario.faults);
  const names = namesIn(stage.graph);
  const tally = new Tally();
  let first: Played | undefined;
  for (const seed of seedsOf(options)) {
    const played = await play(stage, drawPlan(seed, choices));
    tally.add(seed, played);
    if (played.losses.length > 0) first ??= played;
    // Every further seed would go round as well, each at the cost of a whole run.
    if (played.losses.some(({ reason }) => reason === "endless")) break;
  }
  const lost = tally.found.map(({ loss, seen }) => toLoss(stage.graph, loss, seen, names));
  const smallest = first === undefined ? undefined : await smallestOf(stage, first, lost, names, tally);
  if (smallest !== undefined && options.print !== false) (options.print ?? printToStderr)(smallest.text);
  const { seeds, runs, endings, faults } = tally;
  return { seeds, runs, endings, faults, lost, ...(smallest === undefined ? {} : { smallest }) };
}

async function smallestOf(
  stage: Stage,
  first: Played,
  lost: readonly Loss[],
  nameOf: (id: EndpointId) => string,
  tally: Tally,
): Promise<SmallestRun | undefined> {
  const [loss] = first.losses;
  if (loss === undefined) return undefined;
  const key = lossKey(loss);
  const isSame = (other: FoundLoss) => lossKey(other) === key;
  const { played, runs } = await shrink(first, isSame, (plan) => play(stage, plan));
  tally.runs += runs;
  // The words of the smallest run: it may have taken fewer attempts.
  const { seed } = first.plan;
  const found = played.losses.find(isSame) ?? loss;
  const finding = toLoss(stage.graph, found, { seed, seeds: lost[0]?.seeds ?? 1 }, nameOf);
  const head = `seed ${seed} loses an event (explore(scenario, { seeds: [${seed}] }) finds it again)`;
  const text = `${head}\n\n${formatText([finding], { color: false })}\n${storyText(played, stage.send, nameOf)}\n`;
  return { seed, plan: played.plan, text };
}

/** Counts over all seeds. */
class Tally {
  public seeds = 0;
  public runs = 0;
  public readonly endings: Record<Ending, number> = {
    handled: 0,
    "dead-lettered": 0,
    filtered: 0,
    lost: 0,
    refused: 0,
  };
  private readonly hits = new Map<FaultKind, number>();
  private readonly ways = new Map<string, { readonly loss: FoundLoss; seen: { seed: number; seeds: number } }>();

  public add(seed: number, played: Played): void {
    this.seeds += 1;
    this.runs += 1;
    for (const ending of played.endings) this.endings[ending] += 1;
    addHits(this.hits, played.hits);
    for (const [key, loss] of new Map(played.losses.map((one) => [lossKey(one), one]))) {
      const known = this.ways.get(key);
      if (known === undefined) this.ways.set(key, { loss, seen: { seed, seeds: 1 } });
      else known.seen.seeds += 1;
    }
  }

  public get found(): readonly { readonly loss: FoundLoss; readonly seen: { seed: number; seeds: number } }[] {
    return [...this.ways.values()];
  }

  public get faults(): Readonly<Record<FaultKind, number>> {
    return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, this.hits.get(kind) ?? 0])) as Record<FaultKind, number>;
  }
}

async function stageOf(scenario: Scenario, { maxTurns = 200_000, guardMs }: ExploreOptions): Promise<Stage> {
  const { serve = [], timeLimitMs } = scenario;
  const graph =
    scenario.app === undefined ? graphOfManifests(scenario.manifests, scenario.settings) : graphOfApp(scenario.app);
  const serveRun = typeof serve === "function" ? serve : () => serve;
  // Told once, before anything runs.
  assign(graph, serveRun());
  const send = scenario.send ?? pingsOf(graph);
  if (send.length === 0) {
    throw invalid("Nothing is sent: the scenario has no `send`, and there is no PingSource.", "List events in `send`.");
  }
  if (timeLimitMs !== undefined && !(timeLimitMs > 0)) {
    throw invalid(`\`timeLimitMs: ${timeLimitMs}\` is no time.`, "Use more than 0 milliseconds.");
  }
  const compilers = await loadShimCompilers(graph);
  return { graph, serve: serveRun, send, timeLimitMs, guardMs, maxTurns, compilers };
}

function pingsOf(graph: EventGraph): readonly ScenarioSend[] {
  return graph.endpoints.flatMap((endpoint) =>
    endpoint.kind === "source" && endpoint.ping !== undefined ? [{ fire: endpoint.id }] : [],
  );
}

function choicesOf({ graph, send }: Stage, faults: FaultOptions = {}): Choices {
  const { kinds = FAULT_KINDS, rate = 0.3, atMost = Number.POSITIVE_INFINITY, at } = faults;
  const known = new Set<string>(FAULT_KINDS);
  const unknown = kinds.find((kind) => !known.has(kind));
  if (unknown !== undefined) {
    throw invalid(
      `There is no kind of fault "${unknown}".`,
      `Use ${FAULT_KINDS.map((kind) => `"${kind}"`).join(", ")}.`,
    );
  }
  if (!(rate >= 0 && rate <= 1)) throw invalid(`\`rate: ${rate}\` is no chance.`, "Use a number from 0 to 1.");
  if (atMost !== Number.POSITIVE_INFINITY && (!Number.isInteger(atMost) || atMost < 1)) {
    throw invalid(`\`atMost: ${atMost}\` is no number of requests.`, "Use a whole number from 1, or leave it out.");
  }
  const isService = (one: Endpoint) => HANDLES.has(one.kind) && !isShim(one);
  const services =
    at === undefined
      ? graph.endpoints.filter(isService).map(({ id }) => id)
      : at.map((name) => endpointCalled(graph, name, isService).id);
  return { sends: send.length, services, kinds, rate, atMost };
}

const HANDLES: ReadonlySet<string> = new Set(["subscriber", "sink", "external"]);

function seedsOf({ seeds = 1000 }: ExploreOptions): readonly number[] {
  const list =
    typeof seeds === "number" ? [...Array(Math.max(0, Math.trunc(seeds) || 0)).keys()].map((i) => i + 1) : seeds;
  const isCount = typeof seeds !== "number" || Number.isInteger(seeds);
  if (!isCount || list.length === 0 || !list.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw invalid(
      `\`seeds: ${JSON.stringify(seeds)}\` are no seeds.`,
      "Use how many, from 1, or a list of whole numbers.",
    );
  }
  return list;
}

/** The last part of the construct's path where that is unique, and of what a pipeline made of itself the last two. */
function namesIn(graph: EventGraph): (id: EndpointId) => string {
  const short = ({ kind, name, construct }: Endpoint) => {
    const parts = kind === "broker" || kind === "channel" ? 2 : 1;
    return construct?.split("/").slice(-parts).join("/") ?? name;
  };
  const counts = new Map<string, number>();
  for (const endpoint of graph.endpoints) counts.set(short(endpoint), (counts.get(short(endpoint)) ?? 0) + 1);
  const names = new Map(
    graph.endpoints.map((one) => [one.id, counts.get(short(one)) === 1 ? short(one) : (one.construct ?? one.id)]),
  );
  return (id) => names.get(id) ?? (id === "outside" ? "sender" : id);
}

function printToStderr(text: string): void {
  process.stderr.write(text);
}

function invalid(message: string, mend: string): AuthoringError {
  return new AuthoringError({ code: "invalid-scenario", at: {}, message, mend });
}
