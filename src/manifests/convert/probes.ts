import { isObject } from "../is-object.ts";
import type { Part, PodContext } from "./containers.ts";
import type { Losses } from "./loss.ts";
import { chosenPort } from "./ports.ts";
import { objectsOf } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

const SIDECAR = "multi-container-probing";

/** The probes of a container, with ports by number, because only the one port keeps a name (serving.md §3.7). */
export function convertProbes(
  container: Fields,
  part: Part,
  path: string,
  { flags, options }: PodContext,
  losses: Losses,
): Fields {
  const result: Record<string, unknown> = {};
  const ports = objectsOf(container.ports);
  const own = part === "user" ? ports[chosenPort(ports, options.port)]?.containerPort : undefined;
  for (const field of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container[field];
    if (!isObject(probe)) continue;
    const where = `${path}.${field}`;
    if (part === "init") {
      const message = `${field} is not carried over: init containers of a Knative Service have no probes.`;
      losses.add(where, message, "Remove it.", "PRB-6");
    } else if (part === "sidecar" && !flags(SIDECAR)) {
      losses.needsFlag(where, SIDECAR, `${field} of a container without requests`, "PRB-5");
    } else {
      const numbered = withNumbers(probe, ports, own);
      result[field] = field === "readinessProbe" ? withPeriod(numbered) : numbered;
    }
  }
  return result;
}

function withNumbers(probe: Fields, ports: readonly Fields[], own: unknown): Fields {
  let result = probe;
  for (const handler of ["httpGet", "tcpSocket"]) {
    const action = probe[handler];
    if (!isObject(action) || typeof action.port !== "string") continue;
    const number = ports.find(({ name }) => name === action.port)?.containerPort ?? own;
    const { port: _port, ...rest } = action;
    result = { ...result, [handler]: number === undefined ? rest : { ...rest, port: number } };
  }
  return result;
}

/** Without a period Knative asks in its own rhythm and takes no thresholds; Kubernetes then asks every ten seconds (PRB-3). */
function withPeriod(probe: Fields): Fields {
  const hasThresholds = [probe.failureThreshold, probe.timeoutSeconds].some(
    (value) => value !== undefined && value !== 0,
  );
  return hasThresholds && (probe.periodSeconds ?? 0) === 0 ? { ...probe, periodSeconds: 10 } : probe;
}
