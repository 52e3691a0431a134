import { z } from "zod";

/** How rows become marks. */
export type ChartMark = "line" | "bar" | "area" | "point";

/** One axis of a chart. */
export interface ChartAxis {
  /** The column it shows. */
  readonly column: string;
  /** What is measured, with its unit: `Share of flights more than 15 minutes late (%)`. A template. */
  readonly title: string;
  /**
   * How its values are read.
   * @default - from the column: times are `time`, numbers `number`, everything else `category`
   */
  readonly scale?: "number" | "time" | "category" | "log";
  /** A d3 format of its ticks, such as `.1f` or `%b %Y`. @default - by scale */
  readonly format?: string;
  /** Whether a number axis must start at zero. @default - true for the measured axis of bars and areas */
  readonly zero?: boolean;
}

/** A chart as data: what TableChart's props become and the chart creator draws. Texts are templates over the query's parameters. */
export interface ChartSpec {
  readonly mark: ChartMark;
  /** What the picture says, as `Late flights from {airport}`. */
  readonly title: string;
  /** A second, smaller line. @default - none */
  readonly subtitle?: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** One colour for each value of a column, with a legend. @default - one colour */
  readonly series?: { readonly column: string; readonly title: string };
  /** Area of points by a column. @default - one size */
  readonly size?: { readonly column: string; readonly title: string };
  /** Where the data come from, below the picture. @default - nothing */
  readonly source?: string;
  /** Pixels of the plot at scale 1; the PNG has twice as many. @default 720 */
  readonly width?: number;
  /** @default 400 */
  readonly height?: number;
}

const axis = z.strictObject({
  column: z.string().min(1),
  title: z.string().min(1),
  scale: z.enum(["number", "time", "category", "log"]).exactOptional(),
  format: z.string().min(1).exactOptional(),
  zero: z.boolean().exactOptional(),
});
const channel = z.strictObject({ column: z.string().min(1), title: z.string().min(1) });

const chartSpec: z.ZodType<ChartSpec> = z.strictObject({
  mark: z.enum(["line", "bar", "area", "point"]),
  title: z.string().min(1),
  subtitle: z.string().min(1).exactOptional(),
  x: axis,
  y: axis,
  series: channel.exactOptional(),
  size: channel.exactOptional(),
  source: z.string().min(1).exactOptional(),
  width: z.int().min(100).max(4000).exactOptional(),
  height: z.int().min(100).max(4000).exactOptional(),
});

/** Reads a chart's data. @throws Error naming each field at fault */
export function checkChartSpec(value: unknown): ChartSpec {
  const result = chartSpec.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}.`);
}
