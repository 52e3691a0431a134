import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseAllDocuments } from "yaml";

/** The part of a structural schema that is read. No words: descriptions belong to their authors. */
export interface OpenApi {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApi>>;
  readonly items?: OpenApi;
  readonly additionalProperties?: OpenApi | boolean;
  readonly required?: readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly default?: unknown;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
}

/** One version of one kind, and where it was read. */
export interface CrdVersion {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly schema: OpenApi;
  /** `knative/eventing config/core/resources/trigger.yaml @ 8cf4c4b67303`, or the file's name when unknown. */
  readonly origin: string;
}

interface CrdDocument {
  readonly kind?: string;
  readonly spec?: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions?: readonly ({ readonly name: string } & Schema)[];
    /** Of `apiextensions.k8s.io/v1beta1`: one version, or one schema for all of them. */
    readonly version?: string;
    readonly validation?: Schema["schema"];
  };
}

interface Schema {
  readonly schema?: { readonly openAPIV3Schema?: OpenApi };
}

/** Every version of every CustomResourceDefinition below a folder, keyed `group/Kind/version`. */
export function readCrds(folder: string): ReadonlyMap<string, CrdVersion> {
  const origins = readOrigins(folder);
  const found = new Map<string, CrdVersion>();
  for (const file of yamlFiles(folder)) {
    const path = relative(folder, file).split(sep).join("/");
    for (const crd of versionsIn(readFileSync(file, "utf8"), path, origins(path))) {
      const key = crdKey(crd.group, crd.kind, crd.version);
      if (found.has(key)) throw new Error(`${path}: ${key} is defined twice in this folder. Remove one of the files.`);
      found.set(key, crd);
    }
  }
  return found;
}

function* versionsIn(text: string, path: string, origin: string): Generator<CrdVersion> {
  // knative-gcp writes its second versions as a merge of the first.
  for (const document of parseAllDocuments(text, { merge: true })) {
    const [error] = document.errors ?? [];
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    const crd = document.toJS() as CrdDocument | null;
    if (crd?.kind !== "CustomResourceDefinition" || crd.spec === undefined) continue;
    const { group, names, version, versions, validation } = crd.spec;
    for (const { name, schema = validation } of versions ?? (version === undefined ? [] : [{ name: version }])) {
      yield { group, kind: names.kind, version: name, schema: schema?.openAPIV3Schema ?? {}, origin };
    }
  }
}

/** The key of a version in {@link readCrds}. */
export function crdKey(group: string, kind: string, version: string): string {
  return `${group}/${kind}/${version}`;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Reads the folder's README, whose table names each file's repository, path and commit. */
function readOrigins(folder: string): (path: string) => string {
  const readme = join(folder, "README.md");
  const text = existsSync(readme) ? readFileSync(readme, "utf8") : "";
  const files = new Map<string, string>();
  for (const [, path, repository, source, commit] of text.matchAll(
    /^\| `([^`]+)` \|.*\| (\S+) : `([^`]+)` \| `([0-9a-f]{12})[0-9a-f]*` \|/gm,
  )) {
    files.set(`${path}`, `${repository} ${source} @ ${commit}`);
  }
  const folders = [...text.matchAll(/^`crds\/([\w-]+)\/\*`.*\((\S+) @ `([0-9a-f]{12})[0-9a-f]*`/gm)];
  return (path) => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const [, , repository, commit] = folders.find(([, name]) => path.startsWith(`${name}/`)) ?? [];
    return repository === undefined ? path : `${repository} ${path.slice(path.lastIndexOf("/") + 1)} @ ${commit}`;
  };
}
