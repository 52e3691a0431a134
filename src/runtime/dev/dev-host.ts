import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { WireEvent } from "../../events/event.ts";
import type { EndpointId, EventGraph } from "../../graph/graph.ts";
import { nextFire } from "../../manifests/index.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { pingEventOf } from "../engine/ping.ts";
import { graphNotices } from "../notices.ts";
import { prepareShims } from "../prepare-shims.ts";
import { loadShimCompilers } from "../shim-compilers.ts";
import { freePorts } from "./free-port.ts";
import { HttpTransport } from "./http-transport.ts";
import { listen, type Loopback } from "./loopback.ts";
import type { PlannedService } from "./plan.ts";
import type { ProcessSpec, ServiceError } from "./process-spec.ts";
import { realClock } from "./real-clock.ts";
import { countDeliveries, countTimers } from "./under-way.ts";
import { type PingEndpoint, pingSources, runSchedules } from "./schedules.ts";
import { startStandIns } from "./stand-in.ts";
import { Supervisor } from "./supervisor.ts";
import { type Travel, travelLog } from "./travel-log.ts";

/** What a development host needs. */
export interface DevOptions {
  readonly graph: EventGraph;
  readonly services: readonly PlannedService[];
  /** Absolute directory of `cdk8s.yaml`: `local` paths are relative to it. */
  readonly root: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Built files: the guard every process runs behind, and the program that serves modules. */
  readonly guard: string;
  readonly serve: string;
}

/** What it tells, as it happens. */
export interface DevListener {
  onTravel(travel: Travel): void;
  /** A line that a service printed. */
  onOutput(service: string, line: string): void;
  onNotice(text: string): void;
  /** A service that had been ready could not be brought back. */
  onServiceLost(error: ServiceError): void;
}

/** A running graph. */
export interface DevHost {
  readonly loopback: Loopback;
  readonly sources: readonly PingEndpoint[];
  /** Fires one source by the code its schedule uses; resolves when its event is through, true when it was taken. */
  fire(source: PingEndpoint): Promise<boolean>;
  /** Resolves when nothing travels and nothing waits to be sent again, at the latest after `atMostMs`. */
  settled(atMostMs: number): Promise<void>;
  /** Ends every process and closes every port. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Runs a graph on this machine: real HTTP on loopback, a process for each service, schedules on the real clock, and
 * between them the same engine that tests use.
 *
 * @throws {@link ServiceError} when a service does not come up; Error `EADDRINUSE` when the port is taken. Nothing is left running then.
 */
export async function startDev(options: DevOptions, listener: DevListener): Promise<DevHost> {
  const { graph } = options;
  const clock = realClock();
  const pending = countTimers(clock);
  const locations = new Map<EndpointId, string>();
  const transport = new HttpTransport((endpoint, url) => located(locations.get(endpoint), url));
  let stopped: Promise<void> | undefined;
  // What breaks because everything is being stopped tells nothing.
  const log = travelLog(graph, (travel) => (stopped === undefined ? listener.onTravel(travel) : undefined));
  const underWay = countDeliveries(log);
  const compilers = await loadShimCompilers(graph);
  const { shims, faults } = prepareShims(graph, compilers(clock));
  const engine = createEngine(graph, { clock: pending.clock, transport, observer: underWay.observer, shims });
  const loopback = await listen(graph, options.port, (to, event, from) => receive(engine, to, event, from));
  const supervisor = new Supervisor(
    { guard: options.guard },
    {
      onOutput: (name, line) => listener.onOutput(name, line),
      onRestart: (name, how, waitMs) => listener.onNotice(`${name}: ${how}; started again in ${waitMs} ms`),
      onGivenUp: (error) => listener.onServiceLost(error),
    },
  );
  for (const notice of [...graphNotices(graph), ...faults.map(({ text }) => text)]) listener.onNotice(notice);
  const standIns = await startStandIns(options.services, locations, (text) => listener.onNotice(text));
  let cancelSchedules = (): void => undefined;
  const stop = async () => {
    cancelSchedules();
    await supervisor.stop();
    await standIns.close();
    // A retry that waits would keep this process alive, and find nobody.
    pending.stop();
    transport.close();
    await loopback.close();
  };
  const host: DevHost = {
    loopback,
    sources: pingSources(graph),
    fire: (source) => fire(engine, source, clock.now()),
    settled: async (atMostMs) => {
      const until = clock.now() + atMostMs;
      while (pending.count() + underWay.count() > 0 && clock.now() < until) {
        await new Promise<void>((done) => clock.after(10, done));
      }
    },
    stop: () => (stopped ??= stop()),
  };
  try {
    await startServices(options, loopback, supervisor, locations);
  } catch (error) {
    await host.stop();
    throw error;
  }
  cancelSchedules = runSchedules(graph, clock, nextFire, (source) => void host.fire(source));
  return host;
}

/** Subscribers first: a source may send as soon as it runs. */
async function startServices(
  options: DevOptions,
  loopback: Loopback,
  supervisor: Supervisor,
  locations: Map<EndpointId, string>,
): Promise<void> {
  const processes = options.services.filter((service) => service.kind === "process");
  const ports = await freePorts(processes.length);
  const specs = processes.map((service, index) => ({
    service,
    spec: specOf(service, ports[index] ?? 0, options, loopback),
  }));
  for (const { service, spec } of specs) {
    if (spec.port !== undefined) locations.set(service.endpoint, `http://127.0.0.1:${spec.port}`);
  }
  for (const service of options.services) {
    if (service.kind === "url") locations.set(service.endpoint, service.url);
  }
  for (const isSource of [false, true]) {
    await Promise.all(
      specs.filter(({ service }) => service.start.isSource === isSource).map(({ spec }) => supervisor.start(spec)),
    );
  }
}

function specOf(
  service: Extract<PlannedService, { readonly kind: "process" }>,
  port: number,
  options: DevOptions,
  loopback: Loopback,
): ProcessSpec {
  const { run, cwd, env, isSource } = service.start;
  const runtime = isSource
    ? sourceEnvironment(service.endpoint, options.graph, loopback)
    : serviceEnvironment(service.name, port);
  const command =
    "module" in run
      ? { command: process.execPath, args: [options.serve, run.module] }
      : { command: run.command, args: run.args };
  return {
    name: service.name,
    ...command,
    cwd: resolve(options.root, cwd),
    env: { ...env, ...runtime },
    ...(isSource ? {} : { port }),
  };
}

/** serving.md §6. */
function serviceEnvironment(name: string, port: number): Readonly<Record<string, string>> {
  return { PORT: String(port), HOST: "127.0.0.1", K_SERVICE: name, K_CONFIGURATION: name, K_REVISION: `${name}-00001` };
}

/** eventing.md §7.2. */
function sourceEnvironment(id: EndpointId, graph: EventGraph, loopback: Loopback): Readonly<Record<string, string>> {
  const sink = graph.hops.find((hop) => hop.from === id)?.to?.endpoint;
  const source = graph.endpoints.find((endpoint) => endpoint.id === id);
  const overrides = source?.kind === "source" ? source.ceOverrides : {};
  return {
    K_SINK: sink === undefined ? "" : loopback.sinkOf(id, sink),
    K_CE_OVERRIDES: Object.keys(overrides).length === 0 ? "" : JSON.stringify({ extensions: overrides }),
  };
}

function receive(engine: Engine, to: EndpointId, event: WireEvent, from: EndpointId | undefined): Promise<number> {
  return new Promise((answered) => {
    engine.post(to, event, ({ status }) => answered(status ?? 502), from === undefined ? {} : { from });
  });
}

function fire(engine: Engine, source: PingEndpoint, now: number): Promise<boolean> {
  const event = pingEventOf(source, { id: randomUUID(), time: new Date(now).toISOString() });
  // An override that mutes the source (eventing.md §7.2).
  if (event === undefined) return Promise.resolve(false);
  return new Promise((done) => {
    engine.sendFrom(source.id, event, ({ isTaken }) => done(isTaken));
  });
}

/** The local address with the path of the in-cluster one. */
function located(base: string | undefined, url: string): string | undefined {
  if (base === undefined) return undefined;
  const { pathname, search } = new URL(url);
  return `${base.replace(/\/$/, "")}${pathname}${search}`;
}
