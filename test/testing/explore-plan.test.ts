import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explore, FAULT_KINDS } from "../../src/testing/index.ts";
import { FAULT_STATUSES } from "../../src/testing/explore-faults.ts";
import { type Choices, drawPlan } from "../../src/testing/explore-plan.ts";
import { defineEvent } from "../../src/events/index.ts";
import { broker, id, service, trigger } from "../runtime/harness.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const choices: fc.Arbitrary<Choices> = fc.record({
  sends: fc.integer({ min: 1, max: 5 }),
  services: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
  kinds: fc.subarray([...FAULT_KINDS]),
  rate: fc.double({ min: 0, max: 1, noNaN: true }),
  atMost: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
});

describe("drawPlan", () => {
  it("draws the same plan for the same seed", () => {
    fc.assert(
      fc.property(seeds, choices, (seed, given) => {
        expect(drawPlan(seed, given)).toEqual(drawPlan(seed, given));
      }),
    );
  });

  it("sends every event once, and chooses faults from what it is given", () => {
    fc.assert(
      fc.property(seeds, choices, (seed, given) => {
        const { sends, faults } = drawPlan(seed, given);
        expect(sends.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...Array(given.sends).keys()]);
        expect(new Set(faults.map(({ send, at }) => `${send} ${at}`)).size).toBe(faults.length);
        for (const { send, at, kind, status, after, count } of faults) {
          expect(send).toBeLessThan(given.sends);
          expect(given.services).toContain(at);
          expect(given.kinds).toContain(kind);
          expect(FAULT_STATUSES[kind] ?? [undefined]).toContain(status);
          expect(after).toBeLessThanOrEqual(3);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(given.atMost);
        }
      }),
    );
  });

  it("draws nothing at a rate of 0, and a fault for each service and event at 1", () => {
    const given = { sends: 3, services: ["a", "b"], kinds: FAULT_KINDS, atMost: 2 };
    expect(drawPlan(1, { ...given, rate: 0 }).faults).toEqual([]);
    expect(drawPlan(1, { ...given, rate: 1 }).faults).toHaveLength(6);
  });
});

describe("a run of a plan", () => {
  it("loses an event exactly when the faults outlast the retries", async () => {
    const Order = defineEvent("shop.order");
    const faults = { kinds: ["retried-status", "no-answer"], rate: 0.8 } as const;
    const given = { sends: 1, services: [id.service("ship")], kinds: faults.kinds, rate: 0.8, atMost: 6 };
    const verdicts = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 0, max: 6 }), async (seed, retry) => {
        const manifests = [broker("b"), service("ship"), trigger("t", "b", "ship", { delivery: { retry } })];
        const scenario = {
          manifests,
          send: [{ event: Order.create(undefined), to: "b" }],
          faults: { ...faults, atMost: 6 },
        };
        const { lost } = await explore(scenario, { seeds: [seed], print: false });
        const [burst] = drawPlan(seed, given).faults;
        const isLost = burst !== undefined && burst.after === 0 && burst.count > retry;
        verdicts.add(isLost);
        expect(lost.length > 0).toBe(isLost);
      }),
      { numRuns: 200 },
    );
    // Both answers were reached.
    expect(verdicts.size).toBe(2);
  });
});
