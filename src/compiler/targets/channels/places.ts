import type { Diagnostic } from "../../../diagnostics/index.ts";
import type { Flow } from "../../flow.ts";
import { duplicateStepName } from "../duplicate-step-name.ts";
import { type Leg, type Position, positionsOf } from "../positions.ts";

/** A place of the flow that somebody takes events from, as a Channel; and the Subscriptions on it. */
export interface ChannelPlace {
  /** The id of its Channel: `events` at the flow's start, `charge-replies` after step `charge`. */
  readonly id: string;
  readonly position: Position;
  readonly subscriptions: readonly { readonly id: string; readonly leg: Leg }[];
}

const ENTRY_ID = "events";

/**
 * Every place with takers, once: a step that stands after several others goes on in the same way from each. There it
 * has a Subscription for each, named by the step before it too.
 */
export function channelPlaces(flow: Flow): readonly ChannelPlace[] {
  const places = new Map<string, Position>();
  for (const position of positionsOf(flow)) {
    const id = channelId(position.after?.name);
    if (position.legs.length > 0 && !places.has(id)) places.set(id, position);
  }
  const times = new Map<string, number>();
  for (const { legs } of places.values()) {
    for (const { node } of legs) times.set(node.name, (times.get(node.name) ?? 0) + 1);
  }
  return [...places].map(([id, position]) => ({
    id,
    position,
    subscriptions: position.legs.map((leg) => {
      const { name } = leg.node;
      const { after } = position;
      return { id: times.get(name) === 1 || after === undefined ? name : `${name}-after-${after.name}`, leg };
    }),
  }));
}

/** The Channel that takes what a step replies, or what enters. */
export function channelId(after: string | undefined): string {
  return after === undefined ? ENTRY_ID : `${after}-replies`;
}

/** Names of steps that are the id of another object too. */
export function* idsThatClash(flow: Flow): Iterable<Diagnostic> {
  const places = channelPlaces(flow);
  const channels = new Set(places.map(({ id }) => id));
  const told = new Set<string>();
  for (const { id } of places.flatMap(({ subscriptions }) => subscriptions)) {
    if (!channels.has(id) || told.has(id)) continue;
    told.add(id);
    yield duplicateStepName(flow, id, `"${id}" is the name of one of this Pipeline's own Channels, and of a step too.`);
  }
}
