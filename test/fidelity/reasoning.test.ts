import { describe, expect, it } from "vitest";
import { compileFilter } from "../../src/events/filters/index.ts";
import { evaluate, isAlwaysTrue, isSatisfiable, reason } from "../../src/events/reasoning/index.ts";
import { afterHop, eventOf, type FilterRow, specOf } from "./filters.ts";
import { readRecording } from "./recordings.ts";

/** One event can refute a verdict about its filter: what Knative did with it is the proof. */
describe("verdicts about filters", () => {
  it("agree with everything that was recorded from Knative", () => {
    const rows = readRecording<FilterRow>("filters");
    const count = { yes: 0, no: 0, unknown: 0 };
    const wrong: string[] = [];
    for (const row of rows) {
      const predicate = reason(specOf(row));
      const event = afterHop(eventOf(row));
      // Other orders were recorded for the event before the hop.
      const others = row.result === row.resultAfterHop ? (row.otherOrders ?? []) : [];
      const recorded = [row.resultAfterHop, ...others];
      const wasDelivered = recorded.some((outcome) => outcome === "pass" || outcome === "none");
      const wasWithheld = recorded.some((outcome) => outcome === "fail" || outcome === "panic");
      const satisfiable = isSatisfiable(predicate);
      count[satisfiable]++;
      const value = evaluate(predicate, event);
      const ours = compileFilter(specOf(row))(event) !== "fail";
      if (satisfiable === "no" && wasDelivered) wrong.push(`${row.id} is not contradictory`);
      if (wasWithheld && isAlwaysTrue(predicate) === "yes") wrong.push(`${row.id} is not always true`);
      if (value !== undefined && value !== ours) wrong.push(`${row.id} is evaluated otherwise`);
    }
    expect(wrong).toEqual([]);
    expect(count.yes).toBeGreaterThan(1_000);
    expect(count.no).toBeGreaterThan(100);
    expect(count.unknown / rows.length).toBeLessThan(0.15);
  });
});
