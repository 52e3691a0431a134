import type { Container, RevisionContainer, RevisionVolume } from "../generated/index.ts";

type EnvVar = NonNullable<RevisionContainer["env"]>[number];
type VolumeMount = NonNullable<RevisionContainer["volumeMounts"]>[number];
type Volume = RevisionVolume;

/** The value of an environment variable: a text, or a key of a Secret or ConfigMap. */
export type EnvValue =
  | string
  | {
      /** A key of a Secret. */
      readonly secretKeyRef: KeyReference;
    }
  | {
      /** A key of a ConfigMap. */
      readonly configMapKeyRef: KeyReference;
    };

/** One key of a Secret or ConfigMap in the same namespace. */
export interface KeyReference {
  /** The Secret's or ConfigMap's name. */
  readonly name: string;
  /** The key in it. */
  readonly key: string;
  /** Whether the container may start without it. @default false */
  readonly optional?: boolean;
}

/** Amounts by resource, as Kubernetes quantities: `{ cpu: "500m", memory: "256Mi" }`. */
export type ResourceAmounts = Readonly<Record<string, string>>;

/** What a container asks for, and the most it may use. */
export interface ContainerResources {
  /** What it asks for, and always gets. @default - the cluster's own */
  readonly requests?: ResourceAmounts;
  /** The most it may use. @default - the cluster's own */
  readonly limits?: ResourceAmounts;
}

/** A key of a Secret or ConfigMap as a file. */
export interface KeyToPath {
  /** The key. */
  readonly key: string;
  /** The file's path below the mount. */
  readonly path: string;
}

/** Files for a container, and where it finds them: exactly one source. */
export type MountedVolume = {
  /** The volume's name, a DNS label. */
  readonly name: string;
  /** Absolute path inside the container. */
  readonly mountPath: string;
  /** The part of the volume to mount. @default - the whole */
  readonly subPath?: string;
  /** @default - true, except for emptyDir and persistentVolumeClaim (serving.md §3.8 MNT-3) */
  readonly readOnly?: boolean;
} & VolumeSource;

/** Where a volume's files come from (serving.md §3.8). */
export type VolumeSource =
  | {
      /** The keys of a Secret as files. */
      readonly secret: {
        /** The Secret's name. */
        readonly secretName: string;
        /** Which keys, and as what files. @default - each key, as a file of its name */
        readonly items?: readonly KeyToPath[];
        /** Whether the container may start without the Secret. @default false */
        readonly optional?: boolean;
      };
    }
  | {
      /** The keys of a ConfigMap as files. */
      readonly configMap: {
        /** The ConfigMap's name. */
        readonly name: string;
        /** Which keys, and as what files. @default - each key, as a file of its name */
        readonly items?: readonly KeyToPath[];
        /** Whether the container may start without the ConfigMap. @default false */
        readonly optional?: boolean;
      };
    }
  | {
      /** A folder of the pod's own that ends with it. */
      readonly emptyDir: {
        /** `Memory` keeps it in memory. @default - on the node's disk */
        readonly medium?: "" | "Memory";
        /** How large it may get, a Kubernetes quantity such as `1Gi`. @default - no limit */
        readonly sizeLimit?: string;
      };
    }
  | {
      /** Needs the feature flags `kubernetes.podspec-persistent-volume-claim` and, unless read-only, `…-write` in a Knative Service. */
      readonly persistentVolumeClaim: {
        /** The claim's name. */
        readonly claimName: string;
        /** Whether nothing can be written. @default false */
        readonly readOnly?: boolean;
      };
    }
  | {
      /** Several sources in one folder. */
      readonly projected: {
        /** The sources, as Kubernetes takes them. */
        readonly sources: readonly Readonly<Record<string, unknown>>[];
      };
    };

/** The parts that every container has, whatever object it belongs to. */
export interface ContainerProps {
  /** The container image, such as `registry.example.com/query-runner:1.4.2`. */
  readonly image: string;
  /** Replaces the image's entrypoint. @default - the image's own */
  readonly command?: readonly string[];
  /** Arguments of the command. @default - the image's own */
  readonly args?: readonly string[];
  /**
   * Environment variables by name, in order: a text, `{ secretKeyRef }` or `{ configMapKeyRef }`.
   *
   * @default - none beside those Knative sets
   */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** What it asks for, and the most it may use. @default - the cluster's defaults */
  readonly resources?: ContainerResources;
  /** Files from Secrets, ConfigMaps, claims, or a folder of the pod's own. @default - none */
  readonly volumes?: readonly MountedVolume[];
  /** When the image is pulled. @default - Kubernetes' own: `Always` for `:latest`, `IfNotPresent` otherwise */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
}

/** The fields of a container that every kind of object takes. */
export type ContainerSpec = Pick<
  RevisionContainer & Container,
  "args" | "command" | "env" | "imagePullPolicy" | "resources" | "volumeMounts"
> & {
  readonly image: string;
};

/** The container as manifests write it. */
export function containerSpec(props: ContainerProps): ContainerSpec {
  const { image, command, args, env, resources, volumes, imagePullPolicy } = props;
  return {
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(env === undefined || Object.keys(env).length === 0 ? {} : { env: Object.entries(env).map(envVar) }),
    ...(resources === undefined ? {} : { resources }),
    ...(volumes === undefined || volumes.length === 0 ? {} : { volumeMounts: volumes.map(volumeMount) }),
  };
}

/** The pod's volumes, each once: a volume may be mounted at several paths by entries of one name. */
export function podVolumes(volumes: readonly MountedVolume[] | undefined): { readonly volumes?: readonly Volume[] } {
  if (volumes === undefined || volumes.length === 0) return {};
  const byName = new Map<string, Volume>();
  for (const { mountPath: _mountPath, subPath: _subPath, readOnly: _readOnly, ...volume } of volumes) {
    if (!byName.has(volume.name)) byName.set(volume.name, volume);
  }
  return { volumes: [...byName.values()] };
}

function envVar([name, value]: readonly [string, EnvValue]): EnvVar {
  return typeof value === "string" ? { name, value } : { name, valueFrom: value };
}

function volumeMount({ name, mountPath, subPath, readOnly }: MountedVolume): VolumeMount {
  return {
    name,
    mountPath,
    ...(subPath === undefined ? {} : { subPath }),
    ...(readOnly === undefined ? {} : { readOnly }),
  };
}
