import type { EventGraph, SourceEndpoint } from "../../graph/graph.ts";
import type { Cancel, Clock } from "../engine/clock.ts";

/** When a schedule fires next, in milliseconds since the epoch; undefined: never (eventing.md §3.6). */
export type NextFire = (schedule: string, timezone: string, afterMs: number) => number | undefined;

/** A source that fires by itself. */
export type PingEndpoint = SourceEndpoint & Required<Pick<SourceEndpoint, "ping">>;

/** The sources of a graph that have a schedule. */
export function pingSources(graph: EventGraph): readonly PingEndpoint[] {
  return graph.endpoints.filter(
    (endpoint): endpoint is PingEndpoint => endpoint.kind === "source" && endpoint.ping !== undefined,
  );
}

/** Fires every PingSource at its times until cancelled. A tick that was missed is not made up for, as on a cluster. */
export function runSchedules(
  graph: EventGraph,
  clock: Clock,
  nextFire: NextFire,
  fire: (source: PingEndpoint) => void,
): Cancel {
  const cancels = new Map<string, Cancel>();
  for (const source of pingSources(graph)) plan(source);
  return () => {
    for (const cancel of cancels.values()) cancel();
  };

  function plan(source: PingEndpoint): void {
    const next = nextFire(source.ping.schedule, source.ping.timezone, clock.now());
    if (next === undefined) return;
    // A timer holds at most 24 days: far ticks are planned again on the way.
    const wait = Math.min(next - clock.now(), 24 * 24 * 3600 * 1000);
    cancels.set(
      source.id,
      clock.after(Math.max(0, wait), () => {
        if (clock.now() >= next) fire(source);
        plan(source);
      }),
    );
  }
}
