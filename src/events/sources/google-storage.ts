import type { Contract } from "../contract.ts";
import { shaped } from "./json-shape.ts";
import { checkEventName, type DataOf, type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** What happened to an object of a bucket. `finalized` is: it is complete, new or replaced. */
export type StorageEventName = "finalized" | "archived" | "deleted" | "metadataUpdated";

const TYPES = {
  current: {
    finalized: "google.cloud.storage.object.v1.finalized",
    archived: "google.cloud.storage.object.v1.archived",
    deleted: "google.cloud.storage.object.v1.deleted",
    metadataUpdated: "google.cloud.storage.object.v1.metadataUpdated",
  },
  legacy: {
    finalized: "com.google.cloud.storage.object.finalize",
    archived: "com.google.cloud.storage.object.archive",
    deleted: "com.google.cloud.storage.object.delete",
    metadataUpdated: "com.google.cloud.storage.object.metadataUpdate",
  },
} as const;

/** Every {@link StorageEventName}. */
export const STORAGE_EVENTS: readonly StorageEventName[] = ["finalized", "archived", "deleted", "metadataUpdated"];

/** The CloudEvents type of what happened to an object. */
export type StorageType<
  Name extends StorageEventName = StorageEventName,
  Names extends Naming = "current",
> = (typeof TYPES)[Names][Name];

/** An object of a bucket, as Cloud Storage tells it. Integers are texts. */
export interface StorageObjectData {
  readonly bucket: string;
  readonly name: string;
  /** Grows with every overwrite of the name. */
  readonly generation?: string;
  readonly metageneration?: string;
  readonly contentType?: string;
  /** Bytes. */
  readonly size?: string;
  /** RFC 3339. */
  readonly timeCreated?: string;
  /** RFC 3339. */
  readonly updated?: string;
  readonly md5Hash?: string;
  readonly mediaLink?: string;
  readonly selfLink?: string;
}

/** What {@link storageEvent} may be told. */
export interface StorageEventOptions<Input, Data, Names extends Naming = Naming>
  extends SourceEventOptions<Input, Data> {
  /**
   * `legacy` for knative-gcp until v0.15: other types, the source `//storage.googleapis.com/buckets/<bucket>`, and the
   * object's bare name as subject.
   *
   * @default "current"
   */
  readonly naming?: Names;
}

const TEXT = { type: "string" } as const;

const storageObject = shaped<StorageObjectData>({
  type: "object",
  properties: {
    bucket: TEXT,
    name: TEXT,
    generation: TEXT,
    metageneration: TEXT,
    contentType: TEXT,
    size: TEXT,
    timeCreated: TEXT,
    updated: TEXT,
    md5Hash: TEXT,
    mediaLink: TEXT,
    selfLink: TEXT,
  },
  required: ["bucket", "name"],
});

/**
 * The contract of what happens to objects of a Cloud Storage bucket, from Eventarc or a CloudStorageSource:
 * `storageEvent("finalized")` is `google.cloud.storage.object.v1.finalized`; with `{ naming: "legacy" }` it is
 * `com.google.cloud.storage.object.finalize` (sources.md §10, §11).
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function storageEvent<
  const Name extends StorageEventName,
  const Names extends Naming = "current",
  Data = DataOf<Names, StorageObjectData>,
  Input = Data,
>(name: Name, options: StorageEventOptions<Input, Data, Names> = {}): Contract<StorageType<Name, Names>, Data, Input> {
  checkEventName(name, STORAGE_EVENTS, "Cloud Storage");
  const { naming = "current", ...rest } = options;
  return sourceEvent<StorageType<Name, Names>, Data, Input>(
    TYPES[naming][name] as StorageType<Name, Names>,
    rest,
    naming === "legacy"
      ? { source: "//storage.googleapis.com/buckets/<bucket>", subject: "<name of the object>" }
      : {
          source: "//storage.googleapis.com/projects/_/buckets/<bucket>",
          subject: "objects/<name of the object>",
          extensions: { bucket: "the bucket's name, from Eventarc" },
          data: storageObject,
        },
  );
}
