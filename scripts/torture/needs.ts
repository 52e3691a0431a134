/**
 * What must have happened before an event may be answered with success, as an observer outside of the shim sees it:
 * written by hand beside each route, never computed by the shim's own code.
 */
export type Need =
  /** A service or sink has done this: an {@link Effect}'s key. */
  | { readonly kind: "seen"; readonly effect: string }
  /** The sender's answer carries the event with this id, and its data whole. */
  | { readonly kind: "reply"; readonly id: string }
  | { readonly kind: "all"; readonly needs: readonly Need[] }
  | { readonly kind: "any"; readonly needs: readonly Need[] };

/** The reply that an answer to the sender carried. */
export interface SeenReply {
  readonly id: string;
}

/**
 * What was seen of one event at one place:
 * - `took`: the whole good answer was written;
 * - `lost`: the work was done, and the answer cut or never sent;
 * - `plain`: a whole answer of 200 whose body is no event;
 * - `declined`: the status that an envelope declares to mean "no reply";
 * - `dead`: a dead-letter sink took it; the place is the step that it names.
 */
export type Effect = "took" | "lost" | "plain" | "declined" | "dead";

/** The key of an effect: `took order-check 12`. */
export function effectKey(effect: Effect, place: string, id: string): string {
  return `${effect} ${place} ${id}`;
}

/** Nothing is needed: the table ends the event on purpose. */
export const NOTHING: Need = all();

export function all(...needs: readonly Need[]): Need {
  return { kind: "all", needs };
}

/** The event with this id is in the answer. */
export function replied(id: string): Need {
  return { kind: "reply", id };
}

/** The receiver has taken it, or the dead-letter sink has. */
export function published(place: string, id: string): Need {
  return either(seen("took", place, id), seen("dead", place, id));
}

/** The service has answered well and what follows has happened, or its input is in the dead-letter sink. */
export function handled(place: string, id: string, next: Need): Need {
  return either(handledOnly(place, id, next), seen("dead", place, id));
}

/** The same at a step without a dead-letter sink. */
export function handledOnly(place: string, id: string, next: Need): Need {
  return all(seen("took", place, id), next);
}

export function seen(effect: Effect, place: string, id: string): Need {
  return { kind: "seen", effect: effectKey(effect, place, id) };
}

export function either(...needs: readonly Need[]): Need {
  return { kind: "any", needs };
}

/** What is missing, in words; empty when the need is met. Where there are several ways, what each of them lacks. */
export function missing(
  need: Need,
  effects: ReadonlyMap<string, number>,
  reply: SeenReply | undefined,
): readonly string[] {
  switch (need.kind) {
    case "seen":
      return effects.has(need.effect) ? [] : [need.effect];
    case "reply":
      return reply?.id === need.id ? [] : [`reply ${need.id}`];
    case "all":
      return need.needs.flatMap((one) => missing(one, effects, reply));
    case "any": {
      const ways = need.needs.map((one) => missing(one, effects, reply));
      return ways.some((way) => way.length === 0) ? [] : [ways.map((way) => way.join(" and ")).join(", or ")];
    }
  }
}
