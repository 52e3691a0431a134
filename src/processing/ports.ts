import type { ChartSpec } from "./chart-spec.ts";

/** A value that a query parameter or a title can take. */
export type Scalar = string | number | boolean | null;

/** Names one table: a data set and a table in it, both of `a`–`z`, `0`–`9` and `_`. */
export interface TableRef {
  readonly datasetId: string;
  readonly tableId: string;
}

/** What a column holds, as far as a chart cares. */
export type ColumnKind = "number" | "text" | "time" | "boolean";

/** A table in memory. Times are milliseconds since the epoch, UTC. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly rows: readonly Readonly<Record<string, Scalar>>[];
}

/** Runs queries over data sets it knows by name. Embedded: DuckDB over files; in a cloud: BigQuery and its like. */
export interface QueryEngine {
  /**
   * The names of the query's parameters, without `$`, in order.
   *
   * @throws ConfigurationError when the text is not one SELECT that the engine understands
   */
  parametersOf(sql: string): Promise<readonly string[]>;
  /**
   * Runs one SELECT and replaces `table` by its rows, all or nothing: a reader sees the old table or the new one.
   * Values travel as parameters, never as text of the query. Calls at the same time do not disturb each other.
   *
   * @throws RetriableError or FinalError, by what would help
   */
  createTable(
    table: TableRef,
    query: { readonly sql: string; readonly parameters: Readonly<Record<string, Scalar>> },
  ): Promise<{ readonly rows: number }>;
}

/** Reads the tables that a {@link QueryEngine} made. */
export interface TableStore {
  /** @throws FinalError when it has more than `maxRows` rows; RetriableError when it is not there */
  read(table: TableRef, limits: { readonly maxRows: number }): Promise<Table>;
}

/** A picture of one table. PNG for mails and wikis, SVG for print. */
export interface RenderedChart {
  readonly svg: string;
  readonly png: Uint8Array;
}

/** An object of a bucket, as it was stored. */
export interface StoredObject {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A bucket: named objects, replaced as a whole. Embedded: a folder; in a cloud: Cloud Storage, S3. */
export interface Bucket {
  /** The bucket's name, as events carry it. */
  readonly name: string;
  /**
   * Stores or replaces one object, all or nothing.
   *
   * @throws RetriableError (no space) or FinalError (a name that leaves the bucket, no permission)
   */
  put(object: StoredObject): Promise<void>;
  /** @throws RetriableError when it is not there; FinalError when it is larger than `maxBytes` */
  get(name: string, limits: { readonly maxBytes: number }): Promise<StoredObject>;
}

/** One mail to send. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Equal for two sendings of one event, so that a mail program shows one. Without angle brackets. */
  readonly messageId: string;
  readonly attachments: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
    /** Set when the HTML shows it as `cid:…`. */
    readonly contentId?: string;
  }[];
}

/** Hands mails to a mail server. Embedded: SMTP. */
export interface Mailer {
  /** Returns when the server took the mail. @throws RetriableError or FinalError by the server's code */
  send(mail: Mail): Promise<void>;
}

/** Draws a table. Embedded: Vega-Lite and resvg, no browser. */
export interface ChartRenderer {
  /** `chart` has its templates filled. @throws FinalError when the table lacks a column that the chart names */
  render(chart: ChartSpec, table: Table): Promise<RenderedChart>;
}
