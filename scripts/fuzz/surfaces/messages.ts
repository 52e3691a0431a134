import type { WireEvent } from "../../../src/events/event.ts";
import {
  type HttpMessage,
  type MessageReading,
  passthroughHeaders,
  readForRouting,
  readMessage,
  toTypedEvent,
  traceHeaders,
  unsendableHeader,
  writeBinary,
  writeStructured,
} from "../../../src/events/http/index.ts";
import { nextTtl, readTtl, TTL } from "../../../src/delivery/index.ts";
import { readRecording } from "../../../test/fidelity/recordings.ts";
import { anyValue, mutate, mutateValue } from "../mutate.ts";
import type { Random } from "../random.ts";
import { hold, type Surface } from "../surface.ts";

interface Message {
  /** One character per byte, as Node gives them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** One character per byte. */
  readonly body: string;
  readonly headersAs: "flat" | "pairs" | "record";
}

interface Row {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly latin1?: boolean;
}

const recorded = readRecording<Row>("messages").map((row): Message => {
  const bytes = (text: string) => (row.latin1 === true ? text : Buffer.from(text).toString("latin1"));
  const body = row.bodyBase64 === undefined ? Buffer.from(row.body ?? "") : Buffer.from(row.bodyBase64, "base64");
  return {
    headers: row.headers.map(([name, value]) => [bytes(name), bytes(value)]),
    body: body.toString("latin1"),
    headersAs: "pairs",
  };
});
const HEADERS = recorded.flatMap(({ headers }) => headers);
const NAMES = [
  ...new Set(HEADERS.map(([name]) => name)),
  "ce-",
  "ce-__proto__",
  "ce-constructor",
  "traceparent",
  "Kn-Namespace",
];
const VALUES = [...new Set(HEADERS.map(([, value]) => value))];
const BODIES = [...new Set(recorded.map(({ body }) => body))].filter((body) => body.length < 5_000);
const STRUCTURED = BODIES.filter((body) => isJson(body));
const WORDS = [
  "application/cloudevents+json",
  "application/json",
  "1.0",
  "0.3",
  "2026-11-21T10:00:00Z",
  "base64",
  "; charset=utf-8",
  "https://example.com/a?b=c#d",
  ...NAMES,
];
const JSON_WORDS = [
  '"data":',
  '"data_base64":"',
  '"specversion":"1.0"',
  '"__proto__":{',
  '"constructor":1',
  "1e999",
  "[[",
  ...WORDS,
];

const MINIMAL = { specversion: "1.0", id: "1", source: "/", type: "t" };
const STRUCTURED_HEADERS = [["content-type", "application/cloudevents+json"]] as const;
const BINARY = Object.entries(MINIMAL).map(([name, value]) => [`ce-${name}`, value] as const);

/** Whole messages: headers and bodies of the recordings, wronged. */
export const messages: Surface<Message> = {
  name: "messages",
  share: 1,
  limitMs: 250,
  corners: [
    ...corner([...BINARY, ["ce-a", "\u0000"]]),
    ...corner([...BINARY, ["ce-time", "999999-99-99T99:99:99Z"]]),
    ...corner(Array.from({ length: 10_000 }, (_, index) => [`ce-e${index}`, "x"] as const)),
    ...corner(Array.from({ length: 10_000 }, () => ["ce-id", "1"] as const)),
    ...corner([...BINARY, ["ce-source", "%41".repeat(100_000)]]),
    ...corner([...BINARY, ["content-type", `text/plain${";a=b".repeat(100_000)}`]]),
    ...corner([...BINARY, ["ce-type", `x${" ".repeat(500_000)}x`]]),
  ],
  generate(random) {
    const base = random.pick(recorded);
    const headers = base.headers.flatMap((header) => wrongedHeader(random, header));
    if (random.chance(4)) headers.splice(random.below(headers.length + 1), 0, newHeader(random));
    const body = random.chance(3) ? mutate(random, base.body, WORDS, BODIES) : base.body;
    return { headers, body, headersAs: random.pick(["flat", "pairs", "record"] as const) };
  },
  accepts: ({ headers, body, headersAs }) => {
    const message: HttpMessage = { headers: inForm(headers, headersAs), body: Buffer.from(body, "latin1") };
    passthroughHeaders(message.headers);
    traceHeaders(message.headers);
    const reading = readMessage(message);
    const fast = readForRouting(message);
    hold("a message that HTTP takes is read alike by both readers", isHttpFault(reading) || sameReading(reading, fast));
    return judge(reading);
  },
};

/** Bodies in the JSON format, as text and as values. */
export const jsonFormat: Surface<{ readonly body: string }> = {
  name: "json format",
  share: 1,
  limitMs: 250,
  corners: [
    { body: "[".repeat(100_000) },
    { body: `{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}` },
    { body: `{"data":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)},${JSON.stringify(MINIMAL).slice(1)}` },
    { body: `{"__proto__":{"a":1},"constructor":1,${JSON.stringify(MINIMAL).slice(1)}` },
    { body: `{"n":${"9".repeat(100_000)},${JSON.stringify(MINIMAL).slice(1)}` },
    { body: `{"a":"${"\\ud800".repeat(100_000)}",${JSON.stringify(MINIMAL).slice(1)}` },
    {
      body: `{${Array.from({ length: 20_000 }, (_, index) => `"e${index}":1`).join(",")},${JSON.stringify(MINIMAL).slice(1)}`,
    },
    { body: `{"a":"${"\\".repeat(200_000)}"}` },
    { body: '"'.repeat(200_000) },
    { body: `{"data_base64":"${"A".repeat(400_000)}",${JSON.stringify(MINIMAL).slice(1)}` },
  ],
  generate(random) {
    const text = random.pick(STRUCTURED);
    if (random.chance(2)) return { body: mutate(random, text, JSON_WORDS, STRUCTURED) };
    const value = mutateValue(random, JSON.parse(Buffer.from(text, "latin1").toString()), WORDS);
    const extended =
      random.chance(3) && isRecord(value) ? { ...value, [random.pick(WORDS)]: anyValue(random, WORDS) } : value;
    return { body: Buffer.from(JSON.stringify(extended) ?? "").toString("latin1") };
  },
  accepts: ({ body }) => judge(readMessage({ headers: STRUCTURED_HEADERS, body: Buffer.from(body, "latin1") })),
};

/** What holds of everything that was read: it can be written, typed, and the next hop reads the same. */
function judge(reading: MessageReading): boolean {
  if (reading.kind === "refused") {
    hold("a refusal says why", reading.text.length > 0 && reading.text.length < 2_000);
    return false;
  }
  const { event } = reading;
  hold(
    "an event has its four attributes",
    ["id", "source", "type", "specversion"].every((name) => name in event.attributes),
  );
  toTypedEvent(event);
  const ttl = readTtl(event.attributes[TTL]);
  hold("a TTL is an integer", ttl === undefined || Number.isInteger(ttl));
  nextTtl(event.attributes[TTL]);
  writeStructured(event);
  const sent = writeBinary(event);
  if (unsendableHeader(sent) !== undefined) return true;
  const next = readMessage(sent);
  if (next.kind === "event") {
    const again = readMessage(writeBinary(next.event));
    hold(
      "a hop leaves alone what a hop has written",
      again.kind === "event" && sameAttributes(next.event, again.event),
    );
  }
  return true;
}

function wrongedHeader(random: Random, header: readonly [string, string]): (readonly [string, string])[] {
  if (!random.chance(4)) return [header];
  const [name, value] = header;
  switch (random.below(6)) {
    case 0:
      return [];
    case 1:
      return [header, [name, random.pick(VALUES)]];
    case 2:
      return [[latin1(mutate(random, name, NAMES, NAMES)), value]];
    case 3:
      return [[random.pick(NAMES), value]];
    default:
      return [[name, latin1(mutate(random, value, WORDS, VALUES))]];
  }
}

function newHeader(random: Random): readonly [string, string] {
  return [random.pick(NAMES), latin1(mutate(random, random.pick(VALUES), WORDS, VALUES))];
}

function inForm(headers: Message["headers"], form: Message["headersAs"]): HttpMessage["headers"] {
  if (form === "flat") return headers.flat();
  if (form === "pairs") return headers;
  const record: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of headers) (record[name.toLowerCase()] ??= []).push(value);
  return record;
}

function isHttpFault(reading: MessageReading): boolean {
  return reading.kind === "refused" && reading.code === "invalid-header";
}

function sameReading(one: MessageReading, other: MessageReading): boolean {
  if (one.kind === "refused" || other.kind === "refused") {
    return one.kind === "refused" && other.kind === "refused" && one.code === other.code;
  }
  return sameAttributes(one.event, other.event);
}

function sameAttributes(one: WireEvent, other: WireEvent): boolean {
  const names = Object.keys(one.attributes);
  if (names.length !== Object.keys(other.attributes).length) return false;
  return names.every((name) => one.attributes[name] === other.attributes[name]);
}

function corner(headers: Message["headers"]): readonly Message[] {
  return (["flat", "record"] as const).map((headersAs) => ({ headers, body: "", headersAs }));
}

/** What Node would give: one character per byte. */
function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function isJson(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
