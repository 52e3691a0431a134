import type { WireEvent } from "../../events/event.ts";
import type { HopFilter } from "../../graph/graph.ts";

/** Stand-in until `events/filters` lands: legacy attributes and `exact` only. */
export function compileFilter(filter: HopFilter): (event: WireEvent) => "pass" | "fail" | "none" {
  const exact = (filter.filters ?? []).map((one) =>
    Object.entries((one as { exact?: Record<string, string> }).exact ?? {}),
  );
  const wanted = exact.length > 0 ? exact.flat() : Object.entries(filter.attributes ?? {});
  return (event) => (wanted.every(([name, value]) => event.attributes[name] === value) ? "pass" : "fail");
}
