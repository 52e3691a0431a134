import { HTTP } from "cloudevents";
import { compileCesql } from "../../src/events/cesql/index.ts";
import type { WireEvent } from "../../src/events/event.ts";
import { type Filtered, FilterIndex } from "../../src/events/filters/index.ts";
import { readForRouting } from "../../src/events/http/index.ts";
import { median, tell } from "./measure.ts";

// The functions every delivery goes through: a CESQL filter, choosing among many Triggers, reading a message. Both sides
// of a comparison take turns, so that a busy moment of the machine hits both.

const ROUNDS = Number(process.env.RUNS ?? 25);

/**
 * What the engine inside Knative does in a second of processor time with the same expression and event, parsed once:
 * the row "CESQL three clauses, parsed once, Evaluate alone" of go-speed.txt, recorded on a core of this kind.
 */
const GO_EVALUATIONS = 1_529_235;
const LEAST_EVALUATIONS = 2_000_000;

const headers = {
  "ce-specversion": "1.0",
  "ce-id": "A234-1234-1234",
  "ce-source": "/orders/eu",
  "ce-type": "order.created",
  "ce-subject": "orders/1",
  "ce-time": "2026-11-21T10:00:00Z",
  "content-type": "application/json",
  "ce-region": "eu-west-1",
  "ce-priority": "7",
};
const body = '{"amount":12.5,"currency":"EUR"}';

cesql();
manyTriggers();
reading();

/** The three clauses of the Go measurement, against the same in JavaScript by hand. */
function cesql(): void {
  const expression = "type = 'order.created' AND source LIKE '/orders/%' AND INT(priority) > 5";
  const compiled = compileCesql(expression, { dialect: "knative" });
  const byHand = ({ attributes }: WireEvent): boolean =>
    attributes["type"] === "order.created" &&
    String(attributes["source"]).startsWith("/orders/") &&
    Number.parseInt(String(attributes["priority"]), 10) > 5;
  const events = Array.from({ length: 16 }, (_, index) => eventOf({ ...headers, "ce-id": String(index) }));
  const count = 400_000;
  const [ours, hand] = nanoseconds(count, [
    (turn) => compiled.matches(events[turn & 15] as WireEvent),
    (turn) => byHand(events[turn & 15] as WireEvent),
  ]);
  const counts = `${thousands(count)} evaluations, ${ROUNDS} runs`;
  tell({
    name: "CESQL, three clauses",
    counts,
    ours: `${perSecond(ours)}, ${ns(ours)}`,
    peer: `${thousands(LEAST_EVALUATIONS)}/s asked for`,
    value: ours / (1e9 / LEAST_EVALUATIONS),
    bar: 1,
  });
  tell({
    name: "CESQL, three clauses, against Knative's engine",
    counts,
    ours: ns(ours),
    peer: `${ns(1e9 / GO_EVALUATIONS)} (Go, recorded)`,
    value: ours / (1e9 / GO_EVALUATIONS),
    bar: 0.5,
  });
  tell({
    name: "CESQL, three clauses, against JavaScript by hand",
    counts,
    ours: ns(ours),
    peer: ns(hand),
    value: ours / hand,
  });
}

/** One event that one Trigger of 10, and one of 10,000, takes. */
function manyTriggers(): void {
  const indexOf = (triggers: number): FilterIndex<number> => {
    const entries = Array.from({ length: triggers }, (_, value): Filtered<number> => {
      const type = value === 0 ? "order.created" : `order.created.${value}`;
      return { filter: { filters: [{ exact: { type } }] }, value };
    });
    return new FilterIndex(entries);
  };
  const [few, many] = [indexOf(10), indexOf(10_000)];
  const event = eventOf(headers);
  const count = 100_000;
  const [ours, ten] = nanoseconds(count, [() => many.select(event).length === 1, () => few.select(event).length === 1]);
  tell({
    name: "one event against 10,000 Triggers, one matches",
    counts: `${thousands(count)} events, ${ROUNDS} runs`,
    ours: ns(ours),
    peer: `${ns(ten)} (10 Triggers)`,
    value: ours / ten,
    bar: 3,
  });
}

/** What a router needs of a binary message, against the package's reading of it; both get what Node's server gives. */
function reading(): void {
  const count = 20_000;
  const flat = Object.entries(headers).flat();
  const [ours, record, theirs] = nanoseconds(count, [
    () => readForRouting({ headers: flat, body }).kind === "event",
    () => readForRouting({ headers, body }).kind === "event",
    () => !Array.isArray(HTTP.toEvent({ headers, body })),
  ]);
  const counts = `${thousands(count)} messages, ${ROUNDS} runs`;
  const peer = `${ns(theirs)} (HTTP.toEvent)`;
  tell({ name: "reading a binary message", counts, ours: ns(ours), peer, value: ours / theirs, bar: 0.2 });
  tell({
    name: "reading a binary message, headers as a record",
    counts,
    ours: ns(record),
    peer,
    value: record / theirs,
    bar: 0.2,
  });
}

/** Nanoseconds of one call of each, medians. Every call must give true: work that fails early is no measurement. */
function nanoseconds<const Tasks extends readonly ((turn: number) => boolean)[]>(
  count: number,
  tasks: Tasks,
): { readonly [Index in keyof Tasks]: number } {
  const times = tasks.map((): number[] => []);
  // The first rounds warm up.
  for (let round = -5; round < ROUNDS; round++) {
    for (const [index, task] of tasks.entries()) {
      let done = 0;
      const started = process.hrtime.bigint();
      for (let turn = 0; turn < count; turn++) if (task(turn)) done++;
      const took = Number(process.hrtime.bigint() - started) / count;
      if (done !== count) throw new Error(`only ${done} of ${count} calls did what they should`);
      if (round >= 0) times[index]?.push(took);
    }
  }
  return times.map(median) as { readonly [Index in keyof Tasks]: number };
}

function eventOf(from: Readonly<Record<string, string>>): WireEvent {
  const message = readForRouting({ headers: from, body });
  if (message.kind !== "event") throw new Error(message.text);
  return message.event;
}

function ns(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ns`;
}

function perSecond(value: number): string {
  return `${thousands(Math.round(1e9 / value))}/s`;
}

function thousands(value: number): string {
  return value.toLocaleString("en-US");
}
