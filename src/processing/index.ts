// The events of processing pipelines.

// Embedded adapters.
export { type DatasetFiles, type DatasetFormat, datasetFiles } from "./adapters/dataset-location.ts";
export { parquetTables } from "./adapters/duckdb/parquet-tables.ts";
export { type DuckDbEngineOptions, duckDbEngine } from "./adapters/duckdb/query-engine.ts";
export { folderBucket } from "./adapters/folder-bucket.ts";
export { type SmtpMailerOptions, smtpMailer } from "./adapters/smtp-mailer.ts";
export { type ChartFonts, fontFiles, interFonts } from "./adapters/vega/fonts.ts";
export { vegaRenderer } from "./adapters/vega/renderer.ts";
export { watchedFolder } from "./adapters/watched-folder.ts";
// What the services do, free of any engine.
export type { ChartAxis, ChartMark, ChartSpec } from "./chart-spec.ts";
export {
  bucketSource,
  OBJECT_FINALIZED_TYPE,
  ObjectFinalized,
  type ObjectFinalizedData,
  QUERY_COMPLETED_TYPE,
  QueryCompleted,
  type QueryCompletedData,
  queryCompleted,
} from "./contracts.ts";
export { type ChartCreatorPorts, type ChartCreatorSettings, chartCreator } from "./draw-chart.ts";
export { type NotifierPorts, type NotifierSettings, notifier } from "./notify.ts";
// Ports: what another engine, store or mailer implements.
export type {
  Bucket,
  ChartRenderer,
  ColumnKind,
  Mail,
  Mailer,
  QueryEngine,
  RenderedChart,
  Scalar,
  StoredObject,
  Table,
  TableRef,
  TableStore,
} from "./ports.ts";
export { type QueryRunnerSettings, queryRunner, type RunQuery } from "./run-query.ts";
export {
  type Announced,
  type ListedObject,
  type WatchedStore,
  type WatchSettings,
  watchBucket,
} from "./watch-bucket.ts";
