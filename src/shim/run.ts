import type { HeaderList, Scope } from "../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../events/event.ts";
import { readData } from "../events/http/index.ts";
import type { Done } from "./outcome.ts";
import type { EndRecord, EventKey, ShimCause, ShimPorts } from "./ports.ts";

/** One event on its way through one route. */
export interface Run {
  readonly ports: ShimPorts;
  /** Path of the route. */
  readonly route: string;
  /** Ends when the sender leaves or the budget is over. */
  readonly scope: Scope;
  /** W3C trace headers, the same on every leg. */
  readonly trace: HeaderList;
  /** What every event caused here carries on. */
  readonly inherited: Inherited;
}

/** Extensions that services lose, and that the shim gives back to what they cause. */
export interface Inherited {
  readonly ttl?: AttributeValue;
  readonly correlationid?: string;
  readonly causationid?: string;
}

/** An event between two steps. */
export class Carried {
  public readonly event: WireEvent;
  /** Headers that the message which brought it passes on (eventing.md §6.9). */
  public readonly forwarded: HeaderList;
  /** What brought it. */
  public readonly cause: ShimCause;
  private readonly maxDepth: number;
  private read: { readonly data: unknown } | undefined;

  public constructor(event: WireEvent, forwarded: HeaderList, maxDepth: number, cause: ShimCause) {
    this.event = event;
    this.forwarded = forwarded;
    this.maxDepth = maxDepth;
    this.cause = cause;
  }

  /** The data, read once: JSON, text or bytes. */
  public get data(): unknown {
    this.read ??= { data: readData(this.event.data, this.event.attributes.datacontenttype as string, this.maxDepth) };
    return this.read.data;
  }

  /** The event as templates and JSONata see it: attributes by name, and `data`. */
  public get view(): Readonly<Record<string, unknown>> {
    return Object.assign({}, this.event.attributes, { data: this.data });
  }

  /** Another event that comes of this one. */
  public to(event: WireEvent, forwarded: HeaderList = this.forwarded, cause: ShimCause = this.cause): Carried {
    return new Carried(event, forwarded, this.maxDepth, cause);
  }
}

/** One verb with all that follows it. */
export type Node = (run: Run, carried: Carried, done: Done) => void;

/** An event's name, for logs and records. */
export function eventKey({ attributes }: WireEvent): EventKey {
  return {
    id: String(attributes.id ?? ""),
    type: String(attributes.type ?? ""),
    source: String(attributes.source ?? ""),
  };
}

/** Tells the observer that an event ended in a step. */
export function tellEnd(run: Run, step: string, kind: EndRecord["kind"], event: WireEvent, detail?: string): void {
  run.ports.observer?.ended?.({
    route: run.route,
    step,
    kind,
    ...(detail === undefined ? {} : { detail }),
    event: eventKey(event),
  });
}
