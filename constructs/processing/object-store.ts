import type { Construct } from "constructs";
import { ObjectFinalized } from "../../src/processing/contracts.ts";
import { ContainerSource } from "../sources/container-source.ts";
import type { SourceProps } from "../sources/sink.ts";
import { checkStore, type ReadyServiceProps, readyService } from "./ready-service.ts";
import type { Folder } from "./shared-folder.ts";

/** Properties for {@link ObjectStore}. */
export interface ObjectStoreProps extends Omit<ReadyServiceProps, "imagePullSecrets">, SourceProps {
  /** The folder that holds the objects. */
  readonly folder: Folder;
  /** The part of the folder that is the bucket, a relative path. @default - the whole folder */
  readonly path?: string;
  /** The bucket's name, as events carry it. @default - the construct's id */
  readonly bucket?: string;
  /** Which objects are announced; `*` stands for any characters: `*.png`. @default "*" */
  readonly announce?: string;
}

/**
 * A bucket that announces its objects: a folder that is watched, and a source of
 * `google.cloud.storage.object.v1.finalized` events.
 *
 * - An object is announced when it is complete, and again when it is overwritten, with a greater generation.
 * - Each is announced at least once, also what came while the watcher was down or its sink refused.
 * - Names that start with `.` or end in `.tmp`, `.part` or `~` are work in progress and never announced.
 */
export class ObjectStore extends ContainerSource<typeof ObjectFinalized> {
  /** The bucket's name. */
  public readonly bucket: string;
  /** The folder that holds the objects. */
  public readonly folder: Folder;
  /** The part of the folder that is the bucket. */
  public readonly path: string | undefined;

  /** @throws {@link AuthoringError} `processing-without-store`, `invalid-name`, `sink-already-set` */
  public constructor(scope: Construct, id: string, props: ObjectStoreProps) {
    checkStore(props.folder, "folder", `${scope.node.path}/${id}`);
    const bucket = props.bucket ?? id;
    const { folder, path: part, sink, extensions } = props;
    const ready = readyService(props, {
      module: "sluice/processing/object-store",
      env: { SOURCE: id, BUCKET: bucket, ANNOUNCE: props.announce },
      folders: { BUCKET_FOLDER: { folder, part } },
    });
    super(scope, id, {
      ...ready,
      emits: [ObjectFinalized],
      ...(sink === undefined ? {} : { sink }),
      ...(extensions === undefined ? {} : { extensions }),
    });
    this.bucket = bucket;
    this.folder = folder;
    this.path = part;
  }
}
