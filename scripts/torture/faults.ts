import { Random, seedOf } from "../fuzz/random.ts";
import type { Place } from "./mode.ts";

/**
 * What a service does with one attempt:
 * - `good`, `slow`, `structured`: the whole good answer, at once, late, or as one JSON document;
 * - `status`: another status than success, now and then with a body, `Retry-After` or `Location`;
 * - `reset`: the connection is reset before anything was done; `lost`: after the work was done, without an answer;
 * - `hang`: nothing is ever answered; `trickle`: the answer never ends;
 * - `cut`: the work is done, and the good answer breaks off in its body;
 * - `text`: 200 with a text that is no event; `half`: 200 with half an event; `nonsense`: bytes that are no HTTP;
 * - `huge`: an answer longer than the table allows; `heads`: more headers than any client takes.
 */
export type Behaviour =
  | "good"
  | "slow"
  | "structured"
  | "status"
  | "reset"
  | "lost"
  | "hang"
  | "trickle"
  | "cut"
  | "text"
  | "half"
  | "nonsense"
  | "huge"
  | "heads";

/** One attempt's behaviour, completely. */
export interface Act {
  readonly does: Behaviour;
  readonly status: number;
  readonly waitMs: number;
}

const FAULTS: readonly Behaviour[] = [
  "status",
  "status",
  "status",
  "reset",
  "reset",
  "lost",
  "lost",
  "hang",
  "trickle",
  "cut",
  "cut",
  "text",
  "half",
  "nonsense",
  "huge",
  "heads",
];
/** Ways to fail for good. */
const SICK: readonly Behaviour[] = [
  "status",
  "status",
  "status",
  "status",
  "reset",
  "text",
  "half",
  "nonsense",
  "hang",
];
const STATUSES = [500, 502, 503, 503, 504, 429, 404, 408, 409, 400, 401, 403, 410, 413, 422, 301, 304, 307];
const GOOD: Act = { does: "good", status: 200, waitMs: 0 };

/** What a place does with the `attempt`th request (from 0) about an event: of the seed and these three alone. */
export function drawAct(seed: number, place: Place["kind"], name: string, id: string, attempt: number): Act {
  const lasting = new Random(seedOf(seed, `sick ${name} ${id}`, 0));
  // Sinks of dead letters fail less often: what fails everywhere teaches nothing.
  if (lasting.chance(place === "dead" ? 120 : 40)) {
    const does = lasting.pick(SICK);
    const status = lasting.pick(STATUSES);
    const until = lasting.chance(3) ? Number.POSITIVE_INFINITY : 1 + lasting.below(8);
    if (attempt < until) return { does, status, waitMs: 0 };
  }
  const random = new Random(seedOf(seed, `${name} ${id}`, attempt));
  if (random.chance(place === "dead" ? 12 : 9))
    return { does: random.pick(FAULTS), status: random.pick(STATUSES), waitMs: 0 };
  if (random.chance(12)) return { does: "slow", status: 200, waitMs: 5 + random.below(150) };
  return random.chance(8) ? { ...GOOD, does: "structured" } : GOOD;
}
