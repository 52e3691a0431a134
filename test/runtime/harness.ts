import type { WireEvent } from "../../src/events/event.ts";
import { buildGraph } from "../../src/graph/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import {
  type Answer,
  createEngine,
  type Delivery,
  type Engine,
  type EngineHost,
  type Reaction,
  type Sent,
  seededRandom,
  TraceRing,
  type TransportRequest,
  VirtualClock,
  VirtualHost,
} from "../../src/runtime/index.ts";

export const START_MS = Date.UTC(2026, 0, 1);

/** Objects by kind, in namespace `n`: `service("s")`, `trigger("t", "b", "s", { … })`. */
export const service = (name: string): Manifest => object("serving.knative.dev/v1", "Service", name, {});
export const broker = (name: string, spec: object = {}, annotations?: Record<string, string>): Manifest =>
  object("eventing.knative.dev/v1", "Broker", name, spec, annotations);
export const trigger = (name: string, from: string, to: string, spec: object = {}): Manifest =>
  object("eventing.knative.dev/v1", "Trigger", name, { broker: from, subscriber: ref(to), ...spec });
export const ping = (name: string, sink: object, spec: object = {}): Manifest =>
  object("sources.knative.dev/v1", "PingSource", name, { schedule: "* * * * *", sink, ...spec });
export const ref = (name: string) => ({ ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name } });
export const brokerRef = (name: string) => ({ ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name } });

function object(apiVersion: string, kind: string, name: string, spec: object, annotations?: Record<string, string>) {
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: "n", ...(annotations === undefined ? {} : { annotations }) },
    spec: { ...spec },
  };
}

/** The ids that the graph gives. */
export const id = {
  service: (name: string) => `serving.knative.dev/Service/n/${name}`,
  broker: (name: string) => `eventing.knative.dev/Broker/n/${name}`,
  trigger: (name: string) => `eventing.knative.dev/Trigger/n/${name}`,
  ping: (name: string) => `sources.knative.dev/PingSource/n/${name}`,
};

export function event(type = "t.one", attributes: Readonly<Record<string, string>> = {}, data?: string): WireEvent {
  const own = Object.assign(Object.create(null), { specversion: "1.0", id: "1", source: "/test", type }, attributes);
  return data === undefined ? { attributes: own } : { attributes: own, data };
}

export const status = (code: number, headers: readonly (readonly [string, string])[] = []): Reaction => ({
  kind: "answer",
  answer: { status: code, headers },
});
export const reply = (wire: WireEvent): Reaction => ({
  kind: "answer",
  answer: { status: 200, headers: [], event: wire },
});

/** What a service does with its n-th request, the last one repeated. */
export type Script = readonly Reaction[];

/** A run over manifests, with scripted services by name. */
export class Rig {
  public readonly clock = new VirtualClock(START_MS);
  public readonly engine: Engine;
  public readonly requests: TransportRequest[] = [];
  public readonly ring = new TraceRing(1000);
  private readonly host: VirtualHost;

  public constructor(
    manifests: readonly Manifest[],
    scripts: Readonly<Record<string, Script>> = {},
    options: Partial<EngineHost> = {},
  ) {
    const place = { place: {}, placeOf: () => ({}) };
    const graph = buildGraph(
      manifests.map((manifest) => ({ manifest, ...place })),
      DEFAULT_SETTINGS,
    );
    const counts = new Map<string, number>();
    this.host = new VirtualHost({
      clock: this.clock,
      random: seededRandom(1),
      responderOf: (endpoint) => (request) => {
        this.requests.push(request);
        const name = endpoint.split("/").at(-1) ?? "";
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        const script = scripts[name] ?? [status(202)];
        return script[Math.min(count, script.length) - 1] ?? status(202);
      },
    });
    this.engine = createEngine(graph, { clock: this.clock, transport: this.host, observer: this.ring, ...options });
  }

  /** Posts to a Broker and runs to the end. */
  public async post(name: string, wire: WireEvent = event()): Promise<Sent | undefined> {
    let sent: Sent | undefined;
    this.engine.post(id.broker(name), wire, (end) => {
      sent = end;
    });
    await this.host.settle();
    return sent;
  }

  /** Sends any HTTP request and runs to the end. */
  public async receive(request: Parameters<Engine["receive"]>[0]): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    this.engine.receive(request, (end) => {
      answer = end;
    });
    await this.host.settle();
    return answer;
  }

  public settle(untilMs?: number): Promise<void> {
    return this.host.settle(untilMs);
  }

  /** What happened, a line each: start, leg, attempt, who was asked, outcome. */
  public get lines(): readonly string[] {
    return this.ring.deliveries.map(line);
  }
}

function line({ n, cause, time, leg, attempt, to, event: name, outcome }: Delivery): string {
  const told = outcome.kind === "cancelled" ? "" : ` ${outcome.status}`;
  const from = cause === undefined ? "" : ` after ${cause}`;
  return `${n}${from}: +${time - START_MS} ${name.type} ${leg} ${to.split("/").at(-1)} #${attempt} ${outcome.kind}${told}`;
}
