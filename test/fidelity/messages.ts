import type { WireEvent } from "../../src/events/event.ts";
import { type Difference, type ReplayWithReasons, replayIntending } from "./recordings.ts";
import { jsonMembers } from "../../src/events/http/json-members.ts";
import {
  decodeText,
  type HttpMessage,
  type MessageReading,
  type OutgoingMessage,
  readMessage,
  writeBinary,
  writeStructured,
} from "../../src/events/http/index.ts";

/** One row of `messages.jsonl`: a request on the wire, and what Knative made of it. */
export interface MessageRow {
  readonly id: string;
  /** Name and what stood after the colon; one character per byte where `latin1`, text otherwise. */
  readonly headers: readonly (readonly [string, string])[];
  readonly latin1?: boolean;
  readonly body?: string;
  readonly bodyBase64?: string;
  /** The HTTP server's own refusal. */
  readonly refused: unknown;
  /** null: now yes, now no. */
  readonly accepted: boolean | null;
  readonly event?: RecordedEvent;
  readonly events?: readonly RecordedEvent[];
  readonly binary?: { readonly headers: Readonly<Record<string, readonly string[]>> };
  readonly structured?: string;
}

interface RecordedEvent {
  readonly [field: string]: unknown;
  readonly data: string | null;
}

/** Reads and writes every message again, and compares verdict, event, binary headers and structured text. */
export function replayMessages(rows: readonly MessageRow[]): ReplayWithReasons {
  return replayIntending(rows, compare, intendedBy);
}

function compare(row: MessageRow): Difference | undefined {
  const reading = readMessage(messageOf(row));
  const differs = (ours: unknown, theirs: unknown) => ({ id: row.id, ours, theirs });
  const accepted = reading.kind === "event";
  if (row.accepted === null) {
    const ours = accepted ? describe(reading.event, false) : undefined;
    return !accepted || row.events?.some((event) => same(event, ours)) === true ? undefined : differs(ours, row.events);
  }
  if (accepted !== (row.accepted && row.refused === null)) return differs(verdict(reading), verdictOf(row));
  const event = reading.event;
  const base64 = accepted && reading.base64 === true;
  const recorded = row.events ?? (row.event === undefined ? [] : [row.event]);
  if (recorded.length > 0 && event !== undefined) {
    const ours = describe(event, base64);
    if (!recorded.some((one) => same(one, ours))) return differs(ours, recorded.length === 1 ? recorded[0] : recorded);
  }
  if (!accepted) return undefined;
  if (row.binary !== undefined) {
    const ours = headerRecord(writeBinary(reading.event));
    if (!same(ours, row.binary.headers)) return differs(ours, row.binary.headers);
  }
  if (row.structured !== undefined) {
    const ours = writeStructured(reading.event, { base64 })?.body;
    const theirs = row.structured.startsWith("error: ") ? undefined : row.structured;
    if (ours !== theirs) return differs(ours, row.structured);
  }
  return undefined;
}

/** The request as our own HTTP server would hand it on: folded lines joined, one character per byte. */
function messageOf(row: MessageRow): HttpMessage {
  const headers: [string, string][] = [];
  for (const [name, value] of row.headers) {
    const bytes = (text: string) => (row.latin1 === true ? text : Buffer.from(text, "utf8").toString("latin1"));
    const unfolded = bytes(value).replace(/\r\n[ \t]+/g, " ");
    const previous = headers.at(-1);
    // A line that begins with a blank continues the one before; before the first stands one that is no part of the row.
    if (/^[ \t]/.test(name) && previous === undefined) continue;
    if (/^[ \t]/.test(name) && previous !== undefined) previous[1] = `${previous[1]} ${`${name}:${unfolded}`.trim()}`;
    else headers.push([bytes(name), unfolded]);
  }
  const body = row.bodyBase64 === undefined ? row.body : Buffer.from(row.bodyBase64, "base64");
  return body === undefined ? { headers } : { headers, body };
}

/** An event in the recordings' words. */
function describe(event: WireEvent, base64: boolean): RecordedEvent {
  const { specversion, id, source, type, subject, time, dataschema, schemaurl, datacontenttype, ...rest } =
    event.attributes;
  const isV03 = specversion === "0.3";
  const { datacontentencoding, ...others } = rest;
  const extensions: Record<string, unknown> = {};
  const more = isV03
    ? dataschema === undefined
      ? {}
      : { dataschema }
    : {
        ...(schemaurl === undefined ? {} : { schemaurl }),
        ...(datacontentencoding === undefined ? {} : { datacontentencoding }),
      };
  for (const [name, value] of Object.entries({ ...others, ...more })) {
    const kind = typeof value === "string" ? "String" : typeof value === "number" ? "Integer" : "Boolean";
    extensions[name] = { type: kind, value };
  }
  return {
    specversion,
    id: id ?? "",
    source: source ?? "",
    type: type ?? "",
    subject: subject ?? null,
    time: time === "0001-01-01T00:00:00Z" ? null : (time ?? null),
    dataschema: (isV03 ? schemaurl : dataschema) ?? null,
    datacontenttype: datacontenttype ?? null,
    extensions,
    ...dataOf(event.data),
    binaryData: base64,
  };
}

/** Text where it is text, base64 where it is not, and nothing where it is empty. */
function dataOf(data: Uint8Array | string | undefined): { readonly data: string | null; readonly dataBase64?: string } {
  if (data === undefined || data.length === 0) return { data: null };
  if (typeof data === "string") return { data };
  const bytes = Buffer.from(data);
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes)
    ? { data: text }
    : { data: null, dataBase64: bytes.toString("base64") };
}

function headerRecord(message: OutgoingMessage): Record<string, readonly string[]> {
  const record: Record<string, string[]> = {};
  for (const [name, value] of message.headers) {
    const canonical = name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
    const values = record[canonical] ?? [];
    values.push(decodeText(value));
    record[canonical] = values;
  }
  return record;
}

/**
 * The row of §13 that a difference belongs to, by what is in the message. Row 47: Knative's reader depends on the order
 * of members and on white space; ours reads every message as Knative reads one in the safe order.
 */
function intendedBy(row: MessageRow): string | undefined {
  if (row.body === undefined) return undefined;
  const scan = jsonMembers(Buffer.from(row.body, "utf8").toString("latin1"));
  if (!scan.ok) return undefined;
  const { members } = scan;
  const names = members.map((member) => member.name);
  const text = Buffer.from(row.body, "utf8").toString("latin1");
  const last = (name: string) => members.findLast((member) => member.name === name);
  if (names.includes("")) return "§13 row 47: a member without a name";
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return `§13 row 47: ${repeated} stands twice`;
  const encoded = last("data_base64");
  if (encoded !== undefined) {
    const raw = text.slice(encoded.start, encoded.end);
    if (names.includes("data")) return "§13 row 47: data beside data_base64";
    if (!raw.startsWith('"')) return "§13 row 47: data_base64 that is no string";
    if (encoded.afterColon !== encoded.start || raw.includes("\\"))
      return "§13 row 47: data_base64 with a blank or an escape";
  }
  const contentType = last("datacontenttype");
  const empty = contentType === undefined ? undefined : text.slice(contentType.start, contentType.end);
  return empty === '""' || empty === "null" ? "§13 row 47: an empty datacontenttype" : undefined;
}

function verdict(reading: MessageReading): unknown {
  return reading.kind === "event"
    ? { accepted: describe(reading.event, reading.base64 === true) }
    : { refused: reading.text };
}

function verdictOf(row: MessageRow): unknown {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !["id", "headers", "body"].includes(field)));
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
