import type { ChartSpec } from "./chart-spec.ts";
import type { QueryCompletedData } from "./contracts.ts";
import type { Bucket, ChartRenderer, Scalar, TableStore } from "./ports.ts";
import { checkTable } from "./table-name.ts";
import { fillTemplate } from "./template.ts";

/** What a chart creator is told once. */
export interface ChartCreatorSettings {
  readonly chart: ChartSpec;
  /** The object's name without ending: a template over the query's parameters and `{tableId}`, `{datasetId}`. */
  readonly objectName: string;
  /** Most rows that are read; a chart of more shows nothing. */
  readonly maxRows: number;
}

/** The adapters of a chart creator. */
export interface ChartCreatorPorts {
  readonly tables: TableStore;
  readonly renderer: ChartRenderer;
  readonly bucket: Bucket;
}

/**
 * A chart creator: reads the announced table, draws it, and stores `NAME.svg`, then `NAME.png`: whoever is told of the
 * PNG finds the SVG complete beside it. Doing it twice replaces the same objects.
 */
export function chartCreator(
  settings: ChartCreatorSettings,
  { tables, renderer, bucket }: ChartCreatorPorts,
): (data: QueryCompletedData) => Promise<void> {
  return async (data) => {
    const ref = checkTable({ datasetId: data.datasetId, tableId: data.tableId });
    const values = { ...data.parameters, ...ref };
    const table = await tables.read(ref, { maxRows: settings.maxRows });
    const { svg, png } = await renderer.render(fillChart(settings.chart, values), table);
    const name = fillTemplate(settings.objectName, values);
    await bucket.put({ name: `${name}.svg`, contentType: "image/svg+xml", bytes: Buffer.from(svg, "utf8") });
    await bucket.put({ name: `${name}.png`, contentType: "image/png", bytes: png });
  };
}

/** Fills every text of a chart. */
function fillChart(chart: ChartSpec, values: Readonly<Record<string, Scalar>>): ChartSpec {
  const fill = (text: string) => fillTemplate(text, values);
  return {
    ...chart,
    title: fill(chart.title),
    ...(chart.subtitle === undefined ? {} : { subtitle: fill(chart.subtitle) }),
    x: { ...chart.x, title: fill(chart.x.title) },
    y: { ...chart.y, title: fill(chart.y.title) },
    ...(chart.source === undefined ? {} : { source: fill(chart.source) }),
  };
}
