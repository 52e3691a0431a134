import type { WireEvent } from "../../src/events/event.ts";
import {
  type Endpoint,
  type EndpointId,
  type EventGraph,
  flowTypes,
  type Hop,
  type HopFilter,
} from "../../src/graph/index.ts";
import { contractName } from "../../src/manifests/index.ts";
import {
  createEngine,
  EndlessError,
  pingEventOf,
  type Reaction,
  type Responder,
  seededRandom,
  type TransportRequest,
  VirtualClock,
  VirtualHost,
} from "../../src/runtime/index.ts";
import { faulty } from "../../src/testing/explore-faults.ts";
import { type Burst, drawPlan, type Plan } from "../../src/testing/explore-plan.ts";
import { type Attempt, RunRecord } from "../../src/testing/explore-record.ts";
import { type FoundLoss, judge } from "../../src/testing/explore-verdict.ts";
import { isMapping, mappingsIn } from "./fields.ts";

/** One event of a scenario: from a source of the graph, or posted to a Broker or Channel from outside. */
export interface Sending {
  /** Says which one it is, the same for an original and its mutant. */
  readonly label: string;
  /** The leg that asks for it, of what comes from outside. */
  readonly leg?: string;
  readonly from?: EndpointId;
  readonly to?: EndpointId;
  readonly event: WireEvent;
}

/** What one run came to. */
export interface Outcome {
  /** What services took and what dead-letter sinks took: by sent event, way, type and place, in order. */
  readonly delivered: readonly string[];
  /** What was accepted and came to no end; see `judge`. Empty for a run that was cut. */
  readonly losses: readonly FoundLoss[];
  readonly isEndless: boolean;
  /** The most often that one leg delivered one sent event and what came of it. */
  readonly rounds: number;
  /** Legs on which an event failed for good and none was kept, whatever a sender further out made of that. */
  readonly lostOn: ReadonlySet<string>;
  /** Legs on which an event was cut off or is still waited for. */
  readonly cutOffOn: ReadonlySet<string>;
}

/** What is sent by sources whose types nobody states. */
export const UNSTATED_TYPE = "sluice.unstated";

/**
 * What the manifests say that happens in their world: every source sends what it states, or one event of a type nobody
 * names. Into a Broker or Channel that others may send to comes what its legs ask for, an event for each leg: who sends
 * it is not among the manifests, so nothing says how its attributes are spelt but the filter itself.
 */
export function sendingsOf(graph: EventGraph): readonly Sending[] {
  const flow = flowTypes(graph);
  const sources = graph.endpoints.flatMap((one) => (one.kind === "source" ? sourceSendings(one) : []));
  const outside = graph.endpoints.flatMap((endpoint): readonly Sending[] => {
    if (endpoint.kind !== "broker" && endpoint.kind !== "channel") return [];
    const to = endpoint.id;
    const stated = (endpoint.emits ?? []).map(({ type }) => ({
      label: `"${type}" into ${to}`,
      attributes: { type },
      leg: undefined,
    }));
    const legs = flow.at(to).open ? graph.hops.filter(({ from }) => from === to) : [];
    const asked = legs.map(({ id, filter }) => ({
      label: `what ${id} asks for`,
      attributes: askedBy(filter),
      leg: id,
    }));
    return [...stated, ...asked].map(({ label, attributes, leg }) => ({
      label,
      ...(leg === undefined ? {} : { leg }),
      to,
      event: eventOf({ source: "/outside", ...attributes }),
    }));
  });
  return [...sources, ...outside];
}

/**
 * What happens in a mutant's world: its sources send what they state now, and from outside comes what came before, to
 * the same places, in the words of the legs that still ask there.
 */
export function mutantSendings(original: EventGraph, mutated: EventGraph): readonly Sending[] {
  const [before, now] = [sendingsOf(original), sendingsOf(mutated)];
  const asked = new Map(now.map((sending) => [`${sending.leg} ${sending.to}`, sending]));
  const outside = before.filter(({ to }) => to !== undefined);
  return [
    ...now.filter(({ from }) => from !== undefined),
    ...outside.map((sending) => (sending.leg && asked.get(`${sending.leg} ${sending.to}`)) || sending),
  ];
}

/** What a leg asks for and its target takes, posted to where it starts: whatever does or does not lead there. */
export function sendingFor({ id, from, to, filter }: Hop, graph: EventGraph): Sending {
  const [accepted] = graph.endpoints.find((one) => one.id === to?.endpoint)?.accepts ?? [];
  const asked: Readonly<Record<string, string>> = { source: "/outside", ...askedBy(filter) };
  // Of a prefix the target knows the rest.
  const isPart = accepted !== undefined && accepted.type.startsWith((asked.type ?? "").slice(0, -1));
  const attributes = isPart ? { ...asked, type: accepted.type } : asked;
  return { label: `what ${id} asks for`, to: from, event: eventOf(attributes) };
}

/** Runs what is sent under a plan of faults, services doing what their manifests state. */
export async function run(
  graph: EventGraph,
  sendings: readonly Sending[],
  plan: Plan,
  foreignBrokers: "as-in-memory" | "refuse" = "as-in-memory",
): Promise<Outcome> {
  const record = new RunRecord();
  const clock = new VirtualClock(START_MS);
  const random = seededRandom(plan.seed);
  const services = new Services(graph, plan, record);
  const host = new VirtualHost({
    clock,
    random: plan.order === "chance" ? random : { ...random, below: () => 0 },
    responderOf: () => services.respond,
    maxTurns: MAX_TURNS,
  });
  const engine = createEngine(graph, { clock, transport: host, observer: record, foreignBrokers });
  try {
    for (const { index, isOverlapping } of plan.sends) {
      const sending = sendings[index];
      if (sending === undefined) continue;
      record.sending(index);
      const { from, to, event } = sending;
      const stamped = { ...event, attributes: { ...event.attributes, id: `event-${index}` } };
      if (from !== undefined) engine.sendFrom(from, stamped);
      else if (to !== undefined) engine.post(to, stamped);
      if (!isOverlapping) await host.settle();
    }
    await host.settle();
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error;
    return { delivered: ["goes round without end"], losses: [], isEndless: true, ...endsIn(record) };
  }
  const verdicts = judge(
    graph,
    record,
    plan.sends.map(({ index }) => index),
  );
  return {
    delivered: deliveredIn(graph, record, sendings),
    losses: [...verdicts.values()].flatMap(({ losses }) => losses),
    isEndless: false,
    ...endsIn(record),
  };
}

/** The plan of a seed; the first seed is without faults. */
export function planOf(graph: EventGraph, sends: number, seed: number): Plan {
  const services = graph.endpoints.filter(({ kind }) => HANDLES.has(kind)).map(({ id }) => id);
  const rate = seed === 0 ? 0 : 0.35;
  const plan = drawPlan(seed, { sends, services, kinds: KINDS, rate, atMost: Number.POSITIVE_INFINITY });
  return {
    ...plan,
    order: "steady",
    isUneven: false,
    sends: plan.sends.map((one) => ({ ...one, isOverlapping: false })),
  };
}

const KINDS = [
  "retried-status",
  "final-status",
  "no-answer",
  "time-out",
  "text-reply",
  "broken-reply",
  "answer-lost",
  "duplicate",
] as const;
const HANDLES: ReadonlySet<string> = new Set(["subscriber", "sink", "external"]);
const START_MS = Date.UTC(2026, 0, 1);
const MAX_TURNS = 100_000;

function sourceSendings(endpoint: Endpoint & { readonly kind: "source" }): readonly Sending[] {
  const { id, name, emits, ceOverrides } = endpoint;
  const ping = pingEventOf(endpoint, { id: "ping", time: new Date(START_MS).toISOString() });
  if (ping !== undefined) return [{ label: `ping from ${id}`, from: id, event: ping }];
  if (endpoint.ping !== undefined) return [];
  const overrides = Object.fromEntries(Object.entries(ceOverrides).map(([key, value]) => [key.toLowerCase(), value]));
  return (emits ?? [{ type: UNSTATED_TYPE }]).map((contract) => ({
    label: `${contractName(contract)} from ${id}`,
    from: id,
    event: eventOf({ source: `/${name}`, ...known(contract), ...overrides, type: contract.type }),
  }));
}

function known({ attributes }: { readonly attributes?: { readonly values: Readonly<Record<string, string | null>> } }) {
  return Object.fromEntries(Object.entries(attributes?.values ?? {}).filter(([, value]) => value !== null));
}

/** The attributes of an event that a filter of exact values, beginnings and ends lets through. */
function askedBy({ attributes, filters }: HopFilter): Readonly<Record<string, string>> {
  const asked: Record<string, string> = { ...attributes };
  for (const [path, mapping] of mappingsIn(filters ?? [])) {
    const dialect = path.at(-1);
    if (typeof mapping.cesql === "string") {
      for (const [, name = "", value = ""] of mapping.cesql.matchAll(/(\w+)\s*=\s*'([^']*)'/g)) asked[name] = value;
    }
    if (path.includes("not") || !isMapping(mapping)) continue;
    for (const [name, value] of Object.entries(mapping)) {
      if (typeof value !== "string") continue;
      if (dialect === "exact") asked[name] = value;
      if (dialect === "prefix") asked[name] = `${value}x`;
      if (dialect === "suffix") asked[name] = `x${value}`;
    }
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
}

function eventOf(attributes: Readonly<Record<string, unknown>>): WireEvent {
  const all = Object.entries({
    specversion: "1.0",
    type: UNSTATED_TYPE,
    datacontenttype: "application/json",
    ...attributes,
  });
  const plain = Object.fromEntries(all.map(([name, value]) => [name, String(value)]));
  return { attributes: Object.assign(Object.create(null), plain), data: "{}" };
}

/**
 * Services as their manifests state them. What they do not accept they refuse for good; of several replies each comes
 * in its turn; one whose replies nobody states answers nothing, as in `simulate`.
 */
class Services {
  private readonly endpoints: ReadonlyMap<EndpointId, Endpoint>;
  private readonly faults: ReadonlyMap<string, Burst>;
  private readonly counts = new Map<string, number>();
  private readonly record: RunRecord;
  private readonly seed: number;

  public constructor(graph: EventGraph, plan: Plan, record: RunRecord) {
    this.endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    this.faults = new Map(plan.faults.map((burst) => [`${burst.send} ${burst.at}`, burst]));
    this.record = record;
    this.seed = plan.seed;
  }

  public readonly respond: Responder = (request) => {
    if (request.leg === "dead-letter") return this.serve(request);
    const key = `${this.record.sendOf(request.n)} ${request.to}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    const burst = this.faults.get(key);
    if (burst === undefined || count <= burst.after || count > burst.after + burst.count) return this.serve(request);
    // What never replies does not reply half an event either; a text such as "OK" is another matter.
    if (burst.kind === "broken-reply" && !this.endpoints.get(request.to)?.replies?.length) return this.serve(request);
    if (burst.kind === "time-out" && this.isKnativeService(request.to)) return CUT_OFF;
    return faulty(burst, request, (one) => this.serve(one));
  };

  private isKnativeService(id: EndpointId): boolean {
    return this.endpoints.get(id)?.origin.object?.apiVersion.startsWith("serving.knative.dev/") === true;
  }

  private serve({ to, event, leg }: TransportRequest): Reaction {
    const endpoint = this.endpoints.get(to);
    if (endpoint === undefined) return { kind: "no-answer", error: "dial tcp: no such host" };
    const { accepts, replies, name } = endpoint;
    const type = String(event.attributes.type);
    if (accepts !== undefined && leg !== "dead-letter" && !accepts.some((one) => one.type === type)) return answer(422);
    const reply = replies?.[this.seed % Math.max(1, replies.length)];
    if (reply === undefined || leg === "reply") return answer(202);
    const id = `${String(event.attributes.id)}/${name}`;
    return {
      kind: "answer",
      answer: { status: 200, headers: [], event: eventOf({ source: `/${name}`, type: reply.type, id }) },
    };
  }
}

/** What Knative answers in place of a Service that has not after its `timeoutSeconds`, 300 unless set (serving.md §2). */
const CUT_OFF: Reaction = { kind: "answer", answer: { status: 504, headers: [] }, afterMs: 300_000 };

function answer(status: number): Reaction {
  return { kind: "answer", answer: { status, headers: [] } };
}

function deliveredIn(graph: EventGraph, record: RunRecord, sendings: readonly Sending[]): readonly string[] {
  const carriers = new Set(
    graph.endpoints.filter(({ kind }) => kind === "broker" || kind === "channel").map(({ id }) => id),
  );
  const ways = askingWays(record, sendings);
  return record.attempts
    .flatMap(({ n, leg, to, event, outcome }) => {
      if (!ways(n)) return [];
      const sending = sendings[record.sendOf(n)];
      if (carriers.has(to) ? sending?.event.attributes.type !== UNSTATED_TYPE : !isTaken(outcome)) return [];
      const way = leg === "dead-letter" ? "dead-lettered" : "delivered";
      // What comes from outside is called by who asks for it, whatever its type.
      const what = sending?.to !== undefined && event.type === sending.event.attributes.type ? "it" : `"${event.type}"`;
      return [`${sending?.label}: ${what} ${way} to ${to}`];
    })
    .sort();
}

function endsIn(record: RunRecord): Pick<Outcome, "rounds" | "lostOn" | "cutOffOn"> {
  const counts = new Map<string, number>();
  const [lostOn, cutOffOn, retried] = [new Set<string>(), new Set<string>(), new Set<number>()];
  for (const { cause, attempt } of record.attempts) if (attempt > 1 && cause !== undefined) retried.add(cause);
  for (const { n, hop, attempt, outcome } of record.attempts) {
    if (hop === undefined) continue;
    if (outcome?.kind === "lost") lostOn.add(hop);
    const isLeft = outcome?.kind === "retried" && !retried.has(n);
    if (outcome === undefined || outcome.kind === "cancelled" || isLeft) cutOffOn.add(hop);
    const key = `${record.sendOf(n)} ${hop}`;
    if (attempt === 1) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { rounds: Math.max(0, ...counts.values()), lostOn, cutOffOn };
}

function isTaken(outcome: Attempt["outcome"]): boolean {
  return outcome?.kind === "accepted" || outcome?.kind === "replied";
}

/**
 * Whether an attempt counts. What comes from outside is followed along the leg that asks for it and no other: which
 * further legs such an event passes hangs on attributes that nobody states. What a source sends without saying what it
 * is counts where it comes in, for the same reason.
 */
function askingWays(record: RunRecord, sendings: readonly Sending[]): (n: number) => boolean {
  const counts: boolean[] = [];
  for (const { n, cause, hop, leg: way, attempt } of record.attempts) {
    const { leg, from, event } = sendings[record.sendOf(n)] ?? {};
    if (from !== undefined && event?.attributes.type === UNSTATED_TYPE) counts[n] = way === "source" && attempt === 1;
    else counts[n] = leg === undefined || hop === leg || (cause !== undefined && counts[cause] === true);
  }
  return (n) => counts[n] === true;
}
