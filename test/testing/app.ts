import { App, Chart, Duration } from "cdk8s";
import { z } from "zod";
import {
  defineEvent,
  defineStep,
  exponential,
  KnativeService,
  PingSource,
  Pipeline,
  pingEvent,
} from "../../constructs/index.ts";

// The pipeline of design.md §3, small.
export const DailyReport = pingEvent({ data: z.object({ airport: z.string() }) });
export const QueryCompleted = defineEvent("dev.reports.query.completed.v1", { data: z.object({ table: z.string() }) });
export const ChartCreated = defineEvent("dev.reports.chart.created.v1", { data: z.object({ image: z.string() }) });
export const QueryRunner = defineStep("query-runner", { accepts: [DailyReport], replies: [QueryCompleted] });
export const ChartCreator = defineStep("chart-creator", { accepts: [QueryCompleted], replies: [ChartCreated] });
export const Failures = defineStep("failures", { accepts: [DailyReport, QueryCompleted] });

/** The app of that pipeline. */
export function reports(options: { readonly timeout?: Duration; readonly deadLetters?: boolean } = {}): App {
  const app = new App();
  const chart = new Chart(app, "reports", { namespace: "reports" });
  const image = "registry.example/step";
  const runner = new KnativeService(chart, "query-runner", { step: QueryRunner, image });
  const charter = new KnativeService(chart, "chart-creator", { step: ChartCreator, image });
  const failures = new KnativeService(chart, "failures", { step: Failures, image });
  const source = (id: string, airport: string) =>
    new PingSource(chart, id, { schedule: "0 16 * * *", event: DailyReport, data: { airport } });
  new Pipeline(chart, "daily-report", {
    from: [source("ord", "ORD"), source("jfk", "JFK")],
    delivery: {
      retry: 5,
      backoff: exponential(Duration.seconds(1)),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      ...(options.deadLetters === false ? {} : { deadLetterSink: failures }),
    },
    flow: (report) => report.to(runner).to(charter).discard(),
  });
  return app;
}
