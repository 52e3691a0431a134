import { canBe, type Variable } from "./variables.ts";

/** A claim about one variable: it has a text, one of these, with this start or end; or that is not so. */
export type Claim =
  | { readonly kind: "present" }
  | { readonly kind: "in"; readonly texts: ReadonlySet<string> }
  | { readonly kind: "prefix" | "suffix"; readonly text: string };

/** A list that grows at its head and is shared between branches. */
export interface Chain<T> {
  readonly head: T;
  readonly tail: Chain<T> | undefined;
}

/** All that is claimed of one variable so far, without contradiction. Immutable: branches share it. */
export interface Constraint {
  readonly variable: Variable;
  /** Undefined: it may be absent. */
  readonly present: boolean | undefined;
  /** What it can be, where that is a finite set. Has been held against everything below. */
  readonly among: ReadonlySet<string> | undefined;
  /** The longest start and end it must have. */
  readonly prefix: string;
  readonly suffix: string;
  readonly excluded: Chain<ReadonlySet<string>> | undefined;
  readonly excludedPrefixes: Chain<string> | undefined;
  readonly excludedSuffixes: Chain<string> | undefined;
}

/** Nothing is claimed. */
export function unconstrained(variable: Variable): Constraint {
  return {
    variable,
    present: variable.presence === "sometimes" ? undefined : variable.presence === "always",
    among: variable.among,
    prefix: "",
    suffix: "",
    excluded: undefined,
    excludedPrefixes: undefined,
    excludedSuffixes: undefined,
  };
}

/** A text is held against what a hop would make of it. */
const STEPS_PER_TEXT = 10;

/** Counts elementary steps; what {@link constrain} does is in proportion to them. */
export interface Work {
  steps: number;
}

/** The constraint and one more claim, or its denial; undefined where they contradict each other. */
export function constrain(constraint: Constraint, claim: Claim, isTrue: boolean, work: Work): Constraint | undefined {
  work.steps++;
  if (!isTrue) return deny(constraint, claim, work);
  if (constraint.present === false) return undefined;
  const { variable } = constraint;
  switch (claim.kind) {
    case "present":
      return constraint.present === true ? constraint : { ...constraint, present: true };
    case "in": {
      const among = new Set<string>();
      const [fewer, more] = smallerFirst(claim.texts, constraint.among);
      for (const text of fewer) {
        work.steps += STEPS_PER_TEXT;
        if ((more === undefined || more.has(text)) && fits(constraint, text, work) && canBe(variable, text)) {
          among.add(text);
        }
      }
      return among.size === 0 ? undefined : { ...constraint, present: true, among };
    }
    case "prefix": {
      const { prefix } = constraint;
      if (prefix.startsWith(claim.text)) return { ...constraint, present: true };
      if (!claim.text.startsWith(prefix)) return undefined;
      return recheck({ ...constraint, present: true, prefix: claim.text }, work);
    }
    case "suffix": {
      const { suffix } = constraint;
      if (suffix.endsWith(claim.text)) return { ...constraint, present: true };
      if (!claim.text.endsWith(suffix)) return undefined;
      return recheck({ ...constraint, present: true, suffix: claim.text }, work);
    }
  }
}

/** An absent variable meets every denial. */
function deny(constraint: Constraint, claim: Claim, work: Work): Constraint | undefined {
  if (constraint.present === false) return constraint;
  const denied = denyText(constraint, claim, work);
  // Where no text is left, a variable that may be absent is.
  return denied === undefined && constraint.present === undefined ? { ...constraint, present: false } : denied;
}

/** Undefined where no text is left. */
function denyText(constraint: Constraint, claim: Claim, work: Work): Constraint | undefined {
  const { prefix, suffix } = constraint;
  switch (claim.kind) {
    case "present":
      return undefined;
    case "in":
      return without(constraint, (text) => claim.texts.has(text), work, {
        excluded: { head: claim.texts, tail: constraint.excluded },
      });
    case "prefix":
      if (prefix.startsWith(claim.text)) return undefined;
      return without(constraint, (text) => text.startsWith(claim.text), work, {
        excludedPrefixes: { head: claim.text, tail: constraint.excludedPrefixes },
      });
    case "suffix":
      if (suffix.endsWith(claim.text)) return undefined;
      return without(constraint, (text) => text.endsWith(claim.text), work, {
        excludedSuffixes: { head: claim.text, tail: constraint.excludedSuffixes },
      });
  }
}

function without(
  constraint: Constraint,
  isDenied: (text: string) => boolean,
  work: Work,
  change: Partial<Constraint>,
): Constraint | undefined {
  const { among } = constraint;
  if (among === undefined) return { ...constraint, ...change };
  work.steps += among.size;
  const left = new Set([...among].filter((text) => !isDenied(text)));
  return left.size === 0 ? undefined : { ...constraint, ...change, among: left };
}

/** Holds what it can be against everything that is claimed; without such a set, starts and ends against each other. */
function recheck(constraint: Constraint, work: Work): Constraint | undefined {
  const { among, prefix, suffix } = constraint;
  if (among !== undefined) {
    const left = new Set<string>();
    for (const text of among) if (fits(constraint, text, work)) left.add(text);
    return left.size === 0 ? undefined : { ...constraint, among: left };
  }
  for (let chain = constraint.excludedPrefixes; chain !== undefined; chain = chain.tail) {
    work.steps++;
    if (prefix.startsWith(chain.head)) return undefined;
  }
  for (let chain = constraint.excludedSuffixes; chain !== undefined; chain = chain.tail) {
    work.steps++;
    if (suffix.endsWith(chain.head)) return undefined;
  }
  return constraint;
}

/** Whether a text meets everything but {@link Constraint.among}. */
export function fits(constraint: Constraint, text: string, work: Work): boolean {
  work.steps++;
  if (!text.startsWith(constraint.prefix) || !text.endsWith(constraint.suffix)) return false;
  for (let chain = constraint.excluded; chain !== undefined; chain = chain.tail) {
    work.steps++;
    if (chain.head.has(text)) return false;
  }
  for (let chain = constraint.excludedPrefixes; chain !== undefined; chain = chain.tail) {
    work.steps++;
    if (text.startsWith(chain.head)) return false;
  }
  for (let chain = constraint.excludedSuffixes; chain !== undefined; chain = chain.tail) {
    work.steps++;
    if (text.endsWith(chain.head)) return false;
  }
  return true;
}

function smallerFirst(
  texts: ReadonlySet<string>,
  among: ReadonlySet<string> | undefined,
): readonly [ReadonlySet<string>, ReadonlySet<string> | undefined] {
  return among !== undefined && among.size < texts.size ? [among, texts] : [texts, among];
}
