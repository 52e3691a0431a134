import type { EventDraft, TypedEvent, WireEvent } from "../events/event.ts";
import { fromDraft, toTypedEvent } from "../events/http/index.ts";
import type { Endpoint, EventGraph, SourceEndpoint } from "../graph/index.ts";
import { nextFire } from "../manifests/schedule/next-fire.ts";
import {
  type Arrival,
  createEngine,
  graphNotices,
  heldCompilers,
  type Delivery,
  EndlessError,
  type Engine,
  mutedBy,
  pingEventOf,
  prepareShims,
  type Random,
  type Responder,
  type Sent,
  StuckError,
  type Observer,
  seededRandom,
  type ShimCompilers,
  TraceRing,
  type TransportRequest,
  VirtualClock,
  VirtualHost,
} from "../runtime/index.ts";
import { type Assignment, assign, endpointCalled } from "./assign.ts";
import { doesNotEmit, endlessRun, handlerStuck, missingHandler, mutedSource, noSink } from "./faults.ts";
import { acceptAll, type ResponderHost, responderFor } from "./responders.ts";
import type { Served } from "./serving.ts";
import { type DeadLetter, deadLettersOf, type LostEvent, lostOf } from "./story.ts";

/** How a run behaves. */
export interface SimulateOptions {
  /** Decides ids and the order in which handlers that wait at one moment run. The same seed gives the same run. @default 1 */
  readonly seed?: number;
  /** When the run begins, in milliseconds since the epoch. @default - 2026-01-01T00:00:00Z */
  readonly startMs?: number;
  /** Real milliseconds that a handler's promise may stay open. @default 5000 */
  readonly guardMs?: number;
  /** How many deliveries are remembered, the newest. @default 100,000 */
  readonly remember?: number;
  /** Turns that one `settle` may take before the run is said to go round without end. @default 5,000,000 */
  readonly maxTurns?: number;
}

/** Where an event starts: as a source's own, or posted to an endpoint from outside. Names are construct ids, paths or manifest names. */
export type SendOptions =
  | { readonly from: string; readonly to?: undefined; readonly settle?: boolean }
  | { readonly to: string; readonly from?: undefined; readonly settle?: boolean };

/** An event on its way. */
export interface SentEvent {
  readonly event: TypedEvent;
  /** How its sending ended; undefined while it is on its way. */
  readonly sent: Sent | undefined;
}

/** What an exploration changes of a run. */
export interface RunHooks {
  /** Orders the handlers that wait at one moment. @default - the run's own chance, which also makes ids */
  readonly order?: Random;
  /** Stands before every service: answers in its place, or lets it answer. */
  readonly around?: (request: TransportRequest, respond: Responder) => ReturnType<Responder>;
  /** Sees what travels in place of the run, which then remembers nothing. */
  readonly observer?: Observer;
  /** What compiles the tables of the graph's shims. @default - a shim whose table needs JSONata or schemas is not there */
  readonly compilers?: ShimCompilers;
}

const START_MS = Date.UTC(2026, 0, 1);

/** A simulated cluster. Time stands still while a handler runs and moves only when the run is told to go on. */
export class Run {
  /** What is simulated. */
  public readonly graph: EventGraph;
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly host: VirtualHost;
  private readonly engine: Engine;
  private readonly ring: TraceRing;
  private readonly guardMs: number;
  private readonly startMs: number;
  private readonly responders = new Map<string, Responder>();
  private readonly assignment: Assignment;
  private readonly lender: ResponderHost;
  private readonly shimNotices: readonly string[];

  /** @throws {@link AuthoringError} as {@link assign} does */
  public constructor(
    graph: EventGraph,
    served: readonly Served[],
    options: SimulateOptions = {},
    { order, around, observer, compilers = () => ({}) }: RunHooks = {},
  ) {
    this.graph = graph;
    this.assignment = assign(graph, served);
    this.startMs = options.startMs ?? START_MS;
    this.guardMs = options.guardMs ?? 5_000;
    this.clock = new VirtualClock(this.startMs);
    this.random = seededRandom(options.seed ?? 1);
    this.ring = new TraceRing(options.remember ?? 100_000);
    this.lender = {
      now: () => this.clock.now(),
      id: () => this.random.uuid(),
      signal: new AbortController().signal,
    };
    this.host = new VirtualHost({
      clock: this.clock,
      random: order ?? this.random,
      responderOf: (endpoint) => {
        const respond = this.responderOf(endpoint);
        return around === undefined ? respond : (request) => around(request, respond);
      },
      guardMs: this.guardMs,
      ...(options.maxTurns === undefined ? {} : { maxTurns: options.maxTurns }),
    });
    const { clock, host } = this;
    const { shims, faults } = prepareShims(graph, heldCompilers(compilers(clock), host));
    this.shimNotices = faults.map(({ text }) => text);
    this.engine = createEngine(graph, { clock, transport: host, observer: observer ?? this.ring, shims });
    for (const endpoint of graph.endpoints) this.prepare(endpoint);
  }

  /** The present, in milliseconds since the epoch. */
  public get now(): number {
    return this.clock.now();
  }

  /**
   * Sends one event, stamped with an id and the run's time, and settles unless told not to.
   *
   * @throws {@link AuthoringError} `unknown-endpoint`, `ambiguous-endpoint`, `source-does-not-emit`, `no-sink`
   */
  public async send(draft: EventDraft, options: SendOptions): Promise<SentEvent> {
    const pending =
      options.from === undefined ? this.postTo(draft, options.to) : this.sendFrom(draft, this.source(options.from));
    if (options.settle !== false) await this.settle();
    return pending;
  }

  /**
   * Fires a PingSource once, by the code its schedule uses, and settles unless told not to.
   *
   * @throws {@link AuthoringError} `unknown-endpoint`, `ambiguous-endpoint`, `muted-source`, `no-sink`
   */
  public async fire(source: string, { settle = true }: { readonly settle?: boolean } = {}): Promise<SentEvent> {
    const isPing = (endpoint: Endpoint) => endpoint.kind === "source" && endpoint.ping !== undefined;
    const endpoint = endpointCalled(this.graph, source, isPing);
    const pending = this.firePing(endpoint as SourceEndpoint);
    if (settle) await this.settle();
    return pending;
  }

  /**
   * Goes on until nothing is left to do, however long the waits between are. Schedules do not fire: see
   * {@link Run.advance}.
   *
   * @throws {@link AuthoringError} `handler-stuck`, `endless-run`, `missing-handler`
   */
  public settle(): Promise<void> {
    return this.runUntil(undefined);
  }

  /** Goes on for so many milliseconds of virtual time; schedules fire on the way. @throws as {@link Run.settle} does */
  public async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (let next = this.nextPing(end); next !== undefined; next = this.nextPing(end)) {
      await this.runUntil(next.at);
      for (const source of next.sources) this.firePing(source);
    }
    await this.runUntil(end);
  }

  /** Every attempt at every delivery, in the order they started. */
  public get deliveries(): readonly Delivery[] {
    return this.ring.deliveries;
  }

  /** The events that a dead-letter sink took, in order. */
  public get deadLetters(): readonly DeadLetter[] {
    return deadLettersOf(this.deliveries);
  }

  /** The events that failed for good and that nobody kept, each at the leg that lost it. */
  public get lost(): readonly LostEvent[] {
    return lostOf(this.deliveries);
  }

  /** Every time a Broker or Channel took an event, in order. */
  public get arrivals(): readonly Arrival[] {
    return this.ring.arrivals;
  }

  /** How many events each leg's filter withheld, by hop id. */
  public get withheld(): ReadonlyMap<string, number> {
    return this.ring.withheld;
  }

  /** How many deliveries are not in {@link Run.deliveries} any more. */
  public get forgotten(): number {
    return this.ring.forgotten;
  }

  /** What to know of this run, a sentence each: Brokers whose law is only assumed, what can never deliver. */
  public get notices(): readonly string[] {
    return [...graphNotices(this.graph), ...this.shimNotices];
  }

  /** When the run began, in milliseconds since the epoch. */
  public get startedAt(): number {
    return this.startMs;
  }

  private async runUntil(untilMs: number | undefined): Promise<void> {
    try {
      await this.host.settle(untilMs);
    } catch (error) {
      if (error instanceof StuckError) throw handlerStuck(error, this.assignment.get(error.call.request.to)?.step.name);
      if (error instanceof EndlessError) throw endlessRun(error, this);
      throw error;
    }
  }

  private sendFrom(draft: EventDraft, source: SourceEndpoint): SentEvent {
    this.checkEmits(draft, source);
    const own = source.ping?.source ?? `/sluice/${source.name}`;
    const event = this.stamped(draft, own);
    const attributes = Object.assign(Object.create(null), event.attributes, lowerCased(source.ceOverrides));
    return this.track({ ...event, attributes }, (wire, done) => this.engine.sendFrom(source.id, wire, done));
  }

  private postTo(draft: EventDraft, to: string): SentEvent {
    const endpoint = endpointCalled(this.graph, to, ({ kind }) => kind !== "source");
    const event = this.stamped(draft, "/sluice/testing");
    return this.track(event, (wire, done) => this.engine.post(endpoint.id, wire, done));
  }

  private firePing(source: SourceEndpoint): SentEvent {
    this.checkSink(source);
    const event = pingEventOf(source, { id: this.random.uuid(), time: new Date(this.now).toISOString() });
    if (event === undefined) throw mutedSource(source);
    return this.track(event, (wire, done) => this.engine.sendFrom(source.id, wire, done));
  }

  private track(event: WireEvent, go: (event: WireEvent, done: (sent: Sent) => void) => unknown): SentEvent {
    const pending: { event: TypedEvent; sent: Sent | undefined } = { event: toTypedEvent(event), sent: undefined };
    go(event, (sent) => {
      pending.sent = sent;
    });
    return pending;
  }

  private stamped(draft: EventDraft, source: string): WireEvent {
    return fromDraft(draft, { id: this.random.uuid(), time: new Date(this.now).toISOString(), source });
  }

  private source(name: string): SourceEndpoint {
    const endpoint = endpointCalled(this.graph, name, ({ kind }) => kind === "source") as SourceEndpoint;
    this.checkSink(endpoint);
    return endpoint;
  }

  private checkSink(source: SourceEndpoint): void {
    if (this.graph.hops.some((hop) => hop.from === source.id && hop.to !== undefined)) return;
    throw noSink(source);
  }

  private checkEmits({ type }: EventDraft, source: SourceEndpoint): void {
    const { emits } = source;
    if (emits === undefined || emits.some((contract) => contract.type === type)) return;
    throw doesNotEmit(source, type);
  }

  private prepare(endpoint: Endpoint): void {
    const served = this.assignment.get(endpoint.id);
    if (served !== undefined) {
      this.responders.set(endpoint.id, responderFor(served.step, served.implementation, this.lender));
    } else if (endpoint.replies === undefined || endpoint.replies.length === 0) {
      this.responders.set(endpoint.id, acceptAll);
    }
  }

  private responderOf(id: string): Responder {
    const responder = this.responders.get(id);
    if (responder !== undefined) return responder;
    return (request) => {
      const endpoint = this.graph.endpoints.find((one) => one.id === id);
      throw missingHandler(endpoint, String(request.event.attributes.type));
    };
  }

  private nextPing(endMs: number): { readonly at: number; readonly sources: readonly SourceEndpoint[] } | undefined {
    let at = Number.POSITIVE_INFINITY;
    let sources: SourceEndpoint[] = [];
    for (const endpoint of this.graph.endpoints) {
      if (endpoint.kind !== "source" || endpoint.ping === undefined || mutedBy(endpoint) !== undefined) continue;
      const next = nextFire(endpoint.ping.schedule, endpoint.ping.timezone, this.now);
      if (next === undefined || next > endMs || next > at) continue;
      if (next < at) sources = [];
      at = next;
      sources.push(endpoint);
    }
    return sources.length === 0 ? undefined : { at, sources };
  }
}

function lowerCased(overrides: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name.toLowerCase(), value]));
}
