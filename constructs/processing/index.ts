// The events between them, and a chart as data.
export type { ChartAxis, ChartMark, ChartSpec } from "../../src/processing/chart-spec.ts";
export {
  ObjectFinalized,
  type ObjectFinalizedData,
  QueryCompleted,
  type QueryCompletedData,
  queryCompleted,
} from "../../src/processing/contracts.ts";
export { MailNotifier, type MailNotifierProps } from "./mail-notifier.ts";
export { ObjectStore, type ObjectStoreProps } from "./object-store.ts";
export type { ReadyServiceProps } from "./ready-service.ts";
export { type Folder, SharedFolder, type SharedFolderProps } from "./shared-folder.ts";
export { SqlQuery, type SqlQueryProps } from "./sql-query.ts";
export { TableChart, type TableChartProps } from "./table-chart.ts";
