import { Random, seedOf } from "../fuzz/random.ts";
import type { Mode, Way } from "./mode.ts";
import { MODES } from "./modes.ts";

/** One event as it is sent, drawn from the seed and its number alone. */
export interface TortureEvent {
  readonly n: number;
  /** Its id, with which every id of what it causes begins. */
  readonly id: string;
  readonly mode: Mode;
  readonly wayName: string;
  readonly way: Way;
  readonly data: Payload;
  /** Sent as one JSON document, not as headers and body. */
  readonly isStructured: boolean;
}

/** What every event carries, whatever becomes of it. */
export interface Payload {
  readonly n: number;
  readonly way: string;
  readonly pad: string;
}

const CHOICES = MODES.flatMap((mode) => Object.entries(mode.ways).map(([name, way]) => ({ mode, name, way })));

export function drawEvent(seed: number, n: number): TortureEvent {
  const random = new Random(seedOf(seed, "event", n));
  const { mode, name, way } = random.pick(CHOICES);
  const length = random.chance(100) ? 20_000 + random.below(20_000) : random.below(200);
  return {
    n,
    id: String(n),
    mode,
    wayName: name,
    way,
    data: { n, way: name, pad: letters(n, length) },
    isStructured: random.chance(5),
  };
}

/** The number of the event that an id belongs to: `12` of `12>order-check/stamp`. */
export function rootOf(id: string): number | undefined {
  const text = /^(\d{1,9})(?:[>/]|$)/.exec(id)?.[1];
  return text === undefined ? undefined : Number(text);
}

/** What is wrong with data that came of an event; undefined when it is whole. */
export function damageOf(seed: number, n: number, body: string): string | undefined {
  try {
    const { n: number, way, pad } = JSON.parse(body) as Partial<Payload>;
    const { data } = drawEvent(seed, n);
    if (number === n && way === data.way && pad === data.pad) return undefined;
    return `its data is ${body.slice(0, 120)}`;
  } catch {
    return `its data is no JSON: ${body.slice(0, 120)}`;
  }
}

/** Letters that differ from event to event, ä and ✓ among them. */
function letters(n: number, length: number): string {
  const word = `${n}ä✓"\\ `;
  return word.repeat(Math.ceil(length / word.length)).slice(0, length);
}
