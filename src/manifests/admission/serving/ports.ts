import type { Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import type { Role } from "./containers.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

const RESERVED = new Set([8008, 8012, 8013, 8022, 9090, 9091]);
const MASK = new Set(["containerPort", "name", "protocol"]);

/** `container-port`: one port over all containers, and exactly one where there are several (PORT-1). */
export function checkPortCount(containers: readonly Fields[], where: At, report: Report): void {
  const count = containers.reduce((sum, { ports }) => sum + (Array.isArray(ports) ? ports.length : 0), 0);
  const say = new Say("container-port", "PORT-1", report);
  if (count > 1) {
    const at = containers.findLastIndex(({ ports }) => Array.isArray(ports) && ports.length > 0);
    const place: At = {
      field: below(where, `.containers[${at}].ports`).field,
      printed: `${where.printed}.containers[*].ports`,
    };
    say.error(place, `There are ${count} ports; requests go to one.`, "Keep one port over all containers.", {
      message: "more than one container port is set",
      paths: [place.printed],
      details: "Only a single port is allowed across all containers",
    });
    return;
  }
  if (count === 1 || containers.length < 2) return;
  const place: At = {
    field: below(where, ".containers[0].ports").field,
    printed: `${where.printed}.containers[*].ports`,
  };
  say.missing(
    place,
    "With several containers one must say that it gets the requests.",
    "Add ports with a containerPort to it.",
  );
}

/** `container-port`: fields, name, protocol and number of a port (PORT-2 to PORT-5). Knative prints no index (PATH-1). */
export function checkPort(port: Fields, role: Role, index: number, container: At, report: Report): void {
  const say = new Say("container-port", "PORT-2 to PORT-5", report);
  const where = below(container, `.ports[${index}]`, ".ports");
  checkMask(port, MASK, where, "a port", say);
  const number = typeof port.containerPort === "number" ? port.containerPort : 0;
  const place = below(where, ".containerPort");
  if (RESERVED.has(number)) {
    const message = `containerPort ${number} belongs to Knative's queue-proxy.`;
    const details = `${number} is a reserved port, please use a different value`;
    say.invalid(place, `${number} is a reserved port`, message, "Choose another port, such as 8080.", details);
  } else if (number < 0 || number > 65_535) say.outOfRange(place, number, 0, 65_535);
  if (role === "init") return;
  const protocol = port.protocol;
  if (typeof protocol === "string" && protocol !== "" && protocol !== "TCP") {
    say.invalid(
      below(where, ".protocol"),
      protocol,
      `protocol is ${JSON.stringify(protocol)}.`,
      "Write TCP, or leave it out.",
    );
  }
  const { name } = port;
  if (typeof name !== "string" || ["", "h2c", "http1"].includes(name)) return;
  say.error(
    { field: `${where.field}.name`, printed: where.printed },
    `The port's name ${JSON.stringify(name)} says no protocol that Knative knows.`,
    "Write h2c for HTTP/2 and gRPC, http1, or leave the name out.",
    {
      message: `Port name ${name} is not allowed`,
      paths: [where.printed],
      details: "Name must be empty, or one of: 'h2c', 'http1'",
    },
  );
}
