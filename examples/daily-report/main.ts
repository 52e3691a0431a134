import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Chart, Duration } from "cdk8s";
import {
  exponential,
  KnativeService,
  MailNotifier,
  ObjectStore,
  PingSource,
  Pipeline,
  SharedFolder,
  SqlQuery,
  TableChart,
} from "sluice";
import { DailyReport } from "./contracts.ts";

/** The image that the Dockerfile of sluice makes; it holds every ready service. */
const image = "registry.example.com/daily-report/processing:1.0.0";

/** A query for each airport, a chart of its result, a mail with the chart. */
export function build(app: App): App {
  const chart = new Chart(app, "daily-report", { namespace: "reports", disableResourceNameHashes: true });
  const tables = new SharedFolder(chart, "tables", { metadata: { name: "tables" } });
  const pictures = new SharedFolder(chart, "pictures", { metadata: { name: "charts" } });

  const failures = new KnativeService(chart, "failures", { image: "registry.example.com/event-display:1.0.0" });
  const delivery = {
    retry: 5,
    backoff: exponential(Duration.seconds(1)),
    timeout: Duration.seconds(60),
    deadLetterSink: failures,
  };

  const charts = new ObjectStore(chart, "charts", { image, folder: pictures, announce: "*.png" });

  const queryRunner = new SqlQuery(chart, "query-runner", {
    image,
    event: DailyReport,
    datasets: { flights: "npm:vega-datasets/data/flights-3m.parquet" },
    sql: `SELECT date_trunc('week', date)::DATE AS week, round(100 * avg((delay > 15)::INT), 1) AS late
FROM flights
WHERE origin = $airport
GROUP BY week
ORDER BY week`,
    datasetId: "flights",
    tableId: "late_{airport}",
    store: tables,
  });

  const chartCreator = new TableChart(chart, "chart-creator", {
    image,
    store: tables,
    bucket: charts,
    objectName: "late-flights-{airport}",
    mark: "line",
    title: "Late flights from {airport}",
    subtitle: "Share of flights more than 15 minutes late, by week, January to June 2001",
    x: { column: "week", title: "Week", format: "%b %Y" },
    y: { column: "late", title: "Late flights (% of all flights)", zero: true },
    source: "Source: US Bureau of Transportation Statistics; 3 million flights of the npm package vega-datasets",
  });

  const notifier = new MailNotifier(chart, "notifier", {
    image,
    bucket: charts,
    to: ["reports@example.com"],
    from: "noreply@daily-report.example.com",
    smtpUrl: { secretKeyRef: { name: "smtp", key: "url" } },
    subject: "A new chart from Daily report: {name}",
  });

  new Pipeline(chart, "reports", {
    from: [
      new PingSource(chart, "ord", { schedule: "0 16 * * *", event: DailyReport, data: { airport: "ORD" } }),
      new PingSource(chart, "lax", { schedule: "0 17 * * *", event: DailyReport, data: { airport: "LAX" } }),
    ],
    delivery,
    flow: (report) => report.to(queryRunner).to(chartCreator),
  });

  new Pipeline(chart, "mails", {
    from: charts,
    delivery,
    flow: (object) => object.to(notifier),
  });
  return app;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  build(new App()).synth();
}
