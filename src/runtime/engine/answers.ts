import type { HeaderList } from "../../delivery/index.ts";
import type { Why } from "./observe.ts";
import type { Answer, BodyEnd, HttpAnswer, NoAnswer } from "./transport.ts";

/** What a part of the engine answers, with what it alone knows beside the HTTP answer. */
export interface JudgedAnswer extends HttpAnswer {
  /** Set by a Broker's filter. */
  readonly judged?: Judgement;
}

/** What a Broker's filter made of its subscriber's answer (eventing.md §6.7). */
export interface Judgement {
  /** What the subscriber itself answered; absent when nothing came. */
  readonly answered?: number;
  /** The failure as its error body tells it; absent when it has no such body: then dead letters tell nothing (§6.5). */
  readonly failure?: { readonly destination: string; readonly body: Uint8Array | string };
  readonly why?: Why;
  readonly detail?: string;
}

/** Headers of every answer of an ingress or channel after it has found the broker or channel (eventing.md §6.4). */
const ALLOW: HeaderList = Object.freeze([["allow", "POST, OPTIONS"] as const]);

/** An answer with a status and nothing else. */
export function statusAnswer(status: number): HttpAnswer {
  return SHARED.get(status) ?? { status, headers: ALLOW };
}

const SHARED: ReadonlyMap<number, HttpAnswer> = new Map(
  [202, 400, 405, 500].map((status) => [status, Object.freeze({ status, headers: ALLOW })]),
);

/** Whether no status came. */
export function isNoAnswer(answer: Answer): answer is NoAnswer {
  return answer.status === undefined;
}

/** Waits for a body that is not there yet. */
export function readBody(answer: HttpAnswer, done: (end: BodyEnd) => void): void {
  if (answer.rest === undefined) done({ body: answer.body ?? "" });
  else answer.rest(done);
}

/** What a dispatcher keeps as the body of a request that got no answer (eventing.md §6.2, 4). */
export function dispatchError(method: string, url: string, error: string): string {
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  return `dispatch error: ${verb} "${url}": ${error}`;
}

/** The same for an answer whose body broke off. */
export function unreadBody(status: number, broken: string): string {
  return `dispatch resulted in status "${status} ${STATUS_TEXT.get(status) ?? ""}". Could not read response body: error: ${broken}`;
}

/** Most characters of an error body that an outcome shows. */
const DETAIL_CHARACTERS = 300;

/** What an error body says, for people; undefined for one that is empty or no text. */
export function bodyDetail(body: Uint8Array | string): string | undefined {
  const text = typeof body === "string" ? body : Buffer.from(body.subarray(0, 4 * DETAIL_CHARACTERS)).toString("utf8");
  const shown = text.trim();
  if (shown === "" || shown.includes("\0")) return undefined;
  return shown.length > DETAIL_CHARACTERS ? `${shown.slice(0, DETAIL_CHARACTERS)}…` : shown;
}

/** Go's words for the statuses that a service is likely to break off with. */
const STATUS_TEXT: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [413, "Request Entity Too Large"],
  [422, "Unprocessable Entity"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
]);

/** No answer within the limit, in Go's words. */
export const TIMED_OUT = "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
/** The body was not all there within the limit. */
export const TIMED_OUT_READING =
  "net/http: request canceled (Client.Timeout or context cancellation while reading body)";
