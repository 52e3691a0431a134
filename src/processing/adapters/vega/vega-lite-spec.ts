import type { TopLevelSpec } from "vega-lite";
import { FinalError } from "../../../events/handler-errors.ts";
import type { ChartAxis, ChartSpec } from "../../chart-spec.ts";
import type { Table } from "../../ports.ts";

/** Ink, from a palette that colour-blind readers can tell apart (Okabe and Ito). */
const FIRST_COLOUR = "#0072b2";
const COLOURS = [FIRST_COLOUR, "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999", "#f0e442"];
const INK = "#1f2933";
const FAINT = "#616e7c";
const RULE = "#9aa5b1";

type UnitSpec = Extract<TopLevelSpec, { readonly mark: unknown }>;
type AnyMark = UnitSpec["mark"];
type Encoding = NonNullable<UnitSpec["encoding"]>;

/**
 * A chart and its table as a Vega-Lite specification: data inside, nothing to fetch, times in UTC whatever machine draws it.
 *
 * @throws FinalError when the table lacks a column that the chart names, or has no rows
 */
export function vegaLiteSpec(chart: ChartSpec, table: Table, font: string): TopLevelSpec {
  checkColumns(chart, table);
  const title = {
    text: chart.title,
    ...(chart.subtitle === undefined ? {} : { subtitle: chart.subtitle }),
  };
  const frame = { padding: 28, background: "white", config: config(font) };
  const plot = {
    data: { values: table.rows.map((row) => ({ ...row })) },
    width: chart.width ?? 720,
    height: chart.height ?? 400,
    mark: markOf(chart, table),
    encoding: encodingOf(chart, table),
  };
  if (chart.source === undefined) return { ...frame, title, ...plot };
  return { ...frame, title, vconcat: [plot, footnote(chart.source)], spacing: 18 };
}

/** An empty picture under a heading would look like a fact. */
function checkColumns(chart: ChartSpec, table: Table): void {
  const known = table.columns.map((column) => column.name);
  const named = [chart.x.column, chart.y.column, chart.series?.column, chart.size?.column];
  const missing = named.filter((column): column is string => column !== undefined && !known.includes(column));
  if (missing.length > 0) {
    throw new FinalError(`The chart shows column ${missing.join(", ")}, but the table has only ${known.join(", ")}.`);
  }
  if (table.rows.length === 0) throw new FinalError("The table has no rows, so there is nothing to draw.");
}

function markOf(chart: ChartSpec, table: Table): AnyMark {
  switch (chart.mark) {
    case "line":
      // Points show where the data are; on a dense line they only thicken it.
      return { type: "line", strokeWidth: 2.5, point: table.rows.length <= 60 ? { filled: true, size: 40 } : false };
    case "bar":
      return { type: "bar", cornerRadiusEnd: 2 };
    case "area":
      return { type: "area", opacity: 0.3, line: true };
    case "point":
      return { type: "circle", opacity: 0.75, size: 70, stroke: "white", strokeWidth: 0.5 };
  }
}

function encodingOf(chart: ChartSpec, table: Table): Encoding {
  const filled = chart.mark === "bar" || chart.mark === "area";
  // Rules help to read what is measured, and only that.
  const yIsMeasured = isMeasured(scaleOf(chart.y, table));
  return {
    x: positionOf(chart.x, table, { zero: chart.x.zero ?? (filled && !yIsMeasured), grid: !yIsMeasured }),
    y: positionOf(chart.y, table, { zero: chart.y.zero ?? (filled && yIsMeasured), grid: yIsMeasured }),
    color:
      chart.series === undefined
        ? { value: FIRST_COLOUR }
        : {
            field: field(chart.series.column),
            type: "nominal",
            title: chart.series.title,
            sort: null,
            legend: chart.mark === "line" ? { symbolType: "stroke", symbolStrokeWidth: 2.5 } : {},
          },
    ...(chart.size === undefined
      ? {}
      : {
          size: {
            field: field(chart.size.column),
            type: "quantitative",
            title: chart.size.title,
            scale: { range: [20, 1200], zero: true },
            legend: {
              format: ".2~s",
              // SI says giga; people say billion.
              labelExpr: "replace(datum.label, 'G', 'B')",
              tickCount: 3,
              symbolFillColor: "#cbd2d9",
              symbolStrokeColor: FAINT,
            },
          },
          // Large ones first, so that small ones stay visible on them.
          order: { field: field(chart.size.column), type: "quantitative", sort: "descending" },
        }),
  };
}

function positionOf(axis: ChartAxis, table: Table, { zero, grid }: { readonly zero: boolean; readonly grid: boolean }) {
  const format = axis.format === undefined ? {} : { format: axis.format };
  const common = { field: field(axis.column), title: axis.title };
  switch (scaleOf(axis, table)) {
    case "time":
      return {
        ...common,
        type: "temporal",
        scale: { type: "utc" },
        axis: { ...format, grid: false, tickCount: 6, labelOverlap: true },
      } as const;
    case "number":
      return {
        ...common,
        type: "quantitative",
        scale: { zero, nice: true },
        axis: { ...format, grid, tickCount: 6 },
      } as const;
    case "log":
      return {
        ...common,
        type: "quantitative",
        scale: { type: "log", nice: true },
        axis: { ...format, grid, tickCount: 6 },
      } as const;
    case "category":
      return {
        ...common,
        type: "nominal",
        sort: null,
        axis: { grid: false, labelLimit: 160, labelOverlap: true },
      } as const;
  }
}

function isMeasured(scale: ChartAxis["scale"]): boolean {
  return scale === "number" || scale === "log";
}

function scaleOf(axis: ChartAxis, table: Table): NonNullable<ChartAxis["scale"]> {
  if (axis.scale !== undefined) return axis.scale;
  const kind = table.columns.find((column) => column.name === axis.column)?.kind;
  return kind === "number" || kind === "time" ? kind : "category";
}

/** Vega reads `a.b` and `a[0]` as paths into a row; column names are not paths. */
function field(column: string): string {
  return column.replace(/[\\.[\]'"]/g, (character) => `\\${character}`);
}

function footnote(text: string) {
  return {
    data: { values: [{}] },
    width: 1,
    height: 1,
    mark: { type: "text", text, align: "left", baseline: "top", color: FAINT, fontSize: 11, x: 0, y: 0 },
  } as const;
}

function config(font: string) {
  return {
    font,
    view: { stroke: null },
    range: { category: COLOURS },
    title: {
      anchor: "start",
      color: INK,
      fontSize: 20,
      fontWeight: 700,
      subtitleColor: FAINT,
      subtitleFontSize: 14,
      subtitlePadding: 8,
      offset: 18,
    },
    axis: {
      domainColor: RULE,
      gridColor: "#e4e7eb",
      labelColor: FAINT,
      labelFontSize: 12,
      tickColor: RULE,
      titleColor: INK,
      titleFontSize: 13,
      titleFontWeight: 400,
      titlePadding: 12,
    },
    axisY: { domain: false, ticks: false, labelPadding: 8 },
    legend: {
      labelColor: INK,
      labelFontSize: 12,
      labelLimit: 260,
      titleColor: INK,
      titleFontSize: 13,
      titleFontWeight: 400,
    },
  } as const;
}
