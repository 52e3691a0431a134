import type { EndpointId } from "../graph/index.ts";
import type { Delivery, EventName, Outcome, Why } from "../runtime/index.ts";

/** An event that a dead-letter sink took. */
export interface DeadLetter {
  readonly event: EventName;
  /** The endpoint that refused it, or the reply's. */
  readonly failedAt: EndpointId;
  /** The dead-letter sink. */
  readonly to: EndpointId;
  /** What the sender made of the last attempt. */
  readonly status: number;
  readonly why: Why;
  readonly detail?: string;
  /** Attempts before it was given up. */
  readonly attempts: number;
  /** Number of the delivery to the sink. */
  readonly n: number;
}

/** An event that failed for good and that nobody kept. */
export interface LostEvent {
  readonly event: EventName;
  readonly failedAt: EndpointId;
  /** Absent for one whose sender left before the end. */
  readonly status?: number;
  readonly why: Why | "cancelled";
  readonly detail?: string;
  readonly attempts: number;
  /** Number of the last delivery. */
  readonly n: number;
}

/** Reads the dead letters out of what travelled. */
export function deadLettersOf(deliveries: readonly Delivery[]): readonly DeadLetter[] {
  const byNumber = new Map(deliveries.map((delivery) => [delivery.n, delivery]));
  return deliveries.flatMap((delivery) => {
    if (delivery.leg !== "dead-letter" || delivery.outcome.kind !== "accepted") return [];
    const failed = failureBefore(delivery, byNumber);
    return failed === undefined ? [] : [{ event: delivery.event, to: delivery.to, ...failed, n: delivery.n }];
  });
}

type FailureBefore = Omit<DeadLetter, "event" | "to" | "n">;

/** The failure a delivery to a dead-letter sink is about, past that delivery's own retries. */
function failureBefore(delivery: Delivery, byNumber: ReadonlyMap<number, Delivery>): FailureBefore | undefined {
  for (let at: Delivery | undefined = delivery; at !== undefined; at = before(at, byNumber)) {
    const { outcome, refusal, from, to, attempt } = at;
    if (refusal !== undefined) return { failedAt: from, ...refusal, why: "unworkable", attempts: 1 };
    if (outcome.kind !== "dead-lettered") continue;
    const { status, why, detail } = outcome;
    return { failedAt: to, status, why, ...(detail === undefined ? {} : { detail }), attempts: attempt };
  }
  return undefined;
}

function before({ cause }: Delivery, byNumber: ReadonlyMap<number, Delivery>): Delivery | undefined {
  return cause === undefined ? undefined : byNumber.get(cause);
}

/**
 * Reads the lost events out of what travelled. A synchronous cluster tells a loss to every caller on the way back, and
 * callers may send the same event again: each event is listed once for each place that lost it, with all attempts there.
 */
export function lostOf(deliveries: readonly Delivery[]): readonly LostEvent[] {
  const losses = deliveries.filter(({ outcome }) => outcome.kind === "lost" || outcome.kind === "cancelled");
  const echoes = ancestors(losses, new Map(deliveries.map((delivery) => [delivery.n, delivery])));
  const lost = new Map<string, LostEvent>();
  for (const { n, event, to, attempt, outcome } of losses) {
    if (echoes.has(n)) continue;
    const key = JSON.stringify([event.source, event.id, to]);
    const attempts = (lost.get(key)?.attempts ?? 0) + attempt;
    const how = outcome.kind === "lost" ? told(outcome) : { why: "cancelled" as const };
    lost.set(key, { event, failedAt: to, ...how, attempts, n });
  }
  return [...lost.values()];
}

/** The numbers of all deliveries that led to one of these. */
function ancestors(losses: readonly Delivery[], byNumber: ReadonlyMap<number, Delivery>): ReadonlySet<number> {
  const marked = new Set<number>();
  for (const loss of losses) {
    for (let at = before(loss, byNumber); at !== undefined && !marked.has(at.n); at = before(at, byNumber)) {
      marked.add(at.n);
    }
  }
  return marked;
}

function told({ status, why, detail }: Extract<Outcome, { readonly kind: "lost" }>) {
  return { status, why, ...(detail === undefined ? {} : { detail }) };
}
