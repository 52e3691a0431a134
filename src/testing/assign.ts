import { AuthoringError } from "../diagnostics/index.ts";
import type { AnyStep } from "../events/step.ts";
import { type Endpoint, type EndpointId, type EventGraph, findEndpoint } from "../graph/index.ts";
import { contractName } from "../manifests/annotations.ts";
import { isShim } from "../runtime/index.ts";
import type { Served } from "./serving.ts";

/** Which code answers at which endpoint. */
export type Assignment = ReadonlyMap<EndpointId, Served>;

/**
 * Finds the services that implement each step: those whose contracts are the step's, as its manifests say them; where
 * several steps have the same contracts, the one whose construct id or name is the step's.
 *
 * @throws {@link AuthoringError} `unknown-endpoint`, `ambiguous-endpoint`, `step-not-deployed`, `served-twice`
 */
export function assign(graph: EventGraph, served: readonly Served[]): Assignment {
  const assigned = new Map<EndpointId, Served>();
  for (const one of served) {
    for (const endpoint of endpointsFor(graph, one, served)) {
      const before = assigned.get(endpoint.id);
      if (before !== undefined) throw servedTwice(endpoint, before.step, one.step);
      assigned.set(endpoint.id, one);
    }
  }
  return assigned;
}

function endpointsFor(graph: EventGraph, one: Served, all: readonly Served[]): readonly Endpoint[] {
  if (one.at !== undefined) return [endpointCalled(graph, one.at, isServed)];
  const { step } = one;
  const named = graph.endpoints.filter((endpoint) => isServed(endpoint) && isNamed(endpoint, step));
  const fitting = graph.endpoints.filter((endpoint) => isServed(endpoint) && implementsStep(endpoint, step));
  const own = fitting.filter((endpoint) => named.includes(endpoint));
  if (own.length > 0) return own;
  // Services that are another step's by name are not this one's, though their contracts be equal.
  const free = fitting.filter((endpoint) => !all.some((other) => other.step !== step && isNamed(endpoint, other.step)));
  if (free.length > 0) return free;
  const silent = named.filter((endpoint) => endpoint.accepts === undefined);
  if (silent.length > 0) return silent;
  throw notDeployed(graph, step);
}

/** The one endpoint that a name means. @throws {@link AuthoringError} `unknown-endpoint`, `ambiguous-endpoint` */
export function endpointCalled(graph: EventGraph, text: string, isWanted: (endpoint: Endpoint) => boolean): Endpoint {
  const found = findEndpoint(graph, text, isWanted);
  if (found.endpoint !== undefined) return found.endpoint;
  const listed = found.candidates.slice(0, 20).map((name) => `"${name}"`);
  const more = found.candidates.length > listed.length ? ` and ${found.candidates.length - listed.length} more` : "";
  throw new AuthoringError({
    code: found.isAmbiguous ? "ambiguous-endpoint" : "unknown-endpoint",
    at: {},
    message: found.isAmbiguous ? `"${text}" could be several things.` : `Nothing here is called "${text}".`,
    mend: listed.length === 0 ? "There is none." : `Use one of ${listed.join(", ")}${more}.`,
  });
}

/** A shim runs its own code, for which nobody stands in. */
function isServed(endpoint: Endpoint): boolean {
  const { kind } = endpoint;
  return (kind === "subscriber" && !isShim(endpoint)) || kind === "external" || kind === "sink";
}

function isNamed({ name, construct }: Endpoint, step: AnyStep): boolean {
  return name === step.name || construct?.split("/").at(-1) === step.name;
}

function implementsStep({ accepts, replies }: Endpoint, step: AnyStep): boolean {
  return isSame(accepts, step.accepts) && isSame(replies, step.replies);
}

type Names = readonly { readonly type: string; readonly schemaHash?: string | undefined }[];

function isSame(stated: Names | undefined, declared: Names): boolean {
  if (stated === undefined || stated.length !== declared.length) return false;
  const names = new Set(stated.map((one) => contractName(one)));
  return declared.every((one) => names.has(contractName(one)));
}

function notDeployed(graph: EventGraph, step: AnyStep): AuthoringError {
  const services = graph.endpoints.filter(isServed).map((endpoint) => `"${endpoint.construct ?? endpoint.name}"`);
  return new AuthoringError({
    code: "step-not-deployed",
    at: {},
    message: `No service here implements step "${step.name}": none has its contracts and none is called so.`,
    mend:
      services.length === 0
        ? "Give the step to a KnativeService of the app."
        : `Give the step to a KnativeService of the app, or name the service with \`serving(…, { at })\`: ${services.slice(0, 20).join(", ")}.`,
  });
}

function servedTwice(endpoint: Endpoint, first: AnyStep, second: AnyStep): AuthoringError {
  const name = endpoint.construct ?? endpoint.name;
  return new AuthoringError({
    code: "served-twice",
    at: {},
    message:
      first === second
        ? `"${name}" is served twice.`
        : `Both step "${first.name}" and step "${second.name}" would answer at "${name}".`,
    mend: "Say which service each is for with `serving(…, { at })`.",
  });
}
