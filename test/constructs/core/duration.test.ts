import { Duration } from "cdk8s";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isoDuration, wholeSeconds } from "../../../constructs/core/duration.ts";
import { refusal } from "../harness.ts";

const place = { construct: "shop/orders", field: "spec.delivery.timeout" };

test.each([
  [Duration.millis(200), "PT0.2S"],
  [Duration.millis(0), "PT0S"],
  [Duration.seconds(1.1), "PT1.1S"],
  [Duration.seconds(30), "PT30S"],
  [Duration.seconds(90), "PT1M30S"],
  [Duration.minutes(1.5), "PT1M30S"],
  [Duration.hours(2), "PT2H"],
  [Duration.days(2), "PT48H"],
])("renders %o to the tenth of a second that Knative keeps", (duration, iso) => {
  expect(isoDuration(duration, place)).toBe(iso);
});

test("renders every tenth of a second up to a year so that it means the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 365 * 864_000 }), (tenths) => {
      const iso = isoDuration(Duration.millis(tenths * 100), place);
      const [, hours = "0", minutes = "0", seconds = "0"] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso) ?? [];
      expect(Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 10)).toBe(tenths);
    }),
  );
});

test("refuses what Knative would cut, and says what it would make of it", () => {
  expect(refusal(() => isoDuration(Duration.millis(250), place))).toEqual({
    code: "duration-cut",
    severity: "error",
    at: { construct: "shop/orders" },
    field: "spec.delivery.timeout",
    message: "A duration of 250 ms would be cut: Knative keeps one decimal of a second, and would wait 200 ms.",
    mend: "Use 200 ms or 300 ms.",
    source: "knative/eventing.md §3.5",
  });
});

test("refuses what Knative would count in months", () => {
  expect(refusal(() => isoDuration(Duration.days(4_000), place))).toMatchObject({
    code: "duration-cut",
    mend: "Use at most 3276 days.",
  });
});

test("gives whole seconds where a field holds them, and refuses a fraction", () => {
  expect(wholeSeconds(Duration.minutes(2), place)).toBe(120);
  expect(refusal(() => wholeSeconds(Duration.millis(1_500), place))).toMatchObject({
    code: "duration-cut",
    message: "A duration of 1.5 s would be cut: This field holds whole seconds.",
    mend: "Use 1 s or 2 s.",
  });
});
