import type { Endpoint, EndpointId, EventGraph, SourceEndpoint, SubscriberEndpoint } from "../../graph/graph.ts";
import type { LocalService } from "../../manifests/manifest.ts";

/** What runs for one endpoint on this machine. */
export type PlannedService =
  /** A process to start. */
  | { readonly kind: "process"; readonly endpoint: EndpointId; readonly name: string; readonly start: LocalProcess }
  /** Something that runs already. */
  | { readonly kind: "url"; readonly endpoint: EndpointId; readonly name: string; readonly url: string }
  /** Nothing to start: events are accepted with an empty 202 and shown. */
  | { readonly kind: "stand-in"; readonly endpoint: EndpointId; readonly name: string };

/** How a process is started, before its port is known. */
export interface LocalProcess {
  /** A service module for `sluice-serve`, or a command. */
  readonly run: { readonly module: string } | { readonly command: string; readonly args: readonly string[] };
  /** Relative to the directory of `cdk8s.yaml`. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sources only send: they get `K_SINK` instead of a port. */
  readonly isSource: boolean;
}

/** Everything that will run, and what is missing for it. */
export interface Plan {
  readonly services: readonly PlannedService[];
  /** Environment variables that come from secrets or config maps and are set nowhere here: `notifier: SMTP_URL`. */
  readonly missingEnv: readonly MissingVariable[];
}

/** A variable whose value only the cluster has. */
export interface MissingVariable {
  readonly service: string;
  readonly variable: string;
}

/**
 * Decides what to start for a graph. `environment` gives values for variables that manifests take from secrets and
 * config maps; `given` overrides how a service is reached: URLs by endpoint id (`--service NAME=URL`).
 */
export function planServices(
  graph: EventGraph,
  environment: Readonly<Record<string, string | undefined>>,
  given: ReadonlyMap<EndpointId, string>,
): Plan {
  const missingEnv: MissingVariable[] = [];
  const services: PlannedService[] = [];
  for (const endpoint of graph.endpoints) {
    if (!runsHere(endpoint)) continue;
    const url = given.get(endpoint.id);
    const local: LocalService | undefined = url === undefined ? endpoint.local : { url };
    if (local === undefined) {
      // A source without a process is one that Sluice fires itself, or that is posted to by hand.
      if (endpoint.kind !== "source") services.push({ kind: "stand-in", endpoint: endpoint.id, name: endpoint.name });
    } else if ("url" in local) {
      services.push({ kind: "url", endpoint: endpoint.id, name: endpoint.name, url: local.url });
    } else {
      const { env, missing } = environmentOf(endpoint, local.env ?? {}, environment);
      missingEnv.push(...missing.map((variable) => ({ service: endpoint.name, variable })));
      services.push({
        kind: "process",
        endpoint: endpoint.id,
        name: endpoint.name,
        start: {
          run: runOf(local),
          cwd: "cwd" in local ? (local.cwd ?? ".") : ".",
          env,
          isSource: endpoint.kind === "source",
        },
      });
    }
  }
  return { services, missingEnv };
}

/** A shim is run by the engine itself. */
function runsHere(endpoint: Endpoint): endpoint is SourceEndpoint | SubscriberEndpoint {
  if (endpoint.kind === "subscriber" && endpoint.routes !== undefined) return false;
  if (endpoint.kind === "source") return endpoint.ping === undefined;
  return endpoint.kind === "subscriber" || endpoint.kind === "sink" || endpoint.kind === "external";
}

function runOf(local: Exclude<LocalService, { readonly url: string }>): LocalProcess["run"] {
  return "module" in local ? { module: local.module } : { command: local.command, args: local.args ?? [] };
}

/** The container's variables, with what `local` says on top; values of secrets come from our own environment. */
function environmentOf(
  endpoint: Endpoint,
  local: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly env: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const env: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, value, isReference, isOptional } of containerEnv(endpoint)) {
    if (name in local) continue;
    const found = isReference ? environment[name] : value;
    if (found !== undefined) env[name] = found;
    else if (isReference && !isOptional) missing.push(name);
  }
  return { env: { ...env, ...local }, missing };
}

interface ContainerVariable {
  readonly name: string;
  readonly value: string | undefined;
  readonly isReference: boolean;
  readonly isOptional: boolean;
}

/** `spec.template.spec.containers[0].env`, as far as it can be read. */
function containerEnv(endpoint: Endpoint): readonly ContainerVariable[] {
  const [container] = list(at(endpoint.manifest, "spec", "template", "spec", "containers"));
  return list(at(container, "env")).flatMap((entry) => {
    const name = at(entry, "name");
    if (typeof name !== "string") return [];
    const value = at(entry, "value");
    const from = at(entry, "valueFrom");
    const reference = at(from, "secretKeyRef") ?? at(from, "configMapKeyRef");
    return [
      {
        name,
        value: typeof value === "string" ? value : undefined,
        isReference: reference !== undefined,
        isOptional: at(reference, "optional") === true,
      },
    ];
  });
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
