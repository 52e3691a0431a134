import { isObject } from "../../is-object.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import type { Role } from "./containers.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

const KINDS = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const HANDLERS = ["httpGet", "tcpSocket", "exec", "grpc"] as const;

/** `container-probe`: one handler, the container's own port, sensible numbers (PRB-1 to PRB-6). */
export function checkProbes(container: Fields, role: Role, where: At, context: Context, report: Report): void {
  const say = new Say("container-probe", "§3.7", report);
  if (role === "init") {
    for (const field of [...KINDS, "lifecycle"]) {
      if (container[field] === undefined) continue;
      const place = below(where, `.${field}`);
      say.error(place, `An init container takes no ${field}.`, `Remove ${field}.`, {
        message: "field not allowed in an init container",
        paths: [place.printed],
      });
    }
    return;
  }
  const sidecarProbes = context.features.serving("multi-container-probing") === "enabled";
  for (const kind of KINDS) {
    const probe = container[kind];
    if (!isObject(probe)) continue;
    const place = below(where, `.${kind}`);
    if (role === "sidecar" && !sidecarProbes) {
      say.disallowed(
        place,
        `A probe on a container beside the one with the port needs the feature flag multi-container-probing.`,
        "Remove it, or enable multi-container-probing in config-features of knative-serving and in sluice.yaml.",
      );
      continue;
    }
    if (kind === "readinessProbe") checkReadiness(probe, place, say);
    checkProbe(probe, role, container, place, say);
  }
}

/** PRB-3. */
function checkReadiness(probe: Fields, where: At, say: Say): void {
  const number = (field: string): number => (typeof probe[field] === "number" ? probe[field] : 0);
  const period = number("periodSeconds");
  const MAX = 2 ** 31 - 1;
  if (period < 0) say.outOfRange(below(where, ".periodSeconds"), period, 0, MAX);
  if (number("initialDelaySeconds") < 0) {
    say.outOfRange(below(where, ".initialDelaySeconds"), number("initialDelaySeconds"), 0, MAX);
  }
  if (number("successThreshold") < 1)
    say.outOfRange(below(where, ".successThreshold"), number("successThreshold"), 1, MAX);
  for (const field of ["failureThreshold", "timeoutSeconds"]) {
    const place = below(where, `.${field}`);
    const value = number(field);
    if (period !== 0) {
      if (value < 1) say.outOfRange(place, value, 1, MAX);
    } else if (value !== 0) {
      say.error(
        place,
        `${field} has no effect while periodSeconds is 0: Knative probes in its own rhythm.`,
        `Remove ${field}, or write periodSeconds.`,
        {
          message: `${field} is disallowed when periodSeconds is zero`,
          paths: [place.printed],
        },
      );
    }
  }
}

/** PRB-1, PRB-2, PRB-5. */
function checkProbe(probe: Fields, role: Role, container: Fields, where: At, say: Say): void {
  const given = HANDLERS.filter((handler) => probe[handler] !== undefined);
  const counted = given.map((handler) => `${where.printed}.${handler}`);
  if (given.length === 0) {
    say.error(where, "This probe says nothing to do.", "Write httpGet, tcpSocket, exec or grpc.", {
      message: "expected exactly one, got neither",
      paths: HANDLERS.map((handler) => `${where.printed}.${handler}`),
    });
  } else if (given.length > 1) {
    say.error(where, `This probe has ${given.join(" and ")}.`, "Keep one.", {
      message: "expected exactly one, got both",
      paths: counted,
    });
  }
  let printed = "";
  for (const handler of ["httpGet", "tcpSocket"] as const) {
    const action = probe[handler];
    if (!isObject(action)) continue;
    // Knative prefixes the later handler to what it said of the earlier one (PATH-2).
    printed = handler === "httpGet" && probe.tcpSocket !== undefined ? ".tcpSocket" : "";
    checkPort(action.port, role, container, below(where, `.${handler}.port`, `${printed}.${handler}.port`), say);
  }
}

function checkPort(port: unknown, role: Role, container: Fields, where: At, say: Say): void {
  if (role === "sidecar") {
    if (port !== undefined && port !== 0 && port !== "") return;
    const message = "A probe beside the container with the port must name its port.";
    say.invalid(where, port ?? 0, message, "Write the port.", "Probe port must be specified");
    return;
  }
  if (typeof port !== "string" || port === "") return;
  const ports: readonly unknown[] = Array.isArray(container.ports) ? container.ports : [];
  const own: unknown = ports[0];
  const name = isObject(own) && typeof own.name === "string" && own.name !== "" ? own.name : "http";
  if (port === name) return;
  const message = `The probe's port ${JSON.stringify(port)} is not the container's port ${JSON.stringify(name)}.`;
  say.invalid(where, port, message, `Write ${name}, or leave the port out.`, "Probe port must match container port");
}
