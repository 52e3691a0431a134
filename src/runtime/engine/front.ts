import {
  channelPath,
  filterPath,
  type HeaderList,
  ingressPath,
  MAX_HEADER_BYTES,
  readTtl,
  TTL,
  WEBHOOK_HEADERS,
} from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import { eachHeader, type MessageHeaders, readMessage } from "../../events/http/index.ts";
import { type JudgedAnswer, statusAnswer } from "./answers.ts";
import { binaryForm, type Component } from "./inbound.ts";
import type { Post } from "./leg.ts";
import type { PreparedHop } from "./prepare.ts";
import type { Scope } from "../../delivery/scope.ts";
import type { Answer, HttpAnswer } from "./transport.ts";

/** A request at the door of an ingress, a channel's dispatcher or a filter, before anything is known of it. */
export interface FrontRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly uri: string;
  /** The `Host` header. */
  readonly host: string;
  readonly headers: MessageHeaders;
  readonly body?: Uint8Array | string;
  /** An event that is on its way inside the engine, in place of `headers` and `body`. */
  readonly event?: WireEvent;
  readonly cause: number | undefined;
}

/** Answers a request, or hands it to the part it is for. */
export type Front = (request: FrontRequest, scope: Scope, respond: (answer: Answer) => void) => void;

/** What is behind the doors. */
export interface FrontParts {
  /** By `namespace/name`. */
  readonly brokers: ReadonlyMap<string, Component>;
  readonly channels: ReadonlyMap<string, Component>;
  /** By host name. */
  readonly channelHosts: ReadonlyMap<string, Component>;
  /** By `namespace/name`; undefined for one whose subscriber or Broker is not there: it is known and leads nowhere. */
  readonly triggers: ReadonlyMap<string, { readonly hop: PreparedHop; readonly post: Post } | undefined>;
  /** Of Triggers, where known. */
  readonly uids: ReadonlyMap<string, string>;
}

/** A Broker's ingress (eventing.md §6.6): the checks before the Broker itself is asked. */
export function ingressFront(parts: FrontParts): Front {
  return (request, scope, respond) => {
    const early = probeAnswer(request) ?? methodAnswer(request);
    if (early !== undefined) {
      respond(early);
      return;
    }
    const path = ingressPath(request.uri);
    if (typeof path === "number") {
      respond(statusAnswer(path));
      return;
    }
    const event = readEvent(request);
    const broker = parts.brokers.get(`${path.namespace}/${path.name}`);
    if (event === undefined) respond(statusAnswer(400));
    else if (broker === undefined) respond(statusAnswer(404));
    else enter(broker, request, event, scope, respond);
  };
}

/** A channel's dispatcher (eventing.md §6.4): the checks before the channel itself is asked. */
export function channelFront(parts: FrontParts): Front {
  return (request, scope, respond) => {
    const probe = probeAnswer(request);
    if (probe !== undefined) {
      respond(probe);
      return;
    }
    const path = channelPath(request.uri.split("?", 1)[0] ?? "");
    if (path === 400) {
      respond({ status: 400, headers: [] });
      return;
    }
    const channel =
      path === "host" ? parts.channelHosts.get(request.host) : parts.channels.get(`${path.namespace}/${path.name}`);
    if (channel === undefined) {
      respond({ status: 500, headers: [] });
      return;
    }
    const refused = methodAnswer(request);
    const event = refused === undefined ? readEvent(request) : undefined;
    if (refused !== undefined) respond(refused);
    else if (event === undefined) respond(statusAnswer(400));
    else enter(channel, request, event, scope, respond);
  };
}

/** A Broker's filter, asked directly (eventing.md §6.7). */
export function filterFront(parts: FrontParts): Front {
  return (request, scope, respond) => {
    const answer = (status: number) => respond({ status, headers: ALLOW_POST });
    const path = filterPath(request.uri);
    if (request.method !== "POST") return answer(405);
    if (path === 400) return answer(400);
    const name = `${path.namespace}/${path.name}`;
    if (!parts.triggers.has(name)) return answer(404);
    if ((parts.uids.get(name) ?? path.uid) !== path.uid) return answer(400);
    const event = readLenient(request);
    if (event === undefined || readTtl(event.attributes[TTL]) === undefined) return answer(400);
    const trigger = parts.triggers.get(name);
    if (trigger === undefined) return answer(404);
    const { hop, post } = trigger;
    if (hop.filter?.(event) === "fail") return answer(200);
    const outgoing = {
      n: request.cause ?? 0,
      to: hop.subscriber.endpoint,
      url: hop.subscriber.url,
      method: "POST",
      event,
      mode: "binary",
      headers: [["prefer", "reply"] as const, ["kn-namespace", hop.namespace] as const],
      leg: "subscriber",
      attempt: 1,
      isChecked: true,
    } as const;
    const cancel = post(outgoing, (answered) => {
      forget();
      respond(written(answered));
    });
    const forget = scope.onEnd(cancel);
  };
}

const ALLOW_POST: HeaderList = Object.freeze([["allow", "POST"] as const]);

/** What the filter's answer looks like to a stranger: with the error body that a dispatcher reads (eventing.md §6.7). */
function written(answer: Answer | JudgedAnswer): Answer {
  if (answer.status === undefined) return answer;
  const headers = [...ALLOW_POST, ...pairs(answer.headers)];
  const failure = "judged" in answer ? answer.judged?.failure : undefined;
  if (failure === undefined) return { ...answer, headers };
  const body = JSON.stringify({
    errdestination: failure.destination,
    errresponsebody: Buffer.from(failure.body).toString("base64"),
  });
  return { status: answer.status, headers: [...headers, ["content-type", "text/plain; charset=utf-8"]], body };
}

/** Kubelet's and Knative's own probes, and headers that are too long, before all else (eventing.md §6.4). */
function probeAnswer({ headers }: FrontRequest): HttpAnswer | undefined {
  let bytes = 0;
  let agent: string | undefined;
  let probe: string | undefined;
  let hash: string | undefined;
  eachHeader(headers, (given, value) => {
    const name = given.toLowerCase();
    bytes += name.length + value.length;
    if (name === "user-agent") agent ??= value;
    else if (name === "k-network-probe") probe ??= value;
    else if (name === "k-network-hash") hash ??= value;
  });
  if (bytes > MAX_HEADER_BYTES) {
    const text = [["content-type", "text/plain; charset=utf-8"] as const];
    return { status: 431, headers: text, body: "431 Request Header Fields Too Large" };
  }
  if (agent?.startsWith("kube-probe/")) return { status: 200, headers: [] };
  return probe === "probe" && hash !== undefined ? { status: 200, headers: [["k-network-hash", hash]] } : undefined;
}

function methodAnswer({ method }: FrontRequest): HttpAnswer | undefined {
  if (method === "OPTIONS") return { status: 200, headers: WEBHOOK_HEADERS };
  return method === "POST" ? undefined : statusAnswer(405);
}

function readEvent({ event, headers, body }: FrontRequest): WireEvent | undefined {
  if (event !== undefined) return event;
  const reading = readMessage({ headers, ...(body === undefined ? {} : { body }) });
  return reading.kind === "event" ? binaryForm(reading.event) : undefined;
}

/** The filter does not validate attributes (eventing.md §6.7). */
function readLenient({ event, headers, body }: FrontRequest): WireEvent | undefined {
  if (event !== undefined) return event;
  const reading = readMessage({ headers, ...(body === undefined ? {} : { body }) });
  return reading.event && binaryForm(reading.event);
}

function enter(
  component: Component,
  request: FrontRequest,
  event: WireEvent,
  scope: Scope,
  respond: (answer: Answer) => void,
): void {
  const { cause } = request;
  component({ method: "POST", event, isChecked: true, headers: pairs(request.headers), cause }, scope, respond);
}

function pairs(headers: MessageHeaders): HeaderList {
  const list: (readonly [string, string])[] = [];
  eachHeader(headers, (name, value) => list.push([name.toLowerCase(), value]));
  return list;
}
