import type { WireEvent } from "../../src/events/event.ts";
import { type RouteTable, validateRouteTable } from "../../src/routes/index.ts";
import { VirtualClock } from "../../src/runtime/virtual/virtual-clock.ts";
import {
  type Compilers,
  createShim,
  type EndRecord,
  prepareTable,
  type Received,
  type ShimAnswer,
  type ShimRequest,
  type ShimTransportAnswer,
} from "../../src/shim/index.ts";

/** What a destination does with its n-th request: an answer, perhaps late; `never` leaves it unanswered. */
export type Service = (
  request: ShimRequest,
  n: number,
) => (ShimTransportAnswer & { readonly afterMs?: number }) | "never";

/** One request as a destination saw it. */
export interface Seen {
  readonly at: number;
  readonly to: string;
  readonly leg: string;
  readonly id?: unknown;
  readonly type?: unknown;
}

/** A shim over virtual time and scripted destinations. */
export class TestShim {
  public readonly clock = new VirtualClock(0);
  public readonly seen: Seen[] = [];
  public readonly requests: ShimRequest[] = [];
  public readonly ends: EndRecord[] = [];
  /** Requests that are under way. */
  public open = 0;
  private readonly shim: ReturnType<typeof createShim>;

  public constructor(table: RouteTable, services: Readonly<Record<string, Service>>, compilers?: Compilers) {
    const counts = new Map<string, number>();
    const send = (request: ShimRequest, settle: (answer: ShimTransportAnswer) => void) => {
      const { destination, leg, content } = request;
      const n = (counts.get(destination) ?? 0) + 1;
      counts.set(destination, n);
      this.requests.push(request);
      const { id, type } = content.kind === "event" ? content.event.attributes : {};
      this.seen.push({ at: this.clock.now(), to: destination, leg, ...(id === undefined ? {} : { id, type }) });
      const service = services[destination];
      if (service === undefined) throw new Error(`Nobody plays ${destination}.`);
      const answer = service(request, n);
      this.open += 1;
      const settled = () => {
        this.open -= 1;
      };
      if (answer === "never") return settled;
      const { afterMs = 1, ...rest } = answer;
      const cancel = this.clock.after(afterMs, () => {
        settled();
        settle(rest);
      });
      return () => {
        cancel();
        settled();
      };
    };
    this.shim = createShim(prepared(table, compilers), {
      clock: this.clock,
      transport: { send },
      observer: { ended: (end) => this.ends.push(end) },
    });
  }

  /** Sends and does not wait. Gives what makes the sender leave, and the answers so far. */
  public post(
    event: WireEvent,
    received: Partial<Received> = {},
  ): { readonly leave: () => void; readonly answers: ShimAnswer[] } {
    const answers: ShimAnswer[] = [];
    const leave = this.shim.receive(
      { path: "/", event, forwarded: [], trace: [], ...received },
      (answer) => void answers.push(answer),
    );
    return { leave, answers };
  }

  /** Sends and lets time pass until nothing happens any more; the one answer. */
  public send(event: WireEvent, received?: Partial<Received>): ShimAnswer | undefined {
    const { answers } = this.post(event, received);
    this.run();
    if (answers.length > 1) throw new Error("It answered twice.");
    return answers[0];
  }

  /** Lets time pass: to a moment, or until nothing is left to happen. */
  public run(untilMs = Number.POSITIVE_INFINITY): void {
    while ((this.clock.nextAt ?? Number.POSITIVE_INFINITY) <= untilMs && this.clock.nextAt !== undefined)
      this.clock.fire();
  }
}

/** A table that has been validated and compiled. */
export function prepared(table: RouteTable, compilers?: Compilers) {
  const { table: valid, diagnostics } = validateRouteTable(table);
  if (valid === undefined) throw new Error(JSON.stringify(diagnostics, undefined, 1));
  const preparation = prepareTable(valid, compilers);
  if (preparation.prepared === undefined) throw new Error(JSON.stringify(preparation.diagnostics, undefined, 1));
  return preparation.prepared;
}

/** A table with one route and a destination for each name. */
export function tableOf(route: RouteTable["routes"][string], ...names: readonly string[]): RouteTable {
  const destinations = Object.fromEntries(names.map((name) => [name, { url: `http://${name}.test/` }]));
  return { version: 1, name: "orders", destinations, routes: { "/": route } };
}

/** An event with JSON data. */
export function event(attributes: Readonly<Record<string, string>> = {}, data?: unknown): WireEvent {
  return {
    attributes: Object.assign(Object.create(null) as Record<string, string>, {
      specversion: "1.0",
      id: "1",
      source: "/shop",
      type: "order.created",
      ...(data === undefined ? {} : { datacontenttype: "application/json" }),
      ...attributes,
    }),
    ...(data === undefined ? {} : { data: JSON.stringify(data) }),
  };
}

export const ok = (status = 202) => ({ status, headers: [] });
export const status = (code: number, body?: string) => ({
  status: code,
  headers: [],
  ...(body === undefined ? {} : { body }),
});
export const replies = (reply: WireEvent) => ({ status: 200, headers: [], event: reply });
export const text = (event?: WireEvent) => (event?.data === undefined ? undefined : Buffer.from(event.data).toString());
