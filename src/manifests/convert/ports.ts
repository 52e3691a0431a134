import type { Part, PodContext } from "./containers.ts";
import type { Losses } from "./loss.ts";
import { insteadOfField } from "../serving-fields.ts";
import { objectsOf, textOf } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The one port that gets requests (serving.md §3.6); every other one cannot be reached. */
export function convertPorts(
  container: Fields,
  part: Part,
  path: string,
  { options }: PodContext,
  losses: Losses,
): { readonly ports?: readonly Fields[] } {
  const ports = objectsOf(container.ports);
  const chosen = part === "user" ? chosenPort(ports, options.port) : -1;
  ports.forEach((port, index) => {
    if (index === chosen) return;
    const where = `${path}.ports[${index}]`;
    const what = `Port ${textOf(port.containerPort)}${port.name === undefined ? "" : ` (${textOf(port.name)})`}`;
    const message = `${what} is not carried over: requests to a Knative Service reach one port of one container.`;
    losses.add(where, message, "Choose it with the option port, or serve it from a Deployment of its own.", "PORT-1");
  });
  const port = ports[chosen];
  if (port === undefined) return {};
  return { ports: [convertPort(port, `${path}.ports[${chosen}]`, losses)] };
}

/** The index of the port that gets requests. */
export function chosenPort(ports: readonly Fields[], wanted: number | string | undefined): number {
  const found = ports.findIndex(
    ({ containerPort, name }) => wanted !== undefined && (containerPort === wanted || name === wanted),
  );
  return found === -1 ? Math.min(0, ports.length - 1) : found;
}

function convertPort(port: Fields, where: string, losses: Losses): Fields {
  const { containerPort, name, protocol } = port;
  for (const field of ["hostPort", "hostIP"]) {
    if (port[field] === undefined) continue;
    const message = `${field} is not carried over: instances of a Knative Service have no address of their own.`;
    losses.add(`${where}.${field}`, message, insteadOfField(field) ?? "Remove it.", "PORT-2");
  }
  if (protocol !== undefined && protocol !== "TCP") {
    const message = `The protocol ${textOf(protocol)} is not carried over: requests to a Knative Service are HTTP over TCP.`;
    losses.add(`${where}.protocol`, message, "Serve it from a Deployment.", "PORT-4");
  }
  const spoken = typeof name === "string" ? protocolOf(name) : undefined;
  return {
    ...(spoken === undefined ? {} : { name: spoken }),
    ...(containerPort === undefined ? {} : { containerPort }),
  };
}

/** Names of ports say what is spoken there: `h2c` for gRPC and HTTP/2; any other name says HTTP/1.1, and is not needed. */
function protocolOf(name: string): string | undefined {
  if (/^(?:h2c|grpc|http2)(?:-|$)/.test(name)) return "h2c";
  return name === "http1" ? name : undefined;
}
