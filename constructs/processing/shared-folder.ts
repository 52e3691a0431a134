import { ApiObject, type ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { adopt } from "../core/adopt.ts";
import type { MountedVolume } from "../core/container.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { dnsForm, OBJECT_NAME } from "../core/names.ts";

/** A folder that several pods see: in the cluster a claim, on this machine a folder of the project. */
export interface Folder {
  /** The claim's name. */
  readonly claimName: string;
}

/** Properties for {@link SharedFolder}. */
export interface SharedFolderProps {
  /** How much it holds, a Kubernetes quantity. @default "1Gi" */
  readonly size?: string;
  /**
   * The storage class; it must offer ReadWriteMany, as NFS and CephFS do and most block storage does not.
   *
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;
  /** Name, namespace, labels and annotations. @default - a name made of the construct's path */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A folder that the services of a pipeline share: a ReadWriteMany claim.
 *
 * - A Knative Service may mount it only with the flags `kubernetes.podspec-persistent-volume-claim` and
 *   `kubernetes.podspec-persistent-volume-write` (serving.md §3.4 POD-2), which a default cluster has off: synth refuses
 *   it until `sluice.yaml` says that they are on.
 * - On this machine it is `.sluice/data/` and the claim's name, below the folder of `cdk8s.yaml`.
 */
export class SharedFolder extends Construct implements Folder {
  /** The claim, for patches: `folder.object.addJsonPatch(…)`. */
  public readonly object: ApiObject;

  /** @throws {@link AuthoringError} `invalid-name` */
  public constructor(scope: Construct, id: string, props: SharedFolderProps = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { size, storageClassName, metadata } = props;
    const object = new ApiObject(this, MAIN, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      ...(metadata === undefined ? {} : { metadata }),
      spec: {
        accessModes: ["ReadWriteMany"],
        ...(storageClassName === undefined ? {} : { storageClassName }),
        resources: { requests: { storage: size ?? "1Gi" } },
      },
    });
    this.object = named(object, OBJECT_NAME);
  }

  /** The claim's name. */
  public get claimName(): string {
    return this.object.name;
  }

  /** A claim that is made elsewhere. It must offer ReadWriteMany. */
  public static fromClaim(claimName: string): Folder {
    return Object.freeze({ claimName });
  }
}

/** Where a container sees a folder, and where a local process does. */
export interface FolderPaths {
  /** Absolute, in the container. */
  readonly container: string;
  /** Relative to the folder of `cdk8s.yaml`. */
  readonly local: string;
}

/** The paths of a folder, or of a part of it. */
export function folderPaths({ claimName }: Folder, part: string | undefined): FolderPaths {
  const below = part === undefined ? "" : `/${part}`;
  return { container: `/mnt/${claimName}${below}`, local: `.sluice/data/${claimName}${below}` };
}

/** The folders as volumes, each once however many parts of it are used. */
export function folderVolumes(folders: readonly Folder[]): readonly MountedVolume[] {
  const claims = [...new Set(folders.map((folder) => folder.claimName))];
  return claims.map((claimName) => ({
    name: dnsForm(claimName).slice(0, 63).replace(/-+$/, ""),
    mountPath: `/mnt/${claimName}`,
    persistentVolumeClaim: { claimName },
  }));
}
