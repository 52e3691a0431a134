import type { WireEvent } from "../../../src/events/event.ts";
import { eachHeader, type OutgoingMessage, writeBinary, writeStructured } from "../../../src/events/http/index.ts";
import type { Answer, HttpAnswer, Transport, TransportRequest, VirtualClock } from "../../../src/runtime/index.ts";
import type { Scenario, ScriptedAnswer, ScriptedReply, ServiceScript } from "./recording.ts";
import { bucket, collapse, expand, headerText, spacedJson } from "./texts.ts";

/** A request that a scripted service saw, in the form of the recordings. */
export interface SeenRequest {
  readonly service: string;
  readonly attempt: number;
  readonly wait_bucket_ms?: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly mode: string;
  readonly contentType?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly ce: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly dataBase64?: string;
  client_gone_bucket_ms?: number;
}

const URL_PARTS = /^https?:\/\/(?:([^/?#@]*)@)?([^/?#]*)([^#]*)/;

/** Answers requests as the scenario's services do, and writes down what it saw. */
export class ScriptedServices implements Transport {
  public readonly seen: SeenRequest[] = [];
  private readonly scripts: Readonly<Record<string, ServiceScript>>;
  private readonly clock: VirtualClock;
  private readonly startMs: number;
  private readonly counts = new Map<string, number>();
  private readonly answeredAt = new Map<string, number>();

  public constructor(scenario: Scenario, clock: VirtualClock) {
    this.scripts = scenario.services;
    this.clock = clock;
    this.startMs = clock.now();
  }

  public send(request: TransportRequest, settle: (answer: Answer) => void): () => void {
    let isGone = false;
    const later = (ms: number, run: () => void) => {
      const go = () => {
        if (!isGone) run();
      };
      if (ms > 0) this.clock.after(ms, go);
      else this.clock.soon(go);
    };
    const [, user, host = "", rest = ""] = URL_PARTS.exec(request.url) ?? [];
    const name = serviceName(host);
    const script = this.scripts[name];
    if (script === undefined) {
      const error = `dial tcp: lookup ${host.replace(/:\d+$/, "")} on 10.96.0.10:53: no such host`;
      later(0, () => settle({ error }));
      return () => {
        isGone = true;
      };
    }
    if ("refused" in script && script.refused === true) {
      later(0, () => settle({ error: "dial tcp ADDR: connect: connection refused" }));
      return () => {
        isGone = true;
      };
    }
    const started = this.clock.now();
    const { event } = request;
    const key = `${name} ${String(event.attributes.id ?? "")}`;
    const attempt = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, attempt);
    const before = this.answeredAt.get(key);
    const seen: SeenRequest = {
      service: name,
      attempt,
      ...(before === undefined ? {} : { wait_bucket_ms: bucket(started - before) }),
      method: request.method,
      host,
      path: rest === "" ? "/" : rest.startsWith("/") ? rest : `/${rest}`,
      ...writtenDown(request, user),
    };
    this.seen.push(seen);
    let isAnswered = false;
    const answered = () => {
      isAnswered = true;
      this.answeredAt.set(key, this.clock.now());
    };
    const answer = answerAt(script, String(event.attributes.type ?? ""), attempt);
    if (answer !== undefined) this.answer(answer, request, later, answered, settle);
    return () => {
      if (isGone) return;
      isGone = true;
      // An answer that stalls is over when its reader leaves.
      this.answeredAt.set(key, this.clock.now());
      if (isAnswered) return;
      seen.client_gone_bucket_ms = bucket(this.clock.now() - started);
    };
  }

  private answer(
    script: ScriptedAnswer,
    request: TransportRequest,
    later: (ms: number, run: () => void) => void,
    answered: () => void,
    settle: (answer: Answer) => void,
  ): void {
    if (script.hang === true) return;
    later(script.delay_ms ?? 0, () => {
      answered();
      if (script.reset) settle({ error: "read tcp ADDR->ADDR: read: connection reset by peer" });
      else if (script.eof) settle({ error: "EOF" });
      else settle(httpAnswer(script, request, later, this.clock.now()));
    });
  }
}

function serviceName(host: string): string {
  const match = /^([^.]+)\.([^.]+)\.svc\.cluster\.local(?::\d+)?$/.exec(host);
  if (match === null) return host.replace(/:\d+$/, "");
  return match[2] === "default" ? (match[1] ?? "") : `${match[1]}.${match[2]}`;
}

function answerAt(script: ServiceScript, type: string, attempt: number): ScriptedAnswer | undefined {
  const list = "length" in script ? script : (script.byType?.[type] ?? script.default ?? []);
  return list[Math.min(attempt, list.length) - 1] ?? {};
}

function httpAnswer(
  script: ScriptedAnswer,
  request: TransportRequest,
  later: (ms: number, run: () => void) => void,
  nowMs: number,
): HttpAnswer {
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(script.headers ?? {})) {
    for (const one of typeof value === "string" ? [value] : value) {
      headers.push([name.toLowerCase(), headerText(dated(expand(one), nowMs))]);
    }
  }
  const reply = script.reply === undefined ? undefined : replyMessage(script.reply, request.event);
  if (reply !== undefined) headers.push(...reply.headers);
  const status = script.status ?? 200;
  const body = reply?.body ?? bodyOf(script);
  if (script.stall === true) return { status, headers, rest: () => undefined };
  if (script.cut === true) {
    return { status, headers, rest: (done) => later(0, () => done({ broken: "unexpected EOF" })) };
  }
  return { status, headers, ...(body === undefined || status === 204 || status === 304 ? {} : { body }) };
}

/** `${date+2s}` is an HTTP date of now plus 2 s. */
function dated(text: string, nowMs: number): string {
  return text.replace(/\$\{date([+-]\d+)s\}/, (_all, seconds: string) =>
    new Date(nowMs + Number(seconds) * 1000).toUTCString(),
  );
}

function bodyOf(script: ScriptedAnswer): Uint8Array | string | undefined {
  if (script.bodyBase64 !== undefined) return Buffer.from(script.bodyBase64, "base64");
  if (script.bodySize !== undefined) return "x".repeat(script.bodySize);
  return script.body === undefined ? undefined : expand(script.body);
}

function replyMessage(reply: ScriptedReply, received: WireEvent): OutgoingMessage {
  const attributes: Record<string, string | number | boolean> = Object.create(null);
  if (reply.copy) Object.assign(attributes, received.attributes);
  Object.assign(attributes, reply.attributes);
  for (const name of reply.omit ?? []) delete attributes[name];
  const own =
    reply.dataBase64 !== undefined
      ? Buffer.from(reply.dataBase64, "base64")
      : reply.data === undefined
        ? undefined
        : dataText(reply.data);
  // `copy` gives back what came with a content type.
  const data = reply.copy && received.attributes.datacontenttype !== undefined ? received.data : own;
  if (reply.mode === "structured") return structured(attributes, reply);
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    headers.push([name === "datacontenttype" ? "content-type" : `ce-${name}`, headerText(expand(String(value)))]);
  }
  return data === undefined ? { headers } : { headers, body: data };
}

export function dataText(data: unknown): string {
  return typeof data === "string" ? expand(data) : spacedJson(data);
}

/** Members sorted, data last, its spacing as in the scenario. */
export function structured(
  attributes: Readonly<Record<string, unknown>>,
  { data, dataBase64 }: { readonly data?: unknown; readonly dataBase64?: string },
): OutgoingMessage {
  const members = Object.keys(attributes)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(attributes[name])}`);
  if (dataBase64 !== undefined) members.push(`"data_base64":${JSON.stringify(dataBase64)}`);
  else if (data !== undefined) members.push(`"data":${spacedJson(data)}`);
  return { headers: [["content-type", "application/cloudevents+json"]], body: `{${members.join(",")}}` };
}

function writtenDown(
  { event, mode, method, headers }: TransportRequest,
  user: string | undefined,
): Omit<SeenRequest, "service" | "attempt" | "method" | "host" | "path"> {
  const message = mode === "structured" ? (writeStructured(event) ?? writeBinary(event)) : writeBinary(event);
  const ce: Record<string, string> = {};
  let contentType: string | undefined;
  eachHeader(message.headers, (name, value) => {
    const text = Buffer.from(value, "latin1").toString("utf8").trim();
    if (name === "content-type") contentType = method === "POST" ? text : undefined;
    else if (name.startsWith("ce-")) ce[name.slice(3)] = text;
  });
  if (mode === "structured") Object.assign(ce, event.attributes);
  // An unread reply goes on with the text it came with.
  if (event.attributes.time !== undefined) ce.time = String(event.attributes.time);
  if (ce.knativearrivaltime !== undefined) ce.knativearrivaltime = "<RFC3339Nano>";
  for (const [name, text] of Object.entries(ce)) ce[name] = collapse(text);
  const body = mode === "structured" ? structuredData(message.body) : event.data;
  return {
    mode,
    ...(contentType === undefined ? {} : { contentType }),
    headers: headerRecord(headers, user),
    ce,
    ...(method === "POST" ? dataFields(body) : {}),
  };
}

function structuredData(body: Uint8Array | string | undefined): string | undefined {
  const { data } = JSON.parse(String(body)) as { readonly data?: unknown };
  return typeof data === "string" || data === undefined ? data : JSON.stringify(data);
}

function headerRecord(
  headers: readonly (readonly [string, string])[],
  user: string | undefined,
): Readonly<Record<string, string | readonly string[]>> {
  const record: Record<string, string | readonly string[]> = {};
  for (const [name, value] of headers) {
    const held = record[name];
    record[name] = held === undefined ? value : [...(typeof held === "string" ? [held] : held), value];
  }
  if (user !== undefined) record.authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  return record;
}

function dataFields(body: Uint8Array | string | undefined): { readonly data?: string; readonly dataBase64?: string } {
  if (body === undefined || body.length === 0) return {};
  const bytes = Buffer.from(body);
  const text = bytes.toString("utf8");
  const isText = Buffer.from(text).equals(bytes) && !/[\x00-\x08\x0e-\x1f]/.test(text);
  return isText ? { data: collapse(text) } : { dataBase64: bytes.toString("base64") };
}
