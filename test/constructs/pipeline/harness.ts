import { type App, Chart, Testing, Yaml } from "cdk8s";
import { z } from "zod";
import { type AnyStep, defineEvent, defineStep, external, PingSource, pingEvent } from "../../../constructs/index.ts";
import { AuthoringError, type Diagnostic } from "../../../src/diagnostics/index.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";

export const DailyReport = pingEvent({ data: z.object({ airport: z.string() }) });
export const QueryCompleted = defineEvent("dev.reports.query.completed.v1", { data: z.object({ table: z.string() }) });
export const ChartCreated = defineEvent("dev.reports.chart.created.v1", { data: z.object({ url: z.string() }) });
export const TableStored = defineEvent("dev.reports.table.stored.v1", { data: z.object({ path: z.string() }) });

export const QueryRunner = defineStep("query-runner", { accepts: [DailyReport], replies: [QueryCompleted] });
export const ChartCreator = defineStep("chart-creator", { accepts: [QueryCompleted], replies: [ChartCreated] });
export const TableStore = defineStep("table-store", { accepts: [QueryCompleted], replies: [TableStored] });
export const Notifier = defineStep("notifier", { accepts: [ChartCreated] });

/** A chart as an author starts with, in a namespace of its own. */
export function newChart(app: App = Testing.app()): Chart {
  return new Chart(app, "reports", { namespace: "reports" });
}

/** A step that lives elsewhere, so that the only objects are the Pipeline's. */
export function at<S extends AnyStep>(step: S) {
  const { name, accepts, replies } = step;
  return external<S["name"], S["accepts"][number], S["replies"][number]>(name, {
    uri: `http://${name}.example.com/`,
    accepts,
    replies,
  });
}

export const runner = at(QueryRunner);
export const charter = at(ChartCreator);
export const store = at(TableStore);
export const notifier = at(Notifier);

export function schedule(chart: Chart, id = "ord"): PingSource<typeof DailyReport> {
  return new PingSource(chart, id, { schedule: "0 16 * * *", event: DailyReport, data: { airport: "ORD" } });
}

/** What would be applied. */
export function manifests(chart: Chart): readonly Manifest[] {
  return Testing.synth(chart) as readonly Manifest[];
}

/** The specs of a kind, by what comes before the hash in the object's name. */
export function specs(chart: Chart, kind: string): Readonly<Record<string, Manifest["spec"]>> {
  const found = manifests(chart).filter((manifest) => manifest.kind === kind);
  return Object.fromEntries(found.map(({ metadata, spec }) => [shortName(metadata.name), spec]));
}

/** The annotations of a kind, likewise. */
export function annotations(chart: Chart, kind: string): Readonly<Record<string, unknown>> {
  const found = manifests(chart).filter((manifest) => manifest.kind === kind);
  return Object.fromEntries(found.map(({ metadata }) => [shortName(metadata.name), metadata.annotations]));
}

export function yaml(chart: Chart): string {
  return Yaml.stringify(...manifests(chart));
}

/** The fault of an impossible call. */
export function faultOf(call: () => unknown): Diagnostic {
  try {
    call();
  } catch (error) {
    if (AuthoringError.is(error)) return error.diagnostic;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

function shortName(name: string | undefined): string {
  return (name ?? "").replace(/^reports-/, "").replace(/-c8[0-9a-f]{6}$/, "");
}
