import type { Contract } from "../events/contract.ts";
import { defineEvent } from "../events/define-event.ts";
import type { Scalar } from "./ports.ts";
import { recordSchema } from "./record-schema.ts";

/** A table was made: where it is, and with which values (pipelines.md §1.2). */
export interface QueryCompletedData {
  readonly datasetId: string;
  readonly tableId: string;
  /** The query's parameters, for titles. */
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** How many rows the table has. */
  readonly rows: number;
}

const queryCompletedData = recordSchema<QueryCompletedData>({
  datasetId: "text",
  tableId: "text",
  parameters: "scalars",
  rows: "count",
});

/**
 * The event that a finished query is announced with, under a type of your own: two queries of one Broker need two
 * types, or each chart would be drawn from both tables.
 */
export function queryCompleted<const Type extends string>(type: Type): Contract<Type, QueryCompletedData> {
  return defineEvent(type, { data: queryCompletedData });
}

/** The type of {@link QueryCompleted}, as the original pipeline names it (pipelines.md §1.1). */
export const QUERY_COMPLETED_TYPE = "dev.knative.samples.querycompleted";

/** A query's table is ready. */
export const QueryCompleted: Contract<typeof QUERY_COMPLETED_TYPE, QueryCompletedData> =
  queryCompleted(QUERY_COMPLETED_TYPE);

/** One object of a bucket, as Cloud Storage tells it (pipelines.md §7). */
export interface ObjectFinalizedData {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  /** Bytes, as text. */
  readonly size: string;
  /** RFC 3339. */
  readonly timeCreated: string;
  /** Grows with every overwrite of the name; an integer as text. */
  readonly generation: string;
}

const objectFinalizedData = recordSchema<ObjectFinalizedData>({
  bucket: "text",
  name: "text",
  contentType: "text",
  size: "text",
  timeCreated: "text",
  generation: "text",
});

/** The type of {@link ObjectFinalized}. */
export const OBJECT_FINALIZED_TYPE = "google.cloud.storage.object.v1.finalized";

/** An object is complete in its bucket: new, or replaced. */
export const ObjectFinalized: Contract<typeof OBJECT_FINALIZED_TYPE, ObjectFinalizedData> = defineEvent(
  OBJECT_FINALIZED_TYPE,
  { data: objectFinalizedData },
);

/** The `source` of a bucket's events. */
export function bucketSource(bucket: string): string {
  return `//storage.googleapis.com/projects/_/buckets/${bucket}`;
}
