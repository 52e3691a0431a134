import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { compare } from "./differences.ts";
import type { TargetOutcome } from "./outcome.ts";
import { withTables } from "./page.ts";
import { reportOf } from "./report.ts";
import { SCENARIOS } from "./scenarios.ts";
import { FLOWS } from "./shop.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/targets.md");

describe("one flow on every target", () => {
  it.for(Object.keys(FLOWS))("gives every step the same events, and keeps the same dead letters: %s", async (name) => {
    const { comparisons } = await reportOf(name);
    const violations = [...comparisons].flatMap(([target, scenarios]) =>
      [...scenarios].flatMap(([scenario, comparison]) =>
        comparison.violations.map((line) => ({ target, scenario, line })),
      ),
    );
    // Channels take a body that is no event for a success, and nobody can tell them otherwise (eventing.md §6.2, 4).
    const unexpected = violations.filter(
      ({ target, scenario }) => !(SCENARIOS[scenario]?.isNoEvent && (target === "flows" || target === "channels")),
    );
    expect(unexpected).toEqual([]);
    expect(comparisons.size).toBeGreaterThan(1);
  });

  it("says in docs/targets.md what may differ", { timeout: 120_000 }, async () => {
    await expect(await withTables(readFileSync(PAGE, "utf8"))).toMatchFileSnapshot(PAGE);
  });
});

describe("the comparison of two targets", () => {
  const outcome: TargetOutcome = {
    accepted: ["bill placed 1", "bill placed 1", "ship billed 1"],
    deadLetters: ["billed 1 from ship"],
    attempts: ["bill placed 1", "bill placed 1", "ship billed 1"],
    told: ["taken", "taken"],
    sends: 2,
    tookMs: 0,
  };

  it("finds nothing between equal ones", () => {
    expect(compare(outcome, outcome, 2)).toEqual({ violations: [], differences: new Map() });
  });

  it.each([
    [
      "an event that a step did not get",
      { accepted: ["bill placed 1", "bill placed 1"] },
      "accepted: not here: ship billed 1",
    ],
    [
      "an event that was sent twice and taken once",
      { accepted: ["bill placed 1", "ship billed 1"] },
      "accepted: not here: bill placed 1",
    ],
    [
      "an event of another cause",
      { accepted: [...outcome.accepted, "ship billed 2"] },
      "accepted: only here: ship billed 2",
    ],
    ["a dead letter that is not kept", { deadLetters: [] }, "deadLetters: not here: billed 1 from ship"],
  ])("refuses %s", (_, changed, violation) => {
    expect(compare(outcome, { ...outcome, ...changed }, 2).violations).toEqual([violation]);
  });

  it("names what may differ", () => {
    const other: TargetOutcome = {
      ...outcome,
      accepted: ["bill placed 1", "ship billed 1", "bill placed 1"],
      attempts: [...outcome.attempts, "ship billed 1"],
      told: ["taken", "to repeat"],
      tookMs: 1,
    };
    expect([...compare(outcome, other, 2).differences]).toEqual([
      ["retries", "more"],
      ["latency", "longer"],
      ["order", "other"],
      ["what the sender is told", "other"],
    ]);
  });
});
