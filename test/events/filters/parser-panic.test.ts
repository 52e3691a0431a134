import { expect, it } from "vitest";
import { panicsInKnative } from "../../../src/events/filters/parser-panic.ts";
import { readRecording } from "../../fidelity/recordings.ts";

it.each(["TRUE TRUE", "1-1", "type == 'a'", "type = 'a", "((TRUE)", "type = ", "IN ('a')", "'1' IN (subject, 21474"])(
  "knows that %s ends Knative's parser",
  (expression) => expect(panicsInKnative(expression)).toBe(true),
);

it.each(["", ")", "EXISTS EXISTS", "type LIKE source", "ABS (1", "in = in", "3-2 / 1", "a_b = 1"])(
  "knows that %s is only reported",
  (expression) => expect(panicsInKnative(expression)).toBe(false),
);

it("agrees with nearly all recorded expressions that do not parse", () => {
  const rows = readRecording<{ readonly expression: string; readonly parse: string }>("cesql");
  const unreadable = new Map(rows.filter((row) => row.parse !== "ok").map((row) => [row.expression, row.parse]));
  const wrong = [...unreadable].filter(([text, parse]) => panicsInKnative(text) !== parse.startsWith("panic"));
  expect(wrong.length / unreadable.size).toBeLessThan(0.02);
});

it("ends on expressions of nothing but quotes or parentheses", () => {
  for (const text of ["\\'".repeat(4_000), "(".repeat(9_000), "'".repeat(1_000_001), "NOT ".repeat(2_000)]) {
    expect(typeof panicsInKnative(text)).toBe("boolean");
  }
});
