import type { Construct } from "constructs";
import { type Contract, STORAGE_EVENTS, storageEvent, type StorageType } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { CloudStorageSourceObject } from "../generated/index.ts";
import { type GoogleSourceProps, googleSpec } from "./google-source.ts";
import { checkClaims, emitting, SourceBase } from "./source-base.ts";

/** The contract of what a CloudStorageSource sends. Made by `storageEvent`. */
export type StorageContract = Contract<StorageType>;

/** Properties for {@link CloudStorageSource}. */
export interface CloudStorageSourceProps<C extends StorageContract = StorageContract> extends GoogleSourceProps {
  /** The bucket's name. */
  readonly bucket: string;
  /** The contracts of the events it asks for, at least one: `[storageEvent("finalized")]`. */
  readonly events: readonly C[];
  /** Tells only of objects whose name begins so. @default - all */
  readonly objectNamePrefix?: string;
}

/**
 * Sends what happens to the objects of a Cloud Storage bucket, as `google.cloud.storage.object.v1.finalized` and the like
 * (sources.md §10).
 *
 * @deprecated knative-gcp is unmaintained since 2022 (sources.md §0). Use an Eventarc trigger, which sends the same events;
 * or an {@link ObjectStore} where the objects are files of your own.
 */
export class CloudStorageSource<C extends StorageContract = StorageContract> extends SourceBase<C> {
  public readonly object: CloudStorageSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `duplicate-contract`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: CloudStorageSourceProps<C>) {
    super(scope, id);
    const { bucket, events, objectNamePrefix } = props;
    checkClaims(
      { kind: "CloudStorageSource", construct: this.node.path, declareBy: 'storageEvent("finalized")' },
      events,
      STORAGE_EVENTS.map((name) => storageEvent(name).type),
    );
    this.emits = [...events];
    const object = new CloudStorageSourceObject(this, MAIN, {
      metadata: emitting(props, events),
      spec: {
        bucket,
        eventTypes: events.map(({ type }) => type),
        ...(objectNamePrefix === undefined ? {} : { objectNamePrefix }),
        ...googleSpec(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
