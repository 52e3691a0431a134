/** Chance that repeats: the same seed gives the same numbers. */
export interface Random {
  /** From 0, below 1. */
  next(): number;
  /** A whole number from 0, below `count`. */
  below(count: number): number;
  /** A UUID, version 4. */
  uuid(): string;
}

/** A generator from a seed of any size (sfc32). */
export function seededRandom(seed: number): Random {
  const low = Math.trunc(seed) >>> 0;
  const high = Math.floor(Math.abs(seed) / 0x1_0000_0000) >>> 0;
  let [a, b, c, counter] = [low, high, 0x9e37_79b9, 1];
  const word = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The first numbers still show the seed.
  for (let i = 0; i < 16; i += 1) word();
  const next = () => word() / 0x1_0000_0000;
  return { next, below: (count) => Math.floor(next() * count), uuid: () => uuid(word) };
}

function uuid(word: () => number): string {
  const hex = [word(), word(), word(), word()].map((value) => value.toString(16).padStart(8, "0")).join("");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
