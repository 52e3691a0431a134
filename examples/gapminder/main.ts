import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Chart, Duration } from "cdk8s";
import {
  exponential,
  KnativeService,
  ObjectStore,
  PingSource,
  Pipeline,
  SharedFolder,
  SqlQuery,
  TableChart,
} from "sluice";
import { Archive, YearAsked } from "./contracts.ts";

const image = "registry.example.com/gapminder/processing:1.0.0";
const source = "Source: Gapminder, CC BY 4.0; npm package vega-datasets";

/** One query, and two pictures of its table at once: another data set and no line of service code. */
export function build(app: App): App {
  const chart = new Chart(app, "gapminder", { namespace: "gapminder", disableResourceNameHashes: true });
  const store = new SharedFolder(chart, "tables", { metadata: { name: "tables" } });
  const pictures = new SharedFolder(chart, "pictures", { metadata: { name: "pictures" } });
  const failures = new KnativeService(chart, "failures", { image: "registry.example.com/event-display:1.0.0" });
  const archive = new KnativeService(chart, "archive", {
    image: "registry.example.com/event-display:1.0.0",
    step: Archive,
  });
  const bucket = new ObjectStore(chart, "gallery", { image, folder: pictures, announce: "*.png" });

  const query = new SqlQuery(chart, "world-in-year", {
    image,
    event: YearAsked,
    datasets: { countries: "npm:vega-datasets/data/gapminder.json" },
    sql: `SELECT country, pop, life_expect, fertility,
  CASE cluster WHEN 0 THEN 'South Asia' WHEN 1 THEN 'Europe and Central Asia' WHEN 2 THEN 'Sub-Saharan Africa'
    WHEN 3 THEN 'America' WHEN 4 THEN 'East Asia and Pacific' ELSE 'Middle East and North Africa' END AS region
FROM countries
WHERE year = $year
ORDER BY region, life_expect DESC`,
    datasetId: "gapminder",
    tableId: "world_{year}",
    store,
  });

  const families = new TableChart(chart, "families", {
    image,
    store,
    bucket,
    objectName: "families-{year}",
    mark: "point",
    title: "Longer lives, smaller families: {year}",
    subtitle: "Each circle is a country; its area is its population",
    x: { column: "fertility", title: "Children per woman" },
    y: { column: "life_expect", title: "Life expectancy at birth (years)" },
    series: { column: "region", title: "Region" },
    size: { column: "pop", title: "Population" },
    source,
  });

  const lives = new TableChart(chart, "lives", {
    image,
    store,
    bucket,
    objectName: "lives-{year}",
    mark: "bar",
    title: "Life expectancy at birth, {year}",
    x: { column: "life_expect", title: "Years" },
    y: { column: "country", title: "Country" },
    series: { column: "region", title: "Region" },
    height: 1100,
    source,
  });

  const delivery = { retry: 3, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures };
  new Pipeline(chart, "world", {
    from: new PingSource(chart, "monthly", { schedule: "0 6 1 * *", event: YearAsked, data: { year: 2000 } }),
    delivery,
    flow: (year) =>
      year.to(query).fanOut(
        (table) => table.to(families),
        (table) => table.to(lives),
      ),
  });
  new Pipeline(chart, "pictures-made", { from: bucket, delivery, flow: (picture) => picture.to(archive) });
  return app;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  build(new App()).synth();
}
