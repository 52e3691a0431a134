import { firstHeader, type HeaderList, isAccepted, isRetriedStatus } from "../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../events/event.ts";
import { encodeText, passthroughHeaders, readData } from "../events/http/index.ts";
import type { Envelope, RequestTemplate, ResponseTemplate, StatusMeaning } from "../routes/index.ts";
import { checked, correlationOf, withAttributes } from "./caused.ts";
import type { Judgement } from "./leg.ts";
import type { Reply } from "./outcome.ts";
import type { PlainContent, ShimHttpAnswer } from "./ports.ts";
import { compileJson, compileTexts } from "./render.ts";
import { readReply } from "./reply.ts";
import type { Carried } from "./run.ts";

/** A service that does not speak CloudEvents, made a step. */
export interface CompiledEnvelope {
  /** The request it expects, and what is added to its address. */
  request(carried: Carried): { readonly content: PlainContent; readonly query: string };
  /** What its response means: perhaps an event. */
  judge(answer: ShimHttpAnswer, carried: Carried, moment: Moment): Judgement<Reply | undefined>;
}

/** What the event that is made tells of its making. */
export interface Moment {
  readonly nowMs: number;
  /** W3C trace headers of the run. */
  readonly trace: HeaderList;
}

/** What an envelope knows of where it stands. */
export interface EnvelopePlace {
  readonly step: string;
  /** `source` of the events it makes. */
  readonly source: string;
  readonly jsonDepth: number;
}

export function compileEnvelope({ request, response }: Envelope, place: EnvelopePlace): CompiledEnvelope {
  return { request: compileRequest(request ?? {}), judge: compileResponse(response, place) };
}

function compileRequest({ method = "POST", query, headers, body }: RequestTemplate): CompiledEnvelope["request"] {
  const queryOf = compileTexts(query);
  const headersOf = compileTexts(headers);
  const bodyOf = body === undefined ? undefined : compileJson(body);
  const sendsData = bodyOf === undefined && method !== "GET";
  return (carried) => {
    const view = { event: carried.view };
    const made = bodyOf === undefined ? undefined : JSON.stringify(bodyOf(view) ?? null);
    const contentType = made === undefined ? carried.event.attributes.datacontenttype : "application/json";
    const content = made ?? (sendsData ? carried.event.data : undefined);
    const own = (headersOf(view) ?? []).filter(([, value]) => value !== "");
    const hasType = own.some(([name]) => name.toLowerCase() === "content-type");
    return {
      content: {
        kind: "plain",
        method,
        headers: [
          ...(content === undefined || contentType === undefined || hasType
            ? []
            : [["content-type", encodeText(String(contentType))] as const]),
          ...own.map(([name, value]) => [name.toLowerCase(), encodeText(value)] as const),
        ],
        ...(content === undefined ? {} : { body: content }),
      },
      query: (queryOf(view) ?? [])
        .filter(([, value]) => value !== "")
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(value))}`)
        .join("&"),
    };
  };
}

/** A lone surrogate, which JSON can hold and no address, becomes U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

function compileResponse(response: ResponseTemplate, place: EnvelopePlace): CompiledEnvelope["judge"] {
  const { type, nonEvent = "wrap", data, attributes } = response;
  const meaningOf = statusMeanings(response.statuses);
  const dataOf = data === undefined ? undefined : compileJson(data);
  const attributesOf = compileTexts(attributes);

  const wrap = (answer: ShimHttpAnswer, carried: Carried, { nowMs, trace }: Moment): Judgement<Reply | undefined> => {
    const contentType = firstHeader(answer.headers, "content-type");
    const cause = carried.event;
    const view = {
      event: carried.view,
      status: answer.status,
      body: readData(answer.body, contentType, place.jsonDepth),
    };
    const made = dataOf?.(view);
    const base: Record<string, AttributeValue> = {
      specversion: "1.0",
      id: causedId(cause, place.step),
      source: place.source,
      type,
      time: new Date(nowMs).toISOString(),
      correlationid: correlationOf(cause),
      causationid: String(cause.attributes.id),
    };
    // The extension tells where the event began, not the hop: the cause's, where it has one.
    const origin = cause.attributes["traceparent"] === undefined ? trace : Object.entries(cause.attributes);
    for (const [name, value] of origin) if (name === "traceparent" || name === "tracestate") base[name] = value;
    const body = dataOf === undefined ? answer.body : made === undefined ? undefined : JSON.stringify(made);
    const bodyType = dataOf === undefined ? contentType : "application/json";
    if (body !== undefined && bodyType !== undefined) base["datacontenttype"] = bodyType;
    const own = Object.fromEntries(attributesOf(view) ?? []);
    const event = withAttributes({ attributes: base, ...(body === undefined ? {} : { data: body }) }, own);
    const judged = checked(event);
    if (judged.event === undefined) return refused(502, false, `the event made of its answer is none: ${judged.fault}`);
    return { taken: { event: judged.event, forwarded: passthroughHeaders(answer.headers) } };
  };

  return (answer, carried, moment) => {
    const meaning = meaningOf(answer.status);
    if (meaning === "ignore") return { taken: undefined };
    if (meaning !== "accept") return refused(answer.status, meaning === "retry", `it answered ${answer.status}`);
    const reply = readReply(answer);
    if (reply.kind === "event") return { taken: reply.reply };
    if (reply.kind === "unreadable") return refused(502, true, reply.text);
    if (reply.kind === "empty") return { taken: undefined };
    if (nonEvent === "ignore") return { taken: undefined };
    if (nonEvent === "fail") return refused(502, true, "it answered with a body that is no event");
    return wrap(answer, carried, moment);
  };
}

function refused(status: number, isRetriable: boolean, text: string): Judgement<never> {
  return { refusal: { status, isRetriable, text } };
}

/** The id of an event that a step makes of another: the same each time, so that a repetition can be told. */
export function causedId(cause: WireEvent, step: string): string {
  return `${String(cause.attributes.id)}/${step}`;
}

function statusMeanings(statuses: Readonly<Record<string, StatusMeaning>> = {}): (status: number) => StatusMeaning {
  const declared = new Map(Object.entries(statuses));
  return (status) => {
    const meaning = declared.get(String(status)) ?? declared.get(`${Math.trunc(status / 100)}xx`);
    if (meaning !== undefined) return meaning;
    if (isAccepted(status)) return "accept";
    return isRetriedStatus(status) ? "retry" : "fail";
  };
}
