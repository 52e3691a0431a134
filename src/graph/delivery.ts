import type { EffectiveDelivery, Origin, Sourced } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import { textAt, tryMappingAt } from "./read.ts";
import type { Resolver } from "./resolver.ts";

/** Nothing was specified anywhere: one request, no timeout (eventing.md §6.3). */
export const NO_DELIVERY: EffectiveDelivery = Object.freeze({ specified: false });

/** A `delivery` as one object writes it. */
export interface WrittenDelivery {
  readonly delivery: EffectiveDelivery;
  /** Whether it names a dead-letter sink that does not resolve. */
  readonly unresolved: boolean;
}

/** Reads a `delivery` field (eventing.md §3.4). Undefined when it is absent; fields of a wrong type are left out. */
export function readDelivery(
  object: GraphObject,
  field: string,
  value: unknown,
  resolver: Resolver,
): WrittenDelivery | undefined {
  const written = tryMappingAt(value);
  if (written === undefined) return undefined;
  const origin = (name: string): Origin => object.origin(`${field}.${name}`);
  const { retry } = written;
  const backoffPolicy = textAt(written, "backoffPolicy");
  const format = textAt(written, "format");
  const sink = resolver.destination(object, `${field}.deadLetterSink`, written.deadLetterSink);
  const delivery: EffectiveDelivery = {
    specified: true,
    origin: object.origin(field),
    ...(typeof retry === "number" && Number.isInteger(retry) && retry >= 0
      ? { retry: { value: retry, origin: origin("retry") } }
      : {}),
    ...(backoffPolicy === "linear" || backoffPolicy === "exponential"
      ? { backoffPolicy: { value: backoffPolicy, origin: origin("backoffPolicy") } }
      : {}),
    ...text("backoffDelay"),
    ...text("timeout"),
    ...text("retryAfterMax"),
    ...(format === "json" || format === "binary" ? { format: { value: format, origin: origin("format") } } : {}),
    ...(typeof sink === "object" ? { deadLetterSink: sink } : {}),
  };
  return { delivery, unresolved: sink === "unresolved" };

  function text<Name extends "backoffDelay" | "timeout" | "retryAfterMax">(
    name: Name,
  ): Partial<Record<Name, Sourced<string>>> {
    const found = textAt(written, name);
    if (found === undefined) return {};
    const sourced: Partial<Record<Name, Sourced<string>>> = {};
    sourced[name] = { value: found, origin: origin(name) };
    return sourced;
  }
}

/** What a leg falls back on. */
export interface Inherited {
  /** Taken as a whole by a leg without a delivery of its own. */
  readonly delivery: EffectiveDelivery;
  /** Of the channel that the leg leaves. @default - that of `delivery` */
  readonly channel?: EffectiveDelivery | undefined;
  /** Whether the leg's own `format` works: on Triggers alone. */
  readonly keepsFormat: boolean;
}

/**
 * What reaches a leg (eventing.md §5.4, §5.5). A delivery of its own replaces the inherited one as a whole, even when
 * it holds but one field; only the dead-letter sink falls back by itself, to the channel's.
 */
export function effectiveDelivery(own: EffectiveDelivery | undefined, inherited: Inherited): EffectiveDelivery {
  const { delivery, channel = delivery, keepsFormat } = inherited;
  const taken = own === undefined ? withoutFormat(delivery) : keepsFormat ? own : withoutFormat(own);
  const { deadLetterSink = channel.deadLetterSink, ...rest } = taken;
  return deadLetterSink === undefined ? rest : { ...rest, deadLetterSink };
}

function withoutFormat(delivery: EffectiveDelivery): EffectiveDelivery {
  if (delivery.format === undefined) return delivery;
  const { format: _ignored, ...rest } = delivery;
  return rest;
}
