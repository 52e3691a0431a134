import { expect, test } from "vitest";
import { checkChartSpec } from "../../src/processing/chart-spec.ts";

const chart = {
  mark: "line",
  title: "T",
  x: { column: "a", title: "A" },
  y: { column: "b", title: "B", scale: "log" },
};

test("takes a chart as data", () => {
  expect(checkChartSpec(chart)).toEqual(chart);
});

test("names every field at fault", () => {
  const bad = { ...chart, mark: "pie", title: "", x: { column: "a" }, hight: 3 };
  expect(() => checkChartSpec(bad)).toThrow(/mark: .*title: .*x\.title: .*hight/s);
});
