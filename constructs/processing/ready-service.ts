import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { LocalService } from "../../src/manifests/manifest.ts";
import type { ContainerProps, EnvValue, MountedVolume } from "../core/container.ts";
import type { KnativeServiceProps } from "../serving/knative-service.ts";
import { type Folder, type FolderPaths, folderPaths, folderVolumes } from "./shared-folder.ts";

/** What every processing construct lets its author say of the container. */
export interface ReadyServiceProps
  extends Pick<ContainerProps, "image" | "imagePullPolicy" | "resources">,
    Pick<KnativeServiceProps, "imagePullSecrets" | "metadata" | "serviceAccountName"> {
  /** Environment variables beside those that the construct sets. @default - none */
  readonly env?: Readonly<Record<string, EnvValue>>;
}

/** A variable that names a folder: another path on this machine than in the container. */
interface FolderVariable {
  readonly folder: Folder;
  readonly part?: string | undefined;
}

/** What one ready service is started with. */
export interface ReadyService {
  /** The module of this package that is the service, such as `sluice/processing/query-runner`. */
  readonly module: string;
  /** Variables by name; those that are undefined are left out. */
  readonly env: Readonly<Record<string, EnvValue | undefined>>;
  /** Variables that hold the path of a folder. */
  readonly folders: Readonly<Record<string, FolderVariable>>;
}

/** The container of a ready service, and how the same service starts on this machine. */
export function readyService(
  props: ReadyServiceProps,
  ready: ReadyService,
): {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, EnvValue>>;
  readonly volumes: readonly MountedVolume[];
  readonly local: LocalService;
} {
  const { image, imagePullPolicy, resources, imagePullSecrets, serviceAccountName, metadata } = props;
  const paths = Object.entries(ready.folders).map(
    ([name, { folder, part }]) => [name, folderPaths(folder, part)] as const,
  );
  return {
    image,
    command: ["sluice-serve", ready.module],
    env: { ...defined(ready.env), ...pathsOf(paths, "container"), ...props.env },
    volumes: folderVolumes(Object.values(ready.folders).map(({ folder }) => folder)),
    // Only what differs: the other variables are read from the manifest.
    local: { module: ready.module, env: pathsOf(paths, "local") },
    ...defined({ imagePullPolicy, resources, imagePullSecrets, serviceAccountName, metadata }),
  };
}

/**
 * Refuses a processing service without its store, also where no compiler looked: an emptyDir in its place would lose
 * what one service leaves for the next, without a word.
 *
 * @throws {@link AuthoringError} `processing-without-store`
 */
export function checkStore(store: unknown, prop: string, construct: string): void {
  if (store !== undefined && store !== null) return;
  throw new AuthoringError({
    code: "processing-without-store",
    at: { construct },
    message: `It has no \`${prop}\`, so what it writes would end with its pod and no other service could read it.`,
    mend: `Give it \`${prop}\`: a SharedFolder that the services of the pipeline share.`,
  });
}

function pathsOf(paths: readonly (readonly [string, FolderPaths])[], where: keyof FolderPaths): Record<string, string> {
  return Object.fromEntries(paths.map(([name, path]) => [name, path[where]]));
}

function defined<T extends object>(record: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
