import type { WireEvent } from "../event.ts";
import { type Claim, constrain, type Constraint, unconstrained, type Work } from "./constraint.ts";
import { evaluate } from "./evaluate.ts";
import { examples } from "./example.ts";
import {
  type Atom,
  type ExpressionOutcome,
  type Hints,
  isAtom,
  type Opaque,
  type Predicate,
  type Undecided,
} from "./predicate.ts";
import { variableOf } from "./variables.ts";

/** Whether some event satisfies a predicate, with such an event. */
export type Solution =
  | { readonly verdict: "yes"; readonly event: WireEvent }
  | { readonly verdict: "no" }
  | { readonly verdict: "unknown" };

/** Elementary steps before a question counts as unknown: some tenths of a second. */
const MAX_STEPS = 300_000;
/** Consistent sets of constraints for which events are tried. */
const MAX_LEAVES = 64;

/**
 * Looks for an event that satisfies the predicate: takes apart what must all hold, tries the alternatives of what need
 * not, and gives up a branch where claims about one attribute contradict each other. Bounded in time and memory.
 *
 * - S1: `no` only when every branch is contradictory. What nobody looks into may be anything, so nothing is missed.
 * - S2: `yes` only with an event, in the form a hop leaves it in, of which the predicate itself is true.
 * - S3: everything else is `unknown`.
 */
export function solve(predicate: Predicate): Solution {
  return new Search(predicate).run();
}

/** One of these must be true (or false). */
interface Disjunction {
  readonly parts: readonly Predicate[];
  readonly isTrue: boolean;
}

interface Frame {
  readonly alternatives: readonly Predicate[];
  readonly isTrue: boolean;
  readonly rest: readonly Disjunction[];
  /** Length of the trail when the first alternative was tried. */
  readonly mark: number;
  next: number;
}

/** What is claimed of one opaque expression: one outcome, or none of some. */
interface OpaqueState {
  readonly required: ExpressionOutcome | undefined;
  readonly forbidden: readonly ExpressionOutcome[];
  readonly hints: Hints;
}

class Search {
  private readonly goal: Predicate;
  private readonly work: Work = { steps: 0 };
  private readonly constraints = new Map<string, Constraint>();
  private readonly opaque = new Map<string, OpaqueState>();
  private readonly undecided = new Map<Undecided, boolean>();
  /** What to do to take back each claim, in the order they were made. */
  private readonly trail: (() => void)[] = [];

  public constructor(goal: Predicate) {
    this.goal = goal;
  }

  public run(): Solution {
    const stack: Frame[] = [];
    let openLeaves = 0;
    let pending = this.assume(this.goal, true, []);
    for (;;) {
      if (this.work.steps > MAX_STEPS) return { verdict: "unknown" };
      if (pending !== undefined) {
        const choice = this.choose(pending);
        if (choice === "satisfied") {
          const event = this.findExample();
          if (event !== undefined) return { verdict: "yes", event };
          if (++openLeaves >= MAX_LEAVES) return { verdict: "unknown" };
        } else if (choice !== "contradiction") stack.push(choice);
      }
      const frame = stack.at(-1);
      if (frame === undefined) return { verdict: openLeaves === 0 ? "no" : "unknown" };
      this.undo(frame.mark);
      const alternative = frame.alternatives[frame.next++];
      if (alternative === undefined) {
        stack.pop();
        pending = undefined;
      } else pending = this.assume(alternative, frame.isTrue, frame.rest);
    }
  }

  /** Claims a predicate or its denial. Gives what is left to be chosen from, undefined for a contradiction. */
  private assume(
    predicate: Predicate,
    isTrue: boolean,
    pending: readonly Disjunction[],
  ): readonly Disjunction[] | undefined {
    const added: Disjunction[] = [];
    const agenda: { readonly predicate: Predicate; readonly isTrue: boolean }[] = [{ predicate, isTrue }];
    for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
      if (++this.work.steps > MAX_STEPS) return undefined;
      const part = next.predicate;
      switch (part.kind) {
        case "constant":
          if (part.value !== next.isTrue) return undefined;
          break;
        case "not":
          agenda.push({ predicate: part.part, isTrue: !next.isTrue });
          break;
        case "and":
        case "or":
          if ((part.kind === "and") === next.isTrue) {
            for (const inner of part.parts) agenda.push({ predicate: inner, isTrue: next.isTrue });
          } else added.push({ parts: part.parts, isTrue: next.isTrue });
          break;
        default:
          if (!this.claim(part, next.isTrue)) return undefined;
      }
    }
    return added.length === 0 ? pending : [...pending, ...added];
  }

  /** Makes the claim unless it contradicts what was claimed before. */
  private claim(atom: Atom, isTrue: boolean): boolean {
    switch (atom.kind) {
      case "undecided": {
        const before = this.undecided.get(atom);
        if (before === undefined) this.set(this.undecided, atom, isTrue);
        return before === undefined || before === isTrue;
      }
      case "opaque": {
        const state = this.opaqueAfter(atom, isTrue);
        if (state !== undefined) this.set(this.opaque, atom.key, state);
        return state !== undefined;
      }
      default: {
        const constraint = this.constraintAfter(atom, isTrue);
        if (constraint !== undefined) this.set(this.constraints, atom.variable, constraint);
        return constraint !== undefined;
      }
    }
  }

  private isPossible(atom: Atom, isTrue: boolean): boolean {
    this.work.steps++;
    switch (atom.kind) {
      case "undecided":
        return this.undecided.get(atom) !== !isTrue;
      case "opaque":
        return this.opaqueAfter(atom, isTrue) !== undefined;
      default:
        return this.constraintAfter(atom, isTrue) !== undefined;
    }
  }

  private constraintAfter(atom: Claim & { readonly variable: string }, isTrue: boolean): Constraint | undefined {
    const before = this.constraints.get(atom.variable) ?? unconstrained(variableOf(atom.variable));
    return constrain(before, atom, isTrue, this.work);
  }

  private opaqueAfter({ key, outcome, hints }: Opaque, isTrue: boolean): OpaqueState | undefined {
    const before = this.opaque.get(key);
    const required = before?.required;
    const forbidden = before?.forbidden ?? [];
    if (isTrue) {
      if (forbidden.includes(outcome) || (required !== undefined && required !== outcome)) return undefined;
      return { required: outcome, forbidden, hints };
    }
    if (required === outcome) return undefined;
    return { required, forbidden: [...forbidden, outcome], hints };
  }

  private set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key);
    this.trail.push(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
    map.set(key, value);
  }

  private undo(mark: number): void {
    while (this.trail.length > mark) this.trail.pop()?.();
  }

  /**
   * The disjunction with the fewest alternatives left; ones that hold already are dropped, one without any is a
   * contradiction.
   */
  private choose(pending: readonly Disjunction[]): Frame | "satisfied" | "contradiction" {
    let best: { readonly disjunction: Disjunction; readonly alternatives: readonly Predicate[] } | undefined;
    const open: Disjunction[] = [];
    for (const disjunction of pending) {
      if (this.work.steps > MAX_STEPS) break;
      const alternatives = this.alternatives(disjunction);
      if (alternatives === undefined) continue;
      if (alternatives.length === 0) return "contradiction";
      open.push(disjunction);
      if (best === undefined || alternatives.length < best.alternatives.length) best = { disjunction, alternatives };
    }
    if (best === undefined) return "satisfied";
    const { disjunction, alternatives } = best;
    return {
      alternatives,
      isTrue: disjunction.isTrue,
      rest: open.filter((other) => other !== disjunction),
      mark: this.trail.length,
      next: 0,
    };
  }

  /** Those that do not contradict what is claimed at first sight; undefined where one holds already. */
  private alternatives({ parts, isTrue }: Disjunction): readonly Predicate[] | undefined {
    const possible: Predicate[] = [];
    for (const part of parts) {
      if (this.work.steps > MAX_STEPS) return parts;
      const [inner, wanted] = part.kind === "not" ? [part.part, !isTrue] : [part, isTrue];
      switch (inner.kind) {
        case "constant":
          if (inner.value === wanted) return undefined;
          break;
        case "not":
          possible.push(part);
          break;
        case "and":
        case "or":
          if ((inner.kind === "and") !== wanted || this.isPossibleAtFirstSight(inner.parts, wanted))
            possible.push(part);
          break;
        default:
          if (!this.isPossible(inner, wanted)) break;
          if (!this.isPossible(inner, !wanted)) return undefined;
          possible.push(part);
      }
    }
    return possible;
  }

  private isPossibleAtFirstSight(parts: readonly Predicate[], isTrue: boolean): boolean {
    return parts.slice(0, 8).every((part) => {
      const [inner, wanted] = part.kind === "not" ? [part.part, !isTrue] : [part, isTrue];
      if (inner.kind === "constant") return inner.value === wanted;
      return !isAtom(inner) || this.isPossible(inner, wanted);
    });
  }

  /** S2. */
  private findExample(): WireEvent | undefined {
    const hints = [...this.opaque.values()].map((state) => state.hints);
    for (const event of examples(this.constraints, hints, this.work)) {
      if (evaluate(this.goal, event) === true) return event;
      // Nothing but what is undecided can be in the way: another event would do no better.
      if (hints.length === 0 && this.undecided.size > 0) return undefined;
    }
    return undefined;
  }
}
