import { type Effect, effectKey, missing, type Need, type SeenReply } from "./needs.ts";

/** What was drawn for one event. */
export interface Order {
  readonly n: number;
  /** Path of its route. */
  readonly path: string;
  /** Which of the route's ways it takes. */
  readonly way: string;
  readonly need: Need;
}

/** How the events ended. Every event that was sent is in exactly one of the lower six. */
export interface Counts {
  readonly sent: number;
  /** Answered with success: the sum of the four that follow and `vanished`. */
  readonly accepted: number;
  /** Filtered, discarded or handled without a further effect, as the table says. */
  readonly endedByTable: number;
  /** Every effect exactly once. */
  readonly deliveredOnce: number;
  /** Some effect more than once. */
  readonly deliveredAgain: number;
  /** Some of its legs ended in a dead-letter sink of the table. */
  readonly deadLetteredByShim: number;
  /** Never answered with success, and kept by its sender: nothing is lost. */
  readonly deadLetteredBySender: number;
  /** Answered with success, and something that had to happen never did. */
  readonly vanished: number;
  /** Of the accepted: answered with success before what had to happen had happened. */
  readonly answeredTooEarly: number;
  /** Events that arrived somewhere with other data than they were sent with. */
  readonly damaged: number;
  /** The sender has neither an answer nor a dead letter: a fault of the torture itself. */
  readonly unended: number;
}

/** What is known of one event. */
export interface Entry {
  readonly order: Order;
  readonly effects: Map<string, number>;
  readonly story: string[];
  end: "open" | "accepted" | "kept";
  /** What was missing when it was first answered with success. */
  early: readonly string[];
  reply: SeenReply | undefined;
  damage: string | undefined;
}

/** Everything that was seen from outside, by event. Knows nothing of the shim. */
export class Ledger {
  private readonly entries: Entry[] = [];
  private readonly sinceMs: number;
  private readonly now: () => number;

  /** @param now in milliseconds, for the stories */
  public constructor(now: () => number) {
    this.now = now;
    this.sinceMs = now();
  }

  /** An event is about to be sent; `order.n` counts from 0 without a gap. */
  public open(order: Order): void {
    this.entries[order.n] = {
      order,
      effects: new Map(),
      story: [],
      end: "open",
      early: [],
      reply: undefined,
      damage: undefined,
    };
  }

  public orderOf(n: number): Order | undefined {
    return this.entries[n]?.order;
  }

  /** A line of its story. Those of an event that is well accounted for are not kept. */
  public tell(n: number, line: string): void {
    this.entries[n]?.story.push(`${((this.now() - this.sinceMs) / 1000).toFixed(3)} s  ${line}`);
  }

  public saw(n: number, effect: Effect, place: string, id: string): void {
    const effects = this.entries[n]?.effects;
    const key = effectKey(effect, place, id);
    effects?.set(key, (effects.get(key) ?? 0) + 1);
  }

  /** An event of it arrived somewhere, and its data was not what had been sent. */
  public sawDamage(n: number, text: string): void {
    const entry = this.entries[n];
    if (entry !== undefined) entry.damage ??= text;
  }

  /** The sender was answered with success: all that is needed has to have happened by now. */
  public accepted(n: number, reply: SeenReply | undefined): void {
    const entry = this.entries[n];
    if (entry === undefined) return;
    const lacks = missing(entry.order.need, entry.effects, reply);
    if (entry.end === "accepted" && entry.early.length === 0 && lacks.length > 0) {
      // Its twin was answered well: nothing is lost, but this answer was none that could be given.
      entry.early = lacks;
    } else if (lacks.length === 0) {
      entry.reply = reply;
      if (entry.end !== "accepted") entry.story.length = 0;
    } else {
      entry.early = lacks;
      entry.reply ??= reply;
    }
    entry.end = "accepted";
  }

  /** The sender has given up and keeps the event. */
  public kept(n: number): void {
    const entry = this.entries[n];
    if (entry !== undefined && entry.end === "open") {
      entry.end = "kept";
      entry.story.length = 0;
    }
  }

  public counts(): Counts {
    const counts = {
      sent: this.entries.length,
      accepted: 0,
      endedByTable: 0,
      deliveredOnce: 0,
      deliveredAgain: 0,
      deadLetteredByShim: 0,
      deadLetteredBySender: 0,
      vanished: 0,
      answeredTooEarly: 0,
      damaged: 0,
      unended: 0,
    };
    for (const entry of this.entries) {
      if (entry.damage !== undefined) counts.damaged += 1;
      if (entry.end === "open") counts.unended += 1;
      else if (entry.end === "kept") counts.deadLetteredBySender += 1;
      else {
        counts.accepted += 1;
        if (entry.early.length > 0) counts.answeredTooEarly += 1;
        counts[endOf(entry)] += 1;
      }
    }
    return counts;
  }

  /** The first event that vanished, else that was answered too early, damaged or never ended, with all that is known of it. */
  public firstFault(): { readonly entry: Entry; readonly what: string } | undefined {
    const find = (what: string, is: (entry: Entry) => boolean) => {
      const entry = this.entries.find(is);
      return entry === undefined ? undefined : { entry, what };
    };
    return (
      find("vanished", (entry) => entry.end === "accepted" && endOf(entry) === "vanished") ??
      find("was answered too early", ({ early }) => early.length > 0) ??
      find("arrived damaged", ({ damage }) => damage !== undefined) ??
      find("was never ended by its sender", ({ end }) => end === "open")
    );
  }
}

function endOf({
  order,
  effects,
  reply,
}: Entry): "vanished" | "deadLetteredByShim" | "deliveredAgain" | "deliveredOnce" | "endedByTable" {
  if (missing(order.need, effects, reply).length > 0) return "vanished";
  const keys = [...effects.keys()];
  if (keys.some((key) => key.startsWith("dead "))) return "deadLetteredByShim";
  if (timesByPlace(effects).some((times) => times > 1)) return "deliveredAgain";
  return effects.size > 0 || reply !== undefined ? "deliveredOnce" : "endedByTable";
}

/** How often each place has done its work for each event, whatever became of its answer. */
function timesByPlace(effects: ReadonlyMap<string, number>): readonly number[] {
  const times = new Map<string, number>();
  for (const [key, count] of effects) {
    const place = key.slice(key.indexOf(" ") + 1);
    times.set(place, (times.get(place) ?? 0) + count);
  }
  return [...times.values()];
}

/** The story of one event, for a person: what was needed, what was seen, and what happened in order. */
export function storyOf({ order, effects, early, damage, reply, story }: Entry): string {
  const lacks = missing(order.need, effects, reply);
  return [
    `event ${order.n} on ${order.path}, way "${order.way}"`,
    `  missing at the end: ${lacks.length === 0 ? "nothing" : lacks.join(", ")}`,
    ...(early.length === 0 ? [] : [`  missing when it was answered with success: ${early.join(", ")}`]),
    ...(damage === undefined ? [] : [`  damage: ${damage}`]),
    `  seen: ${[...effects].map(([key, count]) => (count === 1 ? key : `${key} (${count}×)`)).join(", ") || "nothing"}`,
    ...story.map((line) => `  ${line}`),
  ].join("\n");
}
