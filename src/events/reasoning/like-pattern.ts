/** What a LIKE pattern says of the text, in Knative's dialect. */
export type PatternClaim =
  | { readonly kind: "equals" | "startsWith" | "endsWith"; readonly text: string }
  /** What every text that matches begins and ends with; there is more to it. */
  | { readonly kind: "more"; readonly prefix: string; readonly suffix: string };

const WILDCARD = /%|_|\\(?=[%_])/g;

/**
 * Reads a pattern: without wildcards it is the text itself, one `%` at either end leaves a start or an end, everything
 * else is known only in part. `startsWith` and `endsWith` leave out Knative's own reading of a `%` in the text, see
 * `cesql-truth.ts`.
 */
export function readPattern(pattern: string): PatternClaim {
  const places = [...pattern.matchAll(WILDCARD)].map(({ index }) => index);
  const [first] = places;
  if (first === undefined) return { kind: "equals", text: pattern };
  if (places.length === 1 && pattern[first] === "%") {
    if (first === pattern.length - 1) return { kind: "startsWith", text: pattern.slice(0, -1) };
    if (first === 0) return { kind: "endsWith", text: pattern.slice(1) };
  }
  const last = (places.at(-1) ?? first) + 1;
  // Behind a backslash stands the character it escapes.
  const end = pattern[last - 1] === "\\" ? last + 1 : last;
  return { kind: "more", prefix: pattern.slice(0, first), suffix: pattern.slice(end) };
}
