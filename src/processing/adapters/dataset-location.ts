import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** How the files of a data set are read. */
export type DatasetFormat = "parquet" | "csv" | "json";

/** Where the files of a data set are and how they are read. */
export interface DatasetFiles {
  /** An absolute path, a glob of one folder, or an `https:` address. */
  readonly path: string;
  readonly format: DatasetFormat;
}

const FORMATS: Readonly<Record<string, DatasetFormat>> = {
  parquet: "parquet",
  csv: "csv",
  tsv: "csv",
  json: "json",
  ndjson: "json",
  jsonl: "json",
};

/**
 * Finds the files of a data set. A location is a file, a folder of Parquet files, or `npm:PACKAGE/PATH`: a file that an
 * installed package brings, the same on a laptop and in an image, wherever `node_modules` is.
 *
 * @throws Error in words, for a location that is not there or of no known format
 */
export function datasetFiles(location: string, directory: string): DatasetFiles {
  const path = location.startsWith("npm:") ? packageFile(location.slice(4), directory) : resolve(directory, location);
  if (!existsSync(path)) throw new Error(`"${location}" is not there (looked for ${path}).`);
  if (statSync(path).isDirectory()) return { path: join(path, "*.parquet"), format: "parquet" };
  const ending = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const format = FORMATS[ending];
  if (format === undefined) {
    throw new Error(`"${location}" is of no format that can be read; those are ${Object.keys(FORMATS).join(", ")}.`);
  }
  return { path, format };
}

/** Looks through `node_modules` upwards, as Node does; a package's `exports` do not hide its data. */
function packageFile(name: string, directory: string): string {
  const [, packageName, path] = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(name) ?? [];
  if (packageName === undefined || path === undefined) throw new Error(`"npm:${name}" is not npm:PACKAGE/PATH.`);
  if (path.split("/").includes("..")) throw new Error(`"npm:${name}" leaves its package.`);
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const root = join(folder, "node_modules", packageName);
    if (existsSync(root)) return join(root, path);
    if (folder === dirname(folder)) break;
  }
  throw new Error(`The package ${packageName} of "npm:${name}" is not installed. Run: npm install ${packageName}`);
}
