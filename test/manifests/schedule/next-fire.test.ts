import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextFire, resolveSchedule } from "../../../src/manifests/schedule/next-fire.ts";

const at = (text: string): number => Date.parse(text);
const next = (schedule: string, zone: string, after: string): string | undefined => {
  const ms = nextFire(schedule, zone, at(after));
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe("nextFire", () => {
  it("fires at the next matching minute, never at the moment itself", () => {
    expect(next("0 16 * * *", "UTC", "2026-11-21T15:59:59.999Z")).toBe("2026-11-21T16:00:00.000Z");
    expect(next("0 16 * * *", "UTC", "2026-11-21T16:00:00Z")).toBe("2026-11-22T16:00:00.000Z");
  });

  it("never fires when a field holds no value, unless the other day field does", () => {
    const after = "2026-11-21T15:59:59Z";
    for (const schedule of [", * * * *", "* , * * *", "* * , * *", "* * * , *", "* * * * ,", ", * * * * *"]) {
      expect(next(schedule, "UTC", after)).toBeUndefined();
    }
    expect(next("0 16 , * 1", "UTC", after)).toBe("2026-11-23T16:00:00.000Z");
  });

  it("reads the fields in the given zone", () => {
    expect(next("0 16 * * *", "America/Chicago", "2026-07-01T00:00:00Z")).toBe("2026-07-01T21:00:00.000Z");
  });

  it("skips a time inside the gap of a daylight-saving change, and fires twice in the repeated hour", () => {
    expect(next("30 2 * * *", "Europe/Paris", "2026-03-29T00:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
    expect(next("30 2 * * *", "Europe/Paris", "2026-10-25T00:30:00Z")).toBe("2026-10-25T01:30:00.000Z");
  });

  it("joins two restricted day fields by or", () => {
    expect(next("0 0 13 * 5", "", "2026-11-07T00:00:00Z")).toBe("2026-11-13T00:00:00.000Z");
    expect(next("0 0 1 * 5", "", "2026-11-07T00:00:00Z")).toBe("2026-11-13T00:00:00.000Z");
  });

  it("knows leading seconds, names and descriptors", () => {
    expect(next("30 0 9 * JAN mon-fri", "", "2026-11-21T00:00:00Z")).toBe("2027-01-01T09:00:30.000Z");
    expect(next("@weekly", "", "2026-11-21T00:00:00Z")).toBe("2026-11-22T00:00:00.000Z");
  });

  it("says that a schedule never fires", () => {
    expect(next("0 0 30 2 *", "", "2026-01-01T00:00:00Z")).toBeUndefined();
  });

  it("always comes after the moment it is asked for", () => {
    const schedules = fc.constantFrom("*/5 * * * *", "0 9 * * 1-5", "59 23 31 * *", "@hourly", "15 10 * 3 0");
    const zones = fc.constantFrom("", "Europe/Paris", "Asia/Kathmandu", "America/St_Johns");
    fc.assert(
      fc.property(
        schedules,
        zones,
        fc.integer({ min: at("2020-01-01"), max: at("2035-01-01") }),
        (schedule, zone, ms) => {
          const fired = nextFire(schedule, zone, ms) ?? 0;
          expect([fired > ms, fired % 1000]).toEqual([true, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("throws on what admission refuses", () => {
    expect(() => nextFire("every day", "", 0)).toThrow(RangeError);
  });
});

describe("resolveSchedule", () => {
  it.each([
    ["* * * * 7", "", { field: "schedule", fault: "end of range (7) above maximum (6): 7" }],
    ["* * * *", "", { field: "schedule", fault: "expected 5 to 6 fields, found 4: [* * * *]" }],
    ["*/0 * * * *", "", { field: "schedule", fault: "step of range should be a positive number: */0" }],
    ["@every 1m", "", { field: "schedule", fault: "unsupported descriptor @every" }],
    ["@reboot", "", { field: "schedule", fault: "unrecognized descriptor: @reboot" }],
    [
      "@daily",
      "europe/paris",
      { field: "timezone", fault: "provided bad location europe/paris: unknown time zone europe/paris" },
    ],
    ["@daily", "GMT+1", { field: "timezone", fault: "provided bad location GMT+1: unknown time zone GMT+1" }],
    [
      "@daily",
      "../etc/passwd",
      { field: "timezone", fault: "provided bad location ../etc/passwd: unknown time zone ../etc/passwd" },
    ],
    ["TZ=UTC", "", { field: "schedule", fault: "no blank and no fields after the zone: TZ=UTC" }],
  ])("refuses %j in %j", (schedule, zone, fault) => {
    expect(resolveSchedule(schedule, zone)).toEqual(fault);
  });
});
