import picocolors from "picocolors";
import { buildGraph, type Endpoint, type EndpointId, type EventGraph, findEndpoint } from "../../graph/index.ts";
import { applyDefaults } from "../../manifests/index.ts";
import { mutedBy } from "../../runtime/engine/ping.ts";
import { type DevHost, startDev } from "../../runtime/dev/dev-host.ts";
import { type Plan, planServices } from "../../runtime/dev/plan.ts";
import { ServiceError } from "../../runtime/dev/process-spec.ts";
import type { PingEndpoint } from "../../runtime/dev/schedules.ts";
import { shownNames, type Travel, travelLine } from "../../runtime/dev/travel-log.ts";
import type { AppRunner } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import { type Output, report } from "../output.ts";
import { Goal } from "./dev-goal.ts";

/** What `sluice dev` was told. */
export interface DevCommandOptions {
  /** Sources to fire by hand, in order, when everything runs. */
  readonly fire: readonly string[];
  /** Ends when each endpoint has handled so many events: `NAME=COUNT`. */
  readonly until: readonly string[];
  /** `NAME=URL`: services that run elsewhere. */
  readonly service: readonly string[];
  readonly port: number;
  /** Seconds; only with `until`. */
  readonly timeout: number;
  readonly format: "text" | "json";
  /** Runs in spite of errors. */
  readonly force: boolean;
  /** Shows everything that services print, not only warnings, errors and plain text. */
  readonly logs: boolean;
}

/** Built files that processes run. */
export interface DevFiles {
  readonly guard: string;
  readonly serve: string;
}

/** `sluice dev`: the app, running on this machine, every event printed as it travels. */
export async function dev(
  paths: readonly string[],
  options: DevCommandOptions,
  files: DevFiles,
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { manifests, findings, acknowledged, settings, root } = await load(paths, runner);
  const code = await report({ findings, acknowledged }, "text", output);
  if (code !== EXIT.ok && !options.force) {
    output.stderr("Nothing was started. Mend the errors above, or run with --force.\n");
    return code;
  }
  const graph = buildGraph(
    manifests.map((sourced) => ({ ...sourced, manifest: applyDefaults(sourced.manifest, settings) })),
    settings,
  );
  const fired = options.fire.map((name) => sourceNamed(graph, name));
  const goal = new Goal(options.until.map((text) => countOf(graph, text)));
  const plan = planServices(graph, process.env, elsewhere(graph, options.service));
  refuseMissing(plan);
  return run({ graph, plan, root, fired, goal, options, files, output });
}

/** How long what still travels may take when the run has come to its end. */
const SETTLE_MS = 5_000;

interface Run {
  readonly graph: EventGraph;
  readonly plan: Plan;
  readonly root: string;
  readonly fired: readonly PingEndpoint[];
  readonly goal: Goal;
  readonly options: DevCommandOptions;
  readonly files: DevFiles;
  readonly output: Output;
}

async function run({ graph, plan, root, fired, goal, options, files, output }: Run): Promise<ExitCode> {
  const show = printer(options.format, output);
  const ended = new Promise<void>((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => done());
  });
  const host = await start(
    { graph, services: plan.services, root, port: options.port, ...files },
    goal,
    show,
    options.logs,
    output,
  );
  try {
    welcome(host, graph, output);
    for (const source of fired) {
      output.stderr(`${source.name} is fired by hand.\n`);
      // Its end is told by what travels; a source that is refused is a failure like any other.
      void host.fire(source);
    }
    await Promise.race([ended.then(() => goal.stopped()), goal.reached(options.timeout * 1000)]);
    // What failed may still be on its way to a dead-letter sink, and a sender waits for its answer.
    if (goal.isDecided) await host.settled(SETTLE_MS);
  } finally {
    await host.stop();
  }
  return goal.conclude(output);
}

async function start(
  options: Parameters<typeof startDev>[0],
  goal: Goal,
  show: (travel: Travel) => void,
  logs: boolean,
  output: Output,
): Promise<DevHost> {
  try {
    const colors = picocolors.createColors(output.color);
    return await startDev(options, {
      onTravel(travel) {
        show(travel);
        goal.sees(travel);
      },
      onOutput(service, line) {
        if (logs || !isRoutine(line)) output.stderr(`${colors.dim(`[${service}]`)} ${line}\n`);
      },
      onNotice: (text) => output.stderr(`${text}\n`),
      onServiceLost: (error) => goal.serviceLost(error),
    });
  } catch (error) {
    if (error instanceof ServiceError) throw new CliError(EXIT.service, error.message, { mend: error.mend });
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new CliError(EXIT.service, `Port ${options.port} is in use.`, {
        mend: "Name another one: --port 8090, or --port 0 for any.",
      });
    }
    throw error;
  }
}

/** A JSON log line that tells nothing is wrong: what travels is printed anyway. */
function isRoutine(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    const parsed: unknown = JSON.parse(line);
    const severity: unknown =
      typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "severity") : undefined;
    return severity === undefined || severity === "INFO" || severity === "DEBUG";
  } catch {
    return false;
  }
}

function welcome(host: DevHost, graph: EventGraph, output: Output): void {
  for (const endpoint of graph.endpoints) {
    if (endpoint.kind !== "broker" && endpoint.kind !== "channel") continue;
    output.stderr(
      `${endpoint.kind} ${endpoint.namespace}/${endpoint.name} takes events at ${host.loopback.urlOf(endpoint)}\n`,
    );
  }
  for (const source of host.sources) {
    // Such a source was told of already.
    if (mutedBy(source) !== undefined) continue;
    output.stderr(
      `${source.name} fires by "${source.ping.schedule}"${source.ping.timezone === "" ? "" : ` (${source.ping.timezone})`}; by hand: --fire ${source.name}\n`,
    );
  }
}

function printer(format: "text" | "json", output: Output): (travel: Travel) => void {
  if (format === "json") return (travel) => output.stdout(`${JSON.stringify(travel)}\n`);
  const colors = picocolors.createColors(output.color);
  const paint = { good: colors.green, retry: colors.yellow, dropped: colors.yellow, failed: colors.red };
  return (travel) => output.stdout(`${travelLine(travel, (grade, text) => paint[grade](text))}\n`);
}

function sourceNamed(graph: EventGraph, name: string): PingEndpoint {
  const found = findEndpoint(graph, name, (endpoint) => endpoint.kind === "source" && endpoint.ping !== undefined);
  return endpointOf(found, name, "source with a schedule") as PingEndpoint;
}

function countOf(graph: EventGraph, text: string): { readonly name: string; readonly count: number } {
  const [, name, digits] = /^(.+)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined) {
    throw new CliError(EXIT.usage, `"--until ${text}" is no NAME=COUNT.`, { mend: "Write `--until notifier=2`." });
  }
  const { id } = endpointOf(findEndpoint(graph, name, handles), name, "service");
  return { name: shownNames(graph).get(id) ?? id, count: Number(digits) };
}

function handles({ kind }: Endpoint): boolean {
  return kind !== "source" && kind !== "broker" && kind !== "channel";
}

function endpointOf(found: ReturnType<typeof findEndpoint>, name: string, what: string): Endpoint {
  if (found.endpoint !== undefined) return found.endpoint;
  const candidates = found.candidates.length === 0 ? "there is none" : found.candidates.join(", ");
  if (found.isAmbiguous) throw new CliError(EXIT.usage, `"${name}" is more than one ${what}: ${candidates}.`);
  throw new CliError(EXIT.usage, `There is no ${what} "${name}": ${candidates}.`);
}

/** Services that run elsewhere: URLs by endpoint id. */
function elsewhere(graph: EventGraph, texts: readonly string[]): ReadonlyMap<EndpointId, string> {
  return new Map(
    texts.map((text) => {
      const [, name, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(text) ?? [];
      if (name === undefined || url === undefined || !URL.canParse(url)) {
        throw new CliError(EXIT.usage, `"--service ${text}" is no NAME=URL.`, {
          mend: "Write `--service notifier=http://127.0.0.1:9000`.",
        });
      }
      return [endpointOf(findEndpoint(graph, name, handles), name, "service").id, url];
    }),
  );
}

function refuseMissing(plan: Plan): void {
  if (plan.missingEnv.length === 0) return;
  const list = plan.missingEnv.map(({ service, variable }) => `${variable} (${service})`).join(", ");
  throw new CliError(
    EXIT.usage,
    `On a cluster these come from secrets or config maps, and here from nowhere: ${list}.`,
    {
      mend: "Set them in the environment, or in `local: { env }` of the service.",
    },
  );
}
