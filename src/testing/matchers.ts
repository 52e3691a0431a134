import type { Run } from "./run.ts";
import { endpointCalled } from "./assign.ts";
import { endpointName, printDeliveries } from "./print.ts";
import type { Endpoint, EndpointId } from "../graph/index.ts";
import { isShim } from "../runtime/index.ts";

/** A contract, or the bare event type. */
export type EventLike = { readonly type: string } | string;

/** What {@link matchers} `toHaveDelivered` narrows. Endpoints are construct ids, paths or manifest names. */
export interface DeliveredOptions {
  /** Who was asked to take it. @default - anyone who handles events */
  readonly to?: string;
  /** How often, every attempt counted. @default - at least once */
  readonly times?: number;
}

/** What {@link matchers} `toHaveDeadLettered` narrows. */
export interface DeadLetteredOptions {
  /** The dead-letter sink that took it. @default - any */
  readonly to?: string;
  /** Who had refused it. @default - anyone */
  readonly from?: string;
  /** The status of the last attempt. @default - any */
  readonly status?: number;
  /** @default - at least once */
  readonly times?: number;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`. vitest and jest get them by themselves when this module is imported in a test. */
export const matchers = { toHaveDelivered, toHaveDeadLettered };

function toHaveDelivered(received: unknown, event: EventLike, options: DeliveredOptions = {}): MatcherResult {
  const run = runIn(received, "toHaveDelivered");
  const type = typeOf(event);
  const to = options.to === undefined ? undefined : idOf(run, options.to);
  const handlers = new Set(run.graph.endpoints.filter(isHandler).map(({ id }) => id));
  const count = run.deliveries.filter(
    (delivery) => delivery.event.type === type && (to === undefined ? handlers.has(delivery.to) : delivery.to === to),
  ).length;
  const where = to === undefined ? "" : ` to ${endpointName(run, to)}`;
  return result(run, count, options.times, `"${type}" to be delivered${where}`);
}

/** A shim hands on; whom it hands to is the handler. */
function isHandler(endpoint: Endpoint): boolean {
  return HANDLES.has(endpoint.kind) && !isShim(endpoint);
}

const HANDLES: ReadonlySet<string> = new Set(["subscriber", "sink", "external"]);

function toHaveDeadLettered(received: unknown, event: EventLike, options: DeadLetteredOptions = {}): MatcherResult {
  const run = runIn(received, "toHaveDeadLettered");
  const type = typeOf(event);
  const to = options.to === undefined ? undefined : idOf(run, options.to);
  const from = options.from === undefined ? undefined : idOf(run, options.from);
  const count = run.deadLetters.filter(
    (letter) =>
      letter.event.type === type &&
      (to === undefined || letter.to === to) &&
      (from === undefined || letter.failedAt === from) &&
      (options.status === undefined || letter.status === options.status),
  ).length;
  const told = [
    to === undefined ? "" : ` to ${endpointName(run, to)}`,
    from === undefined ? "" : ` after ${endpointName(run, from)} refused it`,
    options.status === undefined ? "" : ` with status ${options.status}`,
  ].join("");
  return result(run, count, options.times, `"${type}" to be dead-lettered${told}`);
}

function result(run: Run, count: number, times: number | undefined, what: string): MatcherResult {
  const pass = times === undefined ? count > 0 : count === times;
  // A failing `.not` has passed.
  const wanted = times === undefined ? (pass ? " never" : "") : ` ${pass ? "other than " : ""}${inTimes(times)}`;
  return { pass, message: () => `expected ${what}${wanted}, but it was ${inTimes(count)}\n\n${printDeliveries(run)}` };
}

function inTimes(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times`;
}

function typeOf(event: EventLike): string {
  return typeof event === "string" ? event : event.type;
}

function idOf(run: Run, name: string): EndpointId {
  return endpointCalled(run.graph, name, () => true).id;
}

/** By what it has: a test may hold a run of another copy of this package. */
function runIn(received: unknown, matcher: string): Run {
  if (typeof received === "object" && received !== null && "deliveries" in received && "graph" in received) {
    return received as Run;
  }
  throw new TypeError(`${matcher} reads a run: \`expect(await simulate(app, […])).${matcher}(…)\`.`);
}
