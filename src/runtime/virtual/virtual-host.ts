import type { EndpointId } from "../../graph/graph.ts";
import type { Cancel } from "../engine/clock.ts";
import type { Answer, HttpAnswer, Transport, TransportRequest } from "../engine/transport.ts";
import type { Random } from "./random.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What a service does with a request. */
export type Reaction =
  /** It answers, `afterMs` later if that is given. */
  | { readonly kind: "answer"; readonly answer: HttpAnswer; readonly afterMs?: number }
  /** It never answers. */
  | { readonly kind: "hang" }
  /** The connection fails, in Go's words: `EOF`. */
  | { readonly kind: "no-answer"; readonly error: string; readonly afterMs?: number };

/** Stands for a service. Called for one request at a time; no time passes until it has reacted. */
export type Responder = (request: TransportRequest) => Reaction | Promise<Reaction>;

/** What a virtual host is made of. */
export interface VirtualHostOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  /** The services by endpoint; undefined: nobody is there. */
  readonly responderOf: (endpoint: EndpointId, url: string) => Responder | undefined;
  /** Real time that a responder's promise may take. @default 5000 */
  readonly guardMs?: number;
  /** Turns of the engine that one {@link VirtualHost.settle} may take. @default 5,000,000 */
  readonly maxTurns?: number;
}

/** A responder's promise that stayed open. */
export interface StuckCall {
  readonly request: TransportRequest;
  readonly guardMs: number;
}

interface Call {
  readonly request: TransportRequest;
  readonly settle: (answer: Answer) => void;
  isGone: boolean;
}

const NO_SUCH_HOST = "no such host";

/**
 * Runs services in this process in virtual time: one request at a time, the next one chosen by the seed among those
 * that wait at this moment.
 */
export class VirtualHost implements Transport {
  private readonly options: VirtualHostOptions;
  private readonly clock: VirtualClock;
  private readonly waiting: Call[] = [];
  private running: Promise<void> = Promise.resolve();
  private holds = 0;
  private released: (() => void) | undefined;

  public constructor(options: VirtualHostOptions) {
    this.options = options;
    this.clock = options.clock;
  }

  public send(request: TransportRequest, settle: (answer: Answer) => void): Cancel {
    const call: Call = { request, settle, isGone: false };
    this.waiting.push(call);
    return () => {
      call.isGone = true;
    };
  }

  /** Lets neither time nor anything else go on until the returned function is called: something is being worked out. */
  public hold(): Cancel {
    this.holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds === 0) this.released?.();
    };
  }

  /**
   * Runs until nothing is left to do, or until `untilMs` (milliseconds since the epoch) is reached, which is then the
   * time. Calls are served one after the other.
   *
   * @throws {@link StuckError} when a responder's promise stays open, {@link EndlessError} when there is no end
   */
  public settle(untilMs?: number): Promise<void> {
    const turn = this.running.then(() => this.run(untilMs));
    this.running = turn.catch(() => undefined);
    return turn;
  }

  private async run(untilMs: number | undefined): Promise<void> {
    const { clock, options } = this;
    const maxTurns = options.maxTurns ?? 5_000_000;
    for (let turns = 0; turns < maxTurns; turns += 1) {
      if (this.holds > 0) await this.allReleased();
      if (clock.step()) continue;
      const call = this.pick();
      if (call !== undefined) {
        const reaction = this.react(call.request);
        this.apply(call, reaction instanceof Promise ? await this.guarded(call.request, reaction) : reaction);
        continue;
      }
      const at = clock.nextAt;
      if (at === undefined || (untilMs !== undefined && at > untilMs)) {
        if (untilMs !== undefined) clock.moveTo(untilMs);
        return;
      }
      clock.fire();
    }
    throw new EndlessError(maxTurns);
  }

  private allReleased(): Promise<void> {
    return new Promise((resolve) => {
      this.released = resolve;
    });
  }

  private pick(): Call | undefined {
    const { waiting } = this;
    while (waiting.length > 0) {
      const index = waiting.length === 1 ? 0 : this.options.random.below(waiting.length);
      const call = waiting[index];
      const last = waiting.pop();
      if (last !== undefined && last !== call) waiting[index] = last;
      if (call !== undefined && !call.isGone) return call;
    }
    return undefined;
  }

  private react(request: TransportRequest): Reaction | Promise<Reaction> {
    const responder = this.options.responderOf(request.to, request.url);
    if (responder === undefined) {
      const host = URL.canParse(request.url) ? new URL(request.url).hostname : request.url;
      return { kind: "no-answer", error: `dial tcp: lookup ${host}: ${NO_SUCH_HOST}` };
    }
    return responder(request);
  }

  private apply(call: Call, reaction: Reaction): void {
    if (call.isGone || reaction.kind === "hang") return;
    const answer: Answer = reaction.kind === "answer" ? reaction.answer : { error: reaction.error };
    const { afterMs = 0 } = reaction;
    const deliver = () => {
      if (!call.isGone) call.settle(answer);
    };
    if (afterMs > 0) this.clock.after(afterMs, deliver);
    else deliver();
  }

  /** The only real time there is: a promise that nobody will settle must not hang a test. */
  private guarded(request: TransportRequest, reaction: Promise<Reaction>): Promise<Reaction> {
    const guardMs = this.options.guardMs ?? 5_000;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new StuckError({ request, guardMs })), guardMs);
      reaction.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** A responder did not react within the guard. */
export class StuckError extends Error {
  public override readonly name = "StuckError";
  public readonly call: StuckCall;

  public constructor(call: StuckCall) {
    super(`A request to ${call.request.url} was still pending after ${call.guardMs} ms of real time.`);
    this.call = call;
  }
}

/** The graph goes round without end. */
export class EndlessError extends Error {
  public override readonly name = "EndlessError";
  public readonly turns: number;

  public constructor(turns: number) {
    super(`There was no end after ${turns} turns.`);
    this.turns = turns;
  }
}
