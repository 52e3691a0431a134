import type { ObjectRef, Place } from "../diagnostics/index.ts";

/** One Kubernetes object as plain data, as it would be applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The part of `metadata` that Sluice reads. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * A manifest and where it comes from. `placeOf` finds the place of one field: file and line for YAML, the
 * construct's own place otherwise; it never fails and falls back to the nearest parent that is known.
 */
export interface SourcedManifest {
  readonly manifest: Manifest;
  readonly place: Place;
  readonly placeOf: (field: string) => Place;
  /** A scalar without quotes as its file has it, such as `yes` or `1.10`; undefined for all else. */
  readonly writtenAs?: (field: string) => string | undefined;
  /** How to start it on this machine; never part of the manifest. */
  readonly local?: LocalService;
}

/** How a service or a container source is started on this machine (design.md §3). */
export type LocalService =
  /** A module whose default export is a `service(…)`; a path relative to the directory of `cdk8s.yaml`, or a package's entry. */
  | { readonly module: string; readonly env?: Readonly<Record<string, string>> }
  /** Any command; it gets `PORT`, a source `K_SINK` and `K_CE_OVERRIDES`. */
  | {
      readonly command: string;
      readonly args?: readonly string[];
      readonly cwd?: string;
      readonly env?: Readonly<Record<string, string>>;
    }
  /** Something that runs already. */
  | { readonly url: string };

/** The namespace an object lands in: its own, or `default`. */
export function namespaceOf(manifest: Manifest): string {
  // What a file holds may have any type; admission says so, and nothing here may fail over it.
  const namespace: unknown = manifest.metadata.namespace;
  return typeof namespace === "string" && namespace !== "" ? namespace : "default";
}

/** The API group: the part before the slash, or `""` for core kinds. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** How an object is named in findings. */
export function objectRef(manifest: Manifest): ObjectRef {
  const { namespace, name, generateName }: Readonly<Record<string, unknown>> = manifest.metadata;
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    ...(typeof namespace === "string" ? { namespace } : {}),
    name: typeof name === "string" ? name : `${typeof generateName === "string" ? generateName : ""}…`,
  };
}

/** One text an object, whatever version it is written in: `eventing.knative.dev/Broker/shop/orders`. */
export function objectKey(ref: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? "default"}/${ref.name}`;
}
