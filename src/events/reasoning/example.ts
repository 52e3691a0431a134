import type { WireEvent } from "../event.ts";
import { type Chain, type Constraint, fits, unconstrained, type Work } from "./constraint.ts";
import type { Hints } from "./predicate.ts";
import { canBe, eventOf, variableOf } from "./variables.ts";

/** Longer texts are not tried: a pattern over one of a megabyte could take hours. */
const MAX_TEXT = 4_096;
/** Texts tried for one variable, and events tried for one set of constraints. */
const MAX_TEXTS = 8;
const MAX_EVENTS = 32;

/**
 * Events that meet the constraints, the plainest first, at most {@link MAX_EVENTS}. `hints` is what else the event is
 * about: their variables are varied first.
 */
export function* examples(
  constraints: ReadonlyMap<string, Constraint>,
  hints: readonly Hints[],
  work: Work,
): Generator<WireEvent> {
  const texts = [...new Set(hints.flatMap((hint) => hint.texts))].slice(0, 2 * MAX_TEXTS);
  const hinted = new Set(hints.flatMap((hint) => hint.variables));
  const names = [...hinted, ...[...constraints.keys()].filter((name) => !hinted.has(name))];
  const choices = names.map((name) =>
    candidates(constraints.get(name) ?? unconstrained(variableOf(name)), hinted.has(name) ? texts : [], work),
  );
  if (choices.some((choice) => choice.length === 0)) return;
  const at = choices.map(() => 0);
  for (let tries = 0; tries < MAX_EVENTS; tries++) {
    work.steps += 20;
    const chosen = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      const text = choices[index]?.[at[index] ?? 0];
      if (text !== undefined) chosen.set(name, text);
    }
    const event = eventOf(chosen);
    if (event !== undefined) yield event;
    if (!next(at, choices)) return;
  }
}

/** Counts on like an odometer, the first wheel fastest. */
function next(at: number[], choices: readonly (readonly unknown[])[]): boolean {
  for (const [wheel, position] of at.entries()) {
    if (position + 1 < (choices[wheel]?.length ?? 0)) {
      at[wheel] = position + 1;
      return true;
    }
    at[wheel] = 0;
  }
  return false;
}

/** Texts that meet the constraint; undefined among them is absent. */
function candidates(constraint: Constraint, hints: readonly string[], work: Work): readonly (string | undefined)[] {
  if (constraint.present === false) return [undefined];
  const found = new Set<string | undefined>();
  for (const text of proposals(constraint, hints)) {
    work.steps += 10;
    if (found.size >= MAX_TEXTS) break;
    if (text.length > MAX_TEXT || found.has(text)) continue;
    if (constraint.among !== undefined ? constraint.among.has(text) : isPossible(constraint, text, work)) {
      found.add(text);
    }
  }
  return constraint.present === undefined ? [undefined, ...found] : [...found];
}

function isPossible(constraint: Constraint, text: string, work: Work): boolean {
  return fits(constraint, text, work) && canBe(constraint.variable, text);
}

function* proposals(constraint: Constraint, hints: readonly string[]): Generator<string> {
  if (constraint.among !== undefined) yield* constraint.among;
  const { prefix, suffix, variable } = constraint;
  if (prefix.length + suffix.length > MAX_TEXT) return;
  if (prefix === "" && suffix === "") yield* variable.samples.slice(0, 1);
  yield* hints;
  for (const hint of hints) yield `${prefix}${hint}${suffix}`;
  // The end of the start may be the start of the end.
  for (let shared = Math.min(prefix.length, suffix.length); shared >= 0; shared--) {
    if (prefix.endsWith(suffix.slice(0, shared))) yield prefix + suffix.slice(shared);
  }
  for (const sample of variable.samples) {
    yield prefix + sample.slice(prefix.length);
    yield sample.slice(0, Math.max(0, sample.length - suffix.length)) + suffix;
    if (sample.length > prefix.length + suffix.length) {
      yield prefix + sample.slice(prefix.length, sample.length - suffix.length) + suffix;
    }
    yield prefix + sample + suffix;
  }
  yield* variable.samples;
  const first = freeLetter(constraint.excludedPrefixes, (text) =>
    text.startsWith(prefix) ? text[prefix.length] : undefined,
  );
  const last = freeLetter(constraint.excludedSuffixes, (text) =>
    text.endsWith(suffix) ? text[text.length - suffix.length - 1] : undefined,
  );
  for (let length = 0; length < MAX_TEXTS; length++) yield `${prefix}${first}${"0".repeat(length)}${last}${suffix}`;
}

/** A letter or digit that none of the excluded texts has at the place in question. */
function freeLetter(excluded: Chain<string> | undefined, letterOf: (text: string) => string | undefined): string {
  const taken = new Set<string | undefined>();
  for (let chain = excluded; chain !== undefined; chain = chain.tail) taken.add(letterOf(chain.head));
  return LETTERS.find((letter) => !taken.has(letter)) ?? "x";
}

const LETTERS = "xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW0123456789".split("");
