import { expect, test } from "vitest";
import type { ChartSpec } from "../../src/processing/chart-spec.ts";
import { chartCreator } from "../../src/processing/draw-chart.ts";
import type { StoredObject, Table } from "../../src/processing/ports.ts";

const chart: ChartSpec = {
  mark: "line",
  title: "Late from {airport}",
  subtitle: "{tableId}",
  x: { column: "week", title: "Week" },
  y: { column: "late", title: "{airport} (%)" },
  source: "{datasetId}",
};
const table: Table = { columns: [], rows: [] };
const data = { datasetId: "flights", tableId: "late_ord", parameters: { airport: "ORD" }, rows: 1 };

function ports() {
  const drawn: ChartSpec[] = [];
  const stored: StoredObject[] = [];
  return {
    drawn,
    stored,
    tables: { read: () => Promise.resolve(table) },
    renderer: {
      render: (filled: ChartSpec) => {
        drawn.push(filled);
        return Promise.resolve({ svg: "<svg/>", png: Buffer.from("png") });
      },
    },
    bucket: {
      name: "charts",
      put: (object: StoredObject) => Promise.resolve(void stored.push(object)),
      get: () => Promise.reject(new Error("a chart creator reads no objects")),
    },
  };
}

test("fills every text, and stores the SVG before the PNG that is announced", async () => {
  const { drawn, stored, ...rest } = ports();
  await chartCreator({ chart, objectName: "chart-{tableId}", maxRows: 10 }, rest)(data);
  expect(drawn).toEqual([
    {
      ...chart,
      title: "Late from ORD",
      subtitle: "late_ord",
      y: { column: "late", title: "ORD (%)" },
      source: "flights",
    },
  ]);
  expect(stored).toEqual([
    { name: "chart-late_ord.svg", contentType: "image/svg+xml", bytes: Buffer.from("<svg/>") },
    { name: "chart-late_ord.png", contentType: "image/png", bytes: Buffer.from("png") },
  ]);
});

test("refuses a table name that could leave the store", async () => {
  const { drawn, stored, ...rest } = ports();
  const draw = chartCreator({ chart, objectName: "x", maxRows: 10 }, rest);
  await expect(draw({ ...data, tableId: "../x" })).rejects.toMatchObject({ name: "FinalError" });
  expect([drawn, stored]).toEqual([[], []]);
});
