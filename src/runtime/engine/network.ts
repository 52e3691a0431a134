import { MAX_REQUESTS, redirected } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import { writeBinary } from "../../events/http/index.ts";
import { type Cancel, type Clock, soon } from "./clock.ts";
import type { Front } from "./front.ts";
import { checkedEvent, type Component } from "./inbound.ts";
import type { Post, PostRequest } from "./leg.ts";
import { isNoAnswer } from "./answers.ts";
import { Scope } from "../../delivery/scope.ts";
import type { Answer, Transport } from "./transport.ts";
import { unsendableAttribute, unsendableError } from "./unsendable.ts";

/** Finds the part of the engine that an address leads to; undefined: it lies outside. */
export type Routes = (url: string) => Reached | undefined;

/** What an address leads to: exactly a Broker or Channel, or the door behind which such would be. */
export type Reached =
  | { readonly component: Component; readonly front?: undefined }
  | { readonly component?: undefined; readonly front: Front; readonly uri: string; readonly host: string };

/**
 * Sends requests to parts of the engine or through the transport, following redirects as Go's client does (eventing.md
 * §6.2), or none.
 */
export function network(clock: Clock, transport: Transport, routes: Routes, redirects: "follow" | "stop"): Post {
  // Ten Triggers of one Broker send the same event, one after the other: it is looked through once.
  let lastSendable: WireEvent | undefined;
  return (request, settle) => {
    const { event, mode } = request;
    const unsendable = mode === "structured" || event === lastSendable ? undefined : unsendableAttribute(event);
    if (unsendable === undefined && mode === "binary") lastSendable = event;
    if (unsendable !== undefined) {
      return soon(clock, () => settle({ error: unsendableError(unsendable), isUnsendable: true }));
    }
    const reached = routes(request.url);
    if (reached !== undefined) return nested(clock, reached, request, settle);
    if (redirects === "stop") return transport.send(request, settle);
    return new Journey(clock, transport, routes, settle).go(request);
  };
}

/** A request to a part of the engine: it ends when its sender lets go. */
function nested(clock: Clock, reached: Reached, request: PostRequest, settle: (answer: Answer) => void): Cancel {
  const scope = new Scope();
  clock.soon(() => {
    if (!scope.isOver) enter(reached, request, scope, settle);
  });
  return () => scope.end();
}

function enter(reached: Reached, request: PostRequest, scope: Scope, settle: (answer: Answer) => void): void {
  const { method, event, isChecked, headers, n } = request;
  if (reached.component !== undefined) {
    reached.component({ method, event, isChecked, headers, cause: n }, scope, settle);
    return;
  }
  const { front, uri, host } = reached;
  const accepted = isChecked ? event : checkedEvent(event);
  // What is no event is for the door to refuse, in its order of checks.
  const carried = accepted === undefined ? writeBinary(event) : { headers, event: accepted };
  front({ method, uri, host, cause: n, ...carried }, scope, settle);
}

/** One request and those it is redirected to. */
class Journey {
  private readonly clock: Clock;
  private readonly transport: Transport;
  private readonly routes: Routes;
  private readonly settle: (answer: Answer) => void;
  private requests = 0;
  private abandon: Cancel = () => undefined;

  public constructor(clock: Clock, transport: Transport, routes: Routes, settle: (answer: Answer) => void) {
    this.clock = clock;
    this.transport = transport;
    this.routes = routes;
    this.settle = settle;
  }

  public go(request: PostRequest): Cancel {
    this.step(request);
    return () => this.abandon();
  }

  private step(request: PostRequest): void {
    this.requests += 1;
    const reached = this.routes(request.url);
    const settle = (answer: Answer) => this.answered(request, answer);
    this.abandon =
      reached === undefined ? this.transport.send(request, settle) : nested(this.clock, reached, request, settle);
  }

  private answered(request: PostRequest, answer: Answer): void {
    const next = isNoAnswer(answer) ? undefined : this.next(request, answer);
    if (next === undefined) this.settle(answer);
    else if (this.requests >= MAX_REQUESTS) this.settle({ error: `stopped after ${MAX_REQUESTS} redirects` });
    else this.step(next);
  }

  private next(request: PostRequest, answer: Exclude<Answer, { readonly error: string }>): PostRequest | undefined {
    if (answer.status < 300 || answer.status > 399) return undefined;
    const { url, method, event, headers } = request;
    // The body of a binary reply is a stream that has been read: it cannot be sent again.
    const canRepeatBody = request.leg !== "reply" || request.isChecked || event.data === undefined;
    const target = redirected({ url, method, canRepeatBody }, answer.status, answer.headers);
    if (target === undefined) return undefined;
    const referer = target.referer === undefined ? [] : [["referer", target.referer] as const];
    return {
      ...request,
      url: target.url,
      method: target.method,
      headers: [...headers.filter(([name]) => name !== "referer"), ...referer],
    };
  }
}
