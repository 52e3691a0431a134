import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePeriod } from "../../src/delivery/period.ts";

const ms = (text: string) => {
  const { period, fault } = parsePeriod(text);
  return period === undefined ? fault : Number(period.ns) / 1e6;
};

describe("parsePeriod", () => {
  it("keeps one decimal of a field and ignores what follows it", () => {
    expect(["PT10S", "PT0.25S", "PT1.5.5S", "PT5,836SH", "PT.5S", "PT5.S", "PT1,5S"].map(ms)).toEqual([
      10_000, 200, 1_500, 20_880_000, 500, 5_000, 1_500,
    ]);
  });

  it("takes a value below a tenth of a second for zero", () => {
    expect(parsePeriod("PT0.05S").period).toEqual({
      ns: 0n,
      isZero: true,
      isNegative: false,
      isExact: true,
      canonical: "P0D",
    });
  });

  it("makes the whole negative for one negative field, and sums signs behind a leading minus", () => {
    expect(["PT1M-60S", "-PT-5S", "-PT1H-30M", "P-1D"].map(ms)).toEqual([-120_000, 5_000, -1_800_000, -86_400_000]);
  });

  it("wraps beyond 292 years, judging sign by the fields", () => {
    expect(parsePeriod("P300Y").period).toMatchObject({ ns: -8_979_658_473_709_551_616n, isNegative: false });
    expect(parsePeriod("P3277Y").period).toMatchObject({ isNegative: true, canonical: "-P3276.6Y" });
  });

  it("says why a text is no duration", () => {
    expect(["", "-", "10s", "pt5s", "P", "PT", "PT5", "P5S", "PT1S1M", "PT1e3S", "PTS"].map(ms)).toEqual([
      "empty",
      "empty",
      "no-leading-p",
      "no-leading-p",
      "no-field",
      "no-field",
      "left-over",
      "left-over",
      "not-a-number",
      "not-a-number",
      "field-without-number",
    ]);
  });

  it("reads whole seconds exactly up to 89 hours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 320_000 }), (seconds) => {
        expect(parsePeriod(`PT${seconds}S`).period?.ns).toBe(BigInt(seconds) * 1_000_000_000n);
      }),
    );
  });

  it("never throws", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from("PTYMWDHS0123456789.,+-")) });
    fc.assert(
      fc.property(text, (input) => {
        const { period, fault } = parsePeriod(input);
        expect((period === undefined) !== (fault === undefined)).toBe(true);
      }),
    );
  });
});
