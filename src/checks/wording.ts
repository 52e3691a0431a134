import type { ContractRef, Endpoint, Hop, Origin } from "../graph/index.ts";

/** How an endpoint is called in findings: `Service query-runner`, `Broker daily`. */
export function called(endpoint: Endpoint): string {
  const kind = endpoint.origin.object?.kind;
  if (endpoint.kind === "external") return endpoint.name;
  // A channel that a Sequence or Parallel makes has no manifest of its own.
  if (endpoint.kind === "channel" && kind !== undefined && !kind.endsWith("Channel")) return `channel ${endpoint.name}`;
  return kind === undefined ? endpoint.name : `${kind} ${endpoint.name}`;
}

/** How a leg is called: by the object that makes it, and the part of it that does. */
export function calledHop({ kind, origin, name }: Hop): string {
  const object = calledOrigin(origin) ?? name;
  if (kind === "shim") return `step "${name}" of ${object}`;
  return origin.field === undefined || origin.field === "" ? object : `${origin.field} of ${object}`;
}

/** `Trigger to-runner`, for the object of an origin. */
export function calledOrigin(origin: Origin): string | undefined {
  return origin.object && `${origin.object.kind} ${origin.object.name}`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`; beyond three a count. */
export function quotedList(types: readonly string[], total = types.length): string {
  const shown = types.slice(0, 3).map((type) => JSON.stringify(type));
  if (total > shown.length) return `${shown.join(", ")} and ${total - shown.length} more`;
  const last = shown.pop() ?? "nothing";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** Each type once, in order. */
export function typesOf(contracts: Iterable<ContractRef>): readonly string[] {
  return [...new Set(Array.from(contracts, ({ type }) => type))];
}

/** `Trigger a`, `Trigger a and Trigger b`, …: names as they are; beyond three a count. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  if (names.length > 3) return `${shown.join(", ")} and ${names.length - 3} more`;
  const last = shown.pop() ?? "nothing";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
