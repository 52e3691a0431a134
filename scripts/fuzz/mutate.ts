import type { Random } from "./random.ts";

/** What tends to break readers of text, whatever the text is. */
const NASTY = [
  "",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\u0000",
  "\u0001",
  "\u007f",
  "\u0080",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "\ud800",
  "\udc00",
  "\u{1f600}",
  "é",
  "İ",
  "ß",
  "%",
  "%2",
  "%00",
  "%zz",
  "'",
  '"',
  "\\",
  "\\u",
  "\\ud800",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  ";",
  "=",
  "-",
  "+",
  ".",
  "/",
  "//",
  "#",
  "?",
  "@",
  "*",
  "&",
  "!",
  "|",
  "<<",
  "0",
  "-0",
  "1e400",
  "2147483648",
  "-2147483649",
  "9223372036854775808",
  "1".repeat(400),
  "null",
  "true",
  "__proto__",
  "constructor",
  "toString",
] as const;

/** One text in a thousand is blown up, one of a hundred of those without measure. */
const BLOWN_UP = 1_000;
const LONG = 1_000;
const WITHOUT_MEASURE = 300_000;

/**
 * The text with a few things wrong: cut, doubled, crossed with another, with pieces of `words` and of what breaks
 * readers put in. Rarely, a piece is repeated until it is very long.
 */
export function mutate(random: Random, text: string, words: readonly string[], others: readonly string[]): string {
  let mutated = text;
  for (let times = random.few(); times > 0; times--) {
    const at = random.below(mutated.length + 1);
    const end = Math.min(mutated.length, at + 1 + random.below(8));
    switch (random.below(7)) {
      case 0:
        mutated = mutated.slice(0, at) + mutated.slice(end);
        break;
      case 1:
        mutated = mutated.slice(0, end) + mutated.slice(at);
        break;
      case 2:
        mutated = mutated.slice(0, at) + random.pick(NASTY) + mutated.slice(at);
        break;
      case 3:
        mutated = mutated.slice(0, at) + random.pick(words) + mutated.slice(at);
        break;
      case 4:
        mutated =
          mutated.slice(0, at) +
          String.fromCharCode(random.below(random.chance(4) ? 65_536 : 128)) +
          mutated.slice(end);
        break;
      case 5: {
        const other = random.pick(others);
        const from = random.below(other.length + 1);
        mutated = mutated.slice(0, at) + other.slice(from, from + random.below(200));
        break;
      }
      case 6:
        mutated = mutated.slice(0, at) + random.pick(words) + mutated.slice(end);
    }
  }
  return random.chance(BLOWN_UP) ? blowUp(random, mutated, words) : mutated;
}

function blowUp(random: Random, text: string, words: readonly string[]): string {
  const piece = random.chance(2) ? random.pick(words) : text.slice(0, 1 + random.below(12)) || "x";
  const length = random.chance(100) ? WITHOUT_MEASURE : LONG;
  const many = piece.repeat(1 + Math.floor(random.below(length) / Math.max(1, piece.length)));
  const at = random.below(text.length + 1);
  return text.slice(0, at) + many + text.slice(at);
}

/** Any JSON value, small. */
export function anyValue(random: Random, texts: readonly string[], depth = 3): unknown {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return random.pick(texts);
    case 1:
      return random.pick(NASTY);
    case 2:
      return random.pick([0, -0, 1, -1, 1.5, 2_147_483_648, -2_147_483_649, 1e308, 2 ** 60]);
    case 3:
      return random.chance(2);
    case 4:
      return null;
    case 5:
      return random.pick(texts);
    case 6:
      return Array.from({ length: random.below(4) }, () => anyValue(random, texts, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [random.pick(texts), anyValue(random, texts, depth - 1)]),
      );
  }
}

/** The JSON value with a member or element removed, changed or added somewhere. */
export function mutateValue(random: Random, value: unknown, texts: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as readonly unknown[])];
    const at = random.below(copy.length + 1);
    switch (random.below(4)) {
      case 0:
        copy.splice(at, 1);
        break;
      case 1:
        copy.splice(at, 0, anyValue(random, texts));
        break;
      case 2:
        if (copy.length > 0) copy.push(copy[at % copy.length]);
        break;
      default:
        if (copy.length > 0) copy[at % copy.length] = mutateValue(random, copy[at % copy.length], texts);
    }
    return copy;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const at = random.below(entries.length + 1);
    const entry = entries[at];
    switch (random.below(4)) {
      case 0:
        entries.splice(at, 1);
        break;
      case 1:
        entries.splice(at, 0, [random.pick(texts), anyValue(random, texts)]);
        break;
      case 2:
        if (entry !== undefined) entry[0] = mutate(random, entry[0], texts, texts);
        break;
      default:
        if (entry !== undefined) entry[1] = mutateValue(random, entry[1], texts);
    }
    // `__proto__` as a member of its own, as JSON.parse makes it.
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of entries) {
      Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true });
    }
    return copy;
  }
  if (typeof value === "string" && !random.chance(4)) return mutate(random, value, texts, texts);
  return anyValue(random, texts);
}
