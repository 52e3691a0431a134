import type { Construct } from "constructs";
import { type Contract, defineStep, type Step } from "../../src/events/index.ts";
import type { ChartSpec } from "../../src/processing/chart-spec.ts";
import { QUERY_COMPLETED_TYPE, QueryCompleted, type QueryCompletedData } from "../../src/processing/contracts.ts";
import { KnativeService } from "../serving/knative-service.ts";
import type { ObjectStore } from "./object-store.ts";
import { checkStore, type ReadyServiceProps, readyService } from "./ready-service.ts";
import type { Folder } from "./shared-folder.ts";

/** Properties for {@link TableChart}: the container, the data, and the chart itself. */
export interface TableChartProps<Type extends string = typeof QUERY_COMPLETED_TYPE>
  extends ReadyServiceProps,
    ChartSpec {
  /** The folder that holds the tables: the `store` of the SqlQuery. */
  readonly store: Folder;
  /** The bucket that gets the pictures. The graph shows it as a link that is no delivery. */
  readonly bucket: ObjectStore;
  /**
   * The event that tells of a new table.
   *
   * @default QueryCompleted
   */
  readonly event?: Contract<Type, QueryCompletedData>;
  /**
   * The pictures' name without ending, a template over the query's parameters, `{tableId}` and `{datasetId}`. Charts of
   * one table in one bucket need different names.
   *
   * @default "chart-{tableId}"
   */
  readonly objectName?: string;
  /** The most rows a chart may have. @default 10000 */
  readonly maxRows?: number;
}

/**
 * Draws a chart of a table that a query made, and leaves `NAME.svg` and `NAME.png` in a bucket. Replies nothing.
 *
 * - Texts are templates over the query's parameters: `Late flights from {airport}`.
 * - Delivered twice, it replaces the same two objects.
 */
export class TableChart<
  const Name extends string = string,
  Type extends string = typeof QUERY_COMPLETED_TYPE,
> extends KnativeService<Step<Name, Contract<Type, QueryCompletedData>, never>> {
  /** @throws {@link AuthoringError} `processing-without-store`, `invalid-step-name`, `invalid-name` */
  public constructor(scope: Construct, id: Name, props: TableChartProps<Type>) {
    const path = `${scope.node.path}/${id}`;
    checkStore(props.store, "store", path);
    checkStore(props.bucket, "bucket", path);
    const { store, bucket, maxRows } = props;
    // Without the prop Type is inferred as the default, which QueryCompleted has.
    const event = (props.event ?? QueryCompleted) as Contract<Type, QueryCompletedData>;
    const step = defineStep(id, { accepts: [event] });
    const ready = readyService(props, {
      module: "sluice/processing/chart-creator",
      env: {
        STEP: id,
        ACCEPTS: event.type,
        CHART: JSON.stringify(chartOf(props)),
        OBJECT_NAME: props.objectName,
        BUCKET: bucket.bucket,
        MAX_ROWS: maxRows === undefined ? undefined : String(maxRows),
      },
      folders: { STORE: { folder: store }, BUCKET_FOLDER: { folder: bucket.folder, part: bucket.path } },
    });
    super(scope, id, { ...ready, step, visibility: "cluster-local", writesTo: [bucket] });
  }
}

/** The chart as data, in an order of its own: same chart, same bytes. */
function chartOf({ mark, title, subtitle, x, y, series, size, source, width, height }: ChartSpec): object {
  return { mark, title, subtitle, x, y, series, size, source, width, height };
}
