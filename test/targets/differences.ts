import type { TargetOutcome } from "./outcome.ts";

/** All that may differ between two targets of one flow. */
export const REASONS = ["retries", "duplicates", "latency", "order", "durability", "what the sender is told"] as const;
export type Reason = (typeof REASONS)[number];

/** How one target's outcome differs from another's. */
export interface Comparison {
  /** What must not differ, a sentence each: an event that a step did or did not take, a dead letter. */
  readonly violations: readonly string[];
  /** By reason: what was seen here. */
  readonly differences: ReadonlyMap<Reason, Kind>;
}

/** More or fewer, longer or shorter, than the reference; or only different. */
export type Kind = "more" | "fewer" | "longer" | "shorter" | "other";

/**
 * Compares what a target made of a scenario with what the reference made of it (design.md §4). What was taken more than
 * once may be taken more or less often, but never less often than it was sent.
 *
 * @param sends - how often each event was sent
 */
export function compare(reference: TargetOutcome, other: TargetOutcome, sends: number): Comparison {
  const violations: string[] = [];
  const differences = new Map<Reason, Kind>();
  for (const part of ["accepted", "deadLetters"] as const) {
    const [expected, seen] = [reference[part], other[part]];
    violations.push(
      ...missing(expected, seen, sends).map((line) => `${part}: not here: ${line}`),
      ...missing(seen, expected, sends).map((line) => `${part}: only here: ${line}`),
    );
    if (!isSame(expected, seen)) differences.set("duplicates", seen.length > expected.length ? "more" : "fewer");
  }
  if (!isSame(reference.attempts, other.attempts) || reference.sends !== other.sends) {
    const of = ({ attempts, sends: own }: TargetOutcome) => attempts.length + own;
    differences.set("retries", of(other) > of(reference) ? "more" : "fewer");
  }
  if (reference.tookMs !== other.tookMs)
    differences.set("latency", other.tookMs > reference.tookMs ? "longer" : "shorter");
  if (isSame(reference.accepted, other.accepted) && reference.accepted.join() !== other.accepted.join())
    differences.set("order", "other");
  if (reference.told.join() !== other.told.join()) differences.set("what the sender is told", "other");
  return { violations, differences };
}

/** The lines that are less often among the others, each as often as it was sent at most. */
function missing(lines: readonly string[], among: readonly string[], sends: number): readonly string[] {
  const [own, others] = [counts(lines), counts(among)];
  return [...own].filter(([line, count]) => (others.get(line) ?? 0) < Math.min(count, sends)).map(([line]) => line);
}

function counts(lines: readonly string[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const line of lines) counted.set(line, (counted.get(line) ?? 0) + 1);
  return counted;
}

/** Whether two multisets are the same. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join("\n") === [...other].sort().join("\n");
}
