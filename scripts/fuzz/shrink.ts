/** Most runs spent on making one failing input smaller. */
const MAX_ATTEMPTS = 3_000;
const MAX_MS = 10_000;

/** The smallest input found, starting from one that fails, that still `fails`. Inputs are JSON values. */
export function shrink(input: unknown, fails: (input: unknown) => boolean): unknown {
  let smallest = input;
  let attempts = 0;
  const started = performance.now();
  for (;;) {
    const smaller = smallerThan(smallest, (candidate) => {
      if (++attempts > MAX_ATTEMPTS || performance.now() - started > MAX_MS) return "enough";
      return fails(candidate);
    });
    if (smaller === undefined) return smallest;
    smallest = smaller.value;
  }
}

type Judge = (candidate: unknown) => boolean | "enough";

/** The first smaller value the judge takes. */
function smallerThan(value: unknown, judge: Judge): { readonly value: unknown } | undefined {
  for (const candidate of candidates(value)) {
    const verdict = judge(candidate);
    if (verdict === "enough") return undefined;
    if (verdict) return { value: candidate };
  }
  return undefined;
}

/** Parts left out, large ones first; then parts made smaller themselves. */
function* candidates(value: unknown): Generator<unknown> {
  if (typeof value === "string") {
    for (const [from, to] of spans(value.length)) yield value.slice(0, from) + value.slice(to);
  } else if (typeof value === "number") {
    if (value !== 0) yield 0;
  } else if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    for (const [from, to] of spans(list.length)) yield [...list.slice(0, from), ...list.slice(to)];
    for (const [index, element] of list.entries()) {
      for (const smaller of candidates(element)) yield list.with(index, smaller);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const name of Object.keys(value))
      yield Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    for (const [name, element] of Object.entries(value)) {
      for (const smaller of candidates(element)) yield { ...value, [name]: smaller };
    }
  }
}

/** Halves, quarters, … and at last every single element. */
function* spans(length: number): Generator<readonly [from: number, to: number]> {
  for (let size = length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < length; from += size) yield [from, Math.min(length, from + size)];
  }
}
