import type { EndpointId } from "../graph/index.ts";
import { type Random, seededRandom } from "../runtime/index.ts";
import { type Fault, FAULT_STATUSES, type FaultKind } from "./explore-faults.ts";

/** Everything that chance decides of one run, as data: the same plan gives the same run. */
export interface Plan {
  readonly seed: number;
  /** What is sent, in this order. */
  readonly sends: readonly PlannedSend[];
  readonly faults: readonly Burst[];
  /** Which of the handlers that wait at one moment runs next: one by chance, or always the same. */
  readonly order: "chance" | "steady";
  /** Whether answers take some time, so that deliveries overtake each other. */
  readonly isUneven: boolean;
}

export interface PlannedSend {
  /** Position in the scenario's `send`. */
  readonly index: number;
  /** Whether the next event is sent before this one has come to its end. */
  readonly isOverlapping: boolean;
}

/** A service does something wrong with one event, and everything that comes of it, for so many requests. */
export interface Burst extends Fault {
  /** Position in the scenario's `send`. */
  readonly send: number;
  readonly at: EndpointId;
  /** Requests that are served well before. */
  readonly after: number;
  /** `Infinity`: for good. */
  readonly count: number;
}

/** What chance may choose from. */
export interface Choices {
  /** How many events the scenario sends. */
  readonly sends: number;
  /** The services that may fail. */
  readonly services: readonly EndpointId[];
  readonly kinds: readonly FaultKind[];
  /** Chance that one service fails for one event. */
  readonly rate: number;
  /** Most requests that one service fails of one event's. */
  readonly atMost: number;
}

/** Draws a plan. */
export function drawPlan(seed: number, choices: Choices): Plan {
  // Apart from the run's own chance, which begins with the same seed.
  const random = seededRandom(seed + 0x5_1c3a_0000_0000);
  const indices = shuffled([...Array(choices.sends).keys()], random);
  return {
    seed,
    sends: indices.map((index) => ({ index, isOverlapping: random.below(2) === 0 })),
    order: "chance",
    isUneven: random.below(2) === 0,
    faults: drawFaults(choices, random),
  };
}

function drawFaults({ sends, services, kinds, rate, atMost }: Choices, random: Random): readonly Burst[] {
  const faults: Burst[] = [];
  if (kinds.length === 0) return faults;
  for (let send = 0; send < sends; send += 1) {
    for (const at of services) {
      if (random.next() >= rate) continue;
      const kind = oneOf(kinds, random);
      const statuses = FAULT_STATUSES[kind];
      faults.push({
        send,
        at,
        kind,
        ...(statuses === undefined ? {} : { status: oneOf(statuses, random) }),
        after: random.below(4) === 0 ? 1 + random.below(3) : 0,
        count: drawCount(atMost, random),
      });
    }
  }
  return faults;
}

/** Without a limit half of the faults stay for good: only those outlast many retries. */
function drawCount(atMost: number, random: Random): number {
  if (atMost !== Number.POSITIVE_INFINITY) return 1 + random.below(atMost);
  return random.below(2) === 0 ? Number.POSITIVE_INFINITY : 1 + random.below(3);
}

function oneOf<T>(list: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const chosen = list[random.below(list.length)];
  if (chosen === undefined) throw new Error("Broken invariant of Sluice: chance chose from an empty list.");
  return chosen;
}

function shuffled<T>(list: T[], random: Random): readonly T[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [a, b] = [list[last], list[other]];
    if (a === undefined || b === undefined) continue;
    list[last] = b;
    list[other] = a;
  }
  return list;
}
