import { type Cancel, type HeaderList, Scope } from "../delivery/index.ts";
import type { WireEvent } from "../events/event.ts";
import { caused, inheritedFrom, passesLeft } from "./caused.ts";
import { Idempotence, idempotenceKey } from "./idempotence.ts";
import type { End } from "./outcome.ts";
import type { Received, ShimPorts } from "./ports.ts";
import type { PreparedRoute, PreparedTable } from "./prepare.ts";
import { Carried, type Node, type Run, tellEnd } from "./run.ts";
import { unworkable } from "./steps.ts";

/** Runs a route table. */
export interface Shim {
  /**
   * Takes one event and answers when its outcome is known. Answers once, and not after the returned function was called
   * (the sender has left): then everything under way for it is cancelled.
   */
  receive(received: Received, respond: (answer: ShimAnswer) => void): Cancel;
}

/** What the sender is told. */
export interface ShimAnswer {
  readonly status: number;
  /** The reply. */
  readonly event?: WireEvent;
  /** Headers beside those of the reply. */
  readonly headers: HeaderList;
  /** Why it failed, in one sentence. */
  readonly text?: string;
}

/** Runs a table that has been prepared. Knows no time, no network and no environment but the ports. */
export function createShim(table: PreparedTable, ports: ShimPorts): Shim {
  const routes = new Map([...table.routes].map(([path, route]) => [path, new RunningRoute(route, ports)]));
  return {
    receive(received, respond) {
      const route = routes.get(received.path);
      if (route !== undefined) return route.receive(received, respond);
      respond({ status: 404, headers: [], text: "The route table has no such path." });
      return () => undefined;
    },
  };
}

class RunningRoute {
  private readonly route: PreparedRoute;
  private readonly ports: ShimPorts;
  private readonly idempotence: Idempotence | undefined;

  public constructor(route: PreparedRoute, ports: ShimPorts) {
    this.route = route;
    this.ports = ports;
    this.idempotence = route.idempotence && new Idempotence(route.idempotence, ports.clock);
  }

  public receive(received: Received, respond: (answer: ShimAnswer) => void): Cancel {
    const { clock } = this.ports;
    const { budgetMs } = this.route;
    const scope = new Scope();
    let stopBudget: Cancel = () => undefined;
    const end = (answer: ShimAnswer) => {
      stopBudget();
      scope.end();
      respond(answer);
    };
    const spentMs = received.sinceMs === undefined ? 0 : clock.now() - received.sinceMs;
    stopBudget = clock.after(Math.max(0, budgetMs - spentMs), () => {
      if (!scope.isOver) end({ status: 504, headers: [], text: `The flow did not end within ${budgetMs} ms.` });
    });
    this.once(received, scope, (outcome) => {
      if (!scope.isOver) end(answerOf(outcome));
    });
    return () => {
      stopBudget();
      scope.end();
    };
  }

  /** Equal events one at a time, where there is a window. */
  private once(received: Received, scope: Scope, done: (end: End) => void): void {
    const { idempotence } = this;
    if (idempotence === undefined) {
      this.work(received, scope, done);
      return;
    }
    const key = idempotenceKey(received.event);
    const begin = () => {
      // Whoever is at work when its sender leaves or its budget is over hands on to the next.
      const forget = scope.onEnd(() => idempotence.leave(key, undefined));
      this.work(received, scope, (end) => {
        forget();
        idempotence.leave(key, end);
        done(end);
      });
    };
    const known = idempotence.enter(key);
    if (known === "new") begin();
    else if (known === "at-work") {
      let stop: Cancel = () => undefined;
      const forget = scope.onEnd(() => stop());
      stop = idempotence.wait(key, (end) => {
        forget();
        if (end === undefined) begin();
        else done(end);
      });
    } else {
      tellEnd(this.runOf(received, scope, undefined), "idempotence", "remembered", received.event);
      done(known);
    }
  }

  private work(received: Received, scope: Scope, done: (end: End) => void): void {
    const { ttl, jsonDepth } = this.route;
    const left = ttl === undefined ? undefined : passesLeft(received.event, ttl);
    const run = this.runOf(received, scope, left);
    const carried = new Carried(received.event, received.forwarded, jsonDepth, received);
    const refusal = left === 0 ? this.tooManyPasses() : this.invalid(carried);
    if (refusal !== undefined) {
      tellEnd(run, refusal.step, "refused", received.event, refusal.why);
      refusal.node(run, carried, done);
      return;
    }
    // Its own count goes on with it; what it causes gets the rest.
    const event = left === undefined ? received.event : caused(received.event, received.event, { ttl: String(left) });
    this.route.node(run, event === received.event ? carried : carried.to(event), done);
  }

  private runOf({ event, trace }: Received, scope: Scope, left: number | undefined): Run {
    const { path, isCorrelated } = this.route;
    return { ports: this.ports, route: path, scope, trace, inherited: inheritedFrom(event, isCorrelated, left) };
  }

  private tooManyPasses(): { readonly step: string; readonly why: string; readonly node: Node } {
    const why = "it has passed as many shims as its route allows";
    return { step: "ttl", why, node: unworkable({ ...this.route.place, step: "ttl" }, why, 400) };
  }

  private invalid(carried: Carried): { readonly step: string; readonly why: string; readonly node: Node } | undefined {
    const why = this.route.faultOf?.(carried);
    if (why === undefined) return undefined;
    return { step: "validate", why, node: unworkable({ ...this.route.place, step: "validate" }, why, 400) };
  }
}

function answerOf(end: End): ShimAnswer {
  if (end.kind === "failed") {
    const headers = end.retryAfter === undefined ? [] : [["retry-after", end.retryAfter] as const];
    return { status: end.status, headers, text: end.text };
  }
  const { reply } = end;
  return reply === undefined ? ACCEPTED : { status: 200, event: reply.event, headers: reply.forwarded };
}

const ACCEPTED: ShimAnswer = Object.freeze({ status: 202, headers: [] });
