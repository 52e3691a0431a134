import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WireEvent } from "../../../src/events/event.ts";
import { compileFilter, type FilterSpec } from "../../../src/events/filters/index.ts";
import {
  and,
  evaluate,
  exampleOf,
  implies,
  isAlwaysTrue,
  isSatisfiable,
  overlaps,
  reason,
  type Verdict,
} from "../../../src/events/reasoning/index.ts";
import { afterHop } from "../../../src/events/reasoning/variables.ts";
import { common, peculiar } from "./arbitraries.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_121);
const RUNS = Number(process.env["RUNS"] ?? 1_000);

describe.each([
  ["common", common, 0.05],
  ["peculiar", peculiar, 0.25],
])("verdicts about filters on %s attributes, held against every event of a grid", (_, words, mostUnknown) => {
  const { filters, relatedFilters, events } = words;

  it("gives a predicate that is true of exactly the events the filter delivers, wherever it is decided", () => {
    let decided = 0;
    fc.assert(
      fc.property(filters, fc.array(fc.constantFrom(...events), { minLength: 20, maxLength: 20 }), (filter, some) => {
        const predicate = reason(filter);
        const ours = some.map((event) => evaluate(predicate, event));
        decided += ours.filter((value) => value !== undefined).length;
        const theirs = some.map(delivers(filter));
        expect(ours.map((value, index) => value ?? theirs[index])).toEqual(theirs);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(decided / (20 * RUNS)).toBeGreaterThan(0.8);
  });

  it("never calls a filter contradictory or always true that is not", () => {
    const [satisfiable, always] = [new Count(), new Count()];
    fc.assert(
      fc.property(filters, (filter) => {
        const predicate = reason(filter);
        const passing = events.filter(delivers(filter));
        const verdict = satisfiable.add(isSatisfiable(predicate));
        expect(verdict === "no" ? passing : []).toEqual([]);
        expect(verdict === "yes").toBe(isExampleOf([filter], exampleOf(predicate)));
        const alwaysTrue = always.add(isAlwaysTrue(predicate));
        expect(alwaysTrue === "yes" ? passing : events).toEqual(events);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(satisfiable.isTelling("satisfiable", mostUnknown)).toBe(true);
    expect(always.isTelling("always true", mostUnknown)).toBe(true);
  });

  it("never claims an implication or an overlap that is not there", () => {
    const [implied, overlapping] = [new Count(), new Count()];
    fc.assert(
      fc.property(fc.oneof(fc.tuple(filters, filters), relatedFilters), ([one, other]) => {
        const [a, b] = [reason(one), reason(other)];
        const passing = events.filter(delivers(one));
        const both = passing.filter(delivers(other));
        const verdict = implies(a, b);
        // What follows from a contradiction shows nothing.
        if (passing.length > 0) implied.add(verdict);
        expect(verdict === "yes" ? both : passing).toEqual(passing);
        const overlap = overlapping.add(overlaps(a, b));
        expect(overlap === "no" ? both : []).toEqual([]);
        expect(overlap === "yes").toBe(isExampleOf([one, other], exampleOf(and(a, b))));
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(implied.isTelling("implies", mostUnknown)).toBe(true);
    expect(overlapping.isTelling("overlaps", mostUnknown)).toBe(true);
  });
});

/** Whether there is an example; it must be an event as a hop leaves it, which the filters deliver. */
function isExampleOf(filters: readonly FilterSpec[], example: WireEvent | undefined): boolean {
  if (example === undefined) return false;
  return isDeepStrictEqual(afterHop(example), example) && filters.every((filter) => delivers(filter)(example));
}

function delivers(filter: FilterSpec): (event: WireEvent) => boolean {
  const compiled = compileFilter(filter);
  return (event) => compiled(event) !== "fail";
}

/** How often each verdict was given. */
class Count {
  private readonly of: Record<Verdict, number> = { yes: 0, no: 0, unknown: 0 };

  public add(verdict: Verdict): Verdict {
    this.of[verdict]++;
    return verdict;
  }

  /** Whether both answers were reached, each more than a few times, and most questions answered. */
  public isTelling(question: string, mostUnknown: number): boolean {
    const { yes, no, unknown } = this.of;
    const share = unknown / (yes + no + unknown);
    console.log(`${question}: yes ${yes}, no ${no}, unknown ${unknown} (${(100 * share).toFixed(1)} %)`);
    return yes > RUNS / 40 && no > RUNS / 40 && share < mostUnknown;
  }
}
