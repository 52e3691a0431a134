/** Random choices that depend on a seed alone, so that every input can be made again. */
export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, not including, `end`. */
  public below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
  }

  public chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  public pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** A number of times, mostly few. */
  public few(): number {
    let times = 1;
    while (times < 8 && this.chance(2)) times++;
    return times;
  }
}

/** A number for one input of one surface: mixes the seed with where the input stands. */
export function seedOf(seed: number, surface: string, index: number): number {
  let hash = 2_166_136_261 ^ seed;
  for (const letter of `${surface} ${index}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
