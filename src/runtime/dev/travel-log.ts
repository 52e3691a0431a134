import type { EndpointId, EventGraph } from "../../graph/graph.ts";
import type { Delivery, EventName, Observer, Outcome } from "../engine/observe.ts";

/** One line of what travels: an event on one leg, and what became of it. Plain data; `--format json` prints it as it is. */
export interface Travel {
  /** Milliseconds since the epoch, when it was sent. */
  readonly time: number;
  readonly type: string;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly leg: Delivery["leg"];
  readonly attempt: number;
  /** What became of it, in words: `202`, `200, replied dev.reports.query.completed.v1`, `503, again in 1 s`. */
  readonly outcome: string;
  /** How grave: a failure is final, a retry is not; dropped is what a Broker or Channel took and nobody behind it takes. */
  readonly grade: "good" | "retry" | "dropped" | "failed";
  /** Milliseconds it took; absent while it is still under way: a Broker answers when all behind it is done. */
  readonly took?: number;
}

/** Answers whose reply may still be under way are remembered up to this many. */
const REMEMBERED = 10_000;

/**
 * Turns what the engine tells into lines in the order a person expects: an event that reaches a Broker is shown when it
 * arrives, not when the Broker, which waits for everything behind it, has answered; a reply comes from who gave it.
 */
export function travelLog(graph: EventGraph, show: (travel: Travel) => void): Observer {
  const names = shownNames(graph);
  const nameOf = (id: EndpointId): string => names.get(id) ?? (id === "outside" ? "you" : id);
  const underWay = new Map<number, Started>();
  const arrived = new Set<number>();
  /** Of those that arrived, the ones that went on to somebody. */
  const wentOn = new Set<number>();
  const repliers = new Map<number, EndpointId>();

  function line(delivery: Started, event: EventName): Omit<Travel, "outcome" | "grade"> {
    const { time, leg, attempt, to, cause } = delivery;
    const from = (leg === "reply" && cause !== undefined ? repliers.get(cause) : undefined) ?? delivery.from;
    return { time, type: event.type, id: event.id, from: nameOf(from), to: nameOf(to), leg, attempt };
  }

  return {
    started(delivery) {
      underWay.set(delivery.n, delivery);
      if (delivery.cause !== undefined && arrived.has(delivery.cause)) wentOn.add(delivery.cause);
    },
    arrived(_, event, __, cause) {
      const delivery = cause === undefined ? undefined : underWay.get(cause);
      if (delivery === undefined || cause === undefined) return;
      arrived.add(cause);
      show({ ...line(delivery, event), outcome: "taken", grade: "good" });
    },
    delivery(delivery) {
      underWay.delete(delivery.n);
      const shown = arrived.delete(delivery.n);
      const isDropped = shown && !wentOn.delete(delivery.n);
      const { kind } = delivery.outcome;
      if (kind === "replied") remember(repliers, delivery);
      if (shown && (kind === "accepted" || kind === "replied")) {
        if (isDropped)
          show({ ...line(delivery, delivery.event), outcome: "dropped: nobody takes it", grade: "dropped" });
        return;
      }
      show({ ...line(delivery, delivery.event), ...wordsOf(delivery.outcome, nameOf), took: delivery.took });
    },
  };
}

/** What endpoints are called in lines: their name, with the namespace where two share it. */
export function shownNames(graph: EventGraph): ReadonlyMap<EndpointId, string> {
  const isShared = (name: string) => graph.endpoints.filter((endpoint) => endpoint.name === name).length > 1;
  return new Map(
    graph.endpoints.map(({ id, name, namespace }) => [id, isShared(name) ? `${namespace}/${name}` : name]),
  );
}

type Started = Omit<Delivery, "outcome" | "took">;

function remember(repliers: Map<number, EndpointId>, delivery: Delivery): void {
  repliers.set(delivery.n, delivery.to);
  const [oldest] = repliers.keys();
  if (repliers.size > REMEMBERED && oldest !== undefined) repliers.delete(oldest);
}

function wordsOf(outcome: Outcome, nameOf: (id: EndpointId) => string): Pick<Travel, "outcome" | "grade"> {
  switch (outcome.kind) {
    case "accepted": {
      const note = outcome.ignored === true ? ", its answer is no event and is thrown away" : "";
      return { outcome: `${outcome.status}${note}`, grade: "good" };
    }
    case "replied": {
      const to = outcome.to === undefined ? ", which nobody takes" : "";
      return { outcome: `${outcome.status}, replied ${outcome.reply.type}${to}`, grade: "good" };
    }
    case "retried":
      return { outcome: `${reasonOf(outcome)}, again in ${seconds(outcome.waitMs)}`, grade: "retry" };
    case "dead-lettered":
      return { outcome: `${reasonOf(outcome)}, dead-lettered to ${nameOf(outcome.to)}`, grade: "failed" };
    case "lost":
      return { outcome: `${reasonOf(outcome)}, lost`, grade: "failed" };
    case "cancelled":
      return { outcome: "lost: its sender left before the end", grade: "failed" };
  }
}

function reasonOf(outcome: Extract<Outcome, { readonly why: string }>): string {
  const answered = outcome.answered === undefined ? "" : ` (it answered ${outcome.answered})`;
  const detail = outcome.detail === undefined ? "" : `: ${outcome.detail}`;
  const why: Readonly<Record<typeof outcome.why, string>> = {
    status: "",
    "no-answer": " no answer",
    timeout: " timed out",
    "reply-is-no-event": " its answer is no CloudEvent",
    "reply-unreadable": " its reply cannot be read",
    "reply-cut": " its answer broke off",
    unsendable: " the event cannot be sent",
    unworkable: " it cannot work with the event",
  };
  return `${outcome.status}${why[outcome.why]}${answered}${detail}`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

/** One line of text: time, type, from, to, outcome, how long. */
export function travelLine(travel: Travel, paint: (grade: Travel["grade"], text: string) => string): string {
  const time = new Date(travel.time).toISOString().slice(11, 23);
  const mark = { good: "✓", retry: "↻", dropped: "○", failed: "✗" }[travel.grade];
  const leg =
    travel.leg === "dead-letter" ? " (dead letter)" : travel.attempt > 1 ? ` (attempt ${travel.attempt})` : "";
  const took = travel.took === undefined ? "" : `  ${seconds(travel.took)}`;
  return `${time}  ${paint(travel.grade, mark)} ${travel.type}  ${travel.from} → ${travel.to}${leg}  ${paint(travel.grade, travel.outcome)}${took}`;
}
