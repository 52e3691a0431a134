import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

const USAGE = `usage: npm run generate -- [--crds DIR] [--check]
  --crds DIR   folder of CustomResourceDefinition files, read with its subfolders (default ../shared/crds)
  --check      write nothing; exit 1 and name the files that would change`;

const root = resolve(import.meta.dirname, "../..");
process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 done, current or skipped; 1 stale files; 2 bad arguments or definitions. */
async function main(args: readonly string[]): Promise<number> {
  let options: { crds: string; check: boolean };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { crds: { type: "string" }, check: { type: "boolean" } },
    });
    options = { crds: values.crds ?? join(root, "../shared/crds"), check: values.check ?? false };
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    return 2;
  }
  if (!existsSync(options.crds)) {
    if (!options.check) {
      console.error(`No folder ${options.crds}. Name a folder of CustomResourceDefinition files with --crds.`);
      return 2;
    }
    console.log(`skipped: no folder ${relative(process.cwd(), options.crds)} to generate from`);
    return 0;
  }
  try {
    // ts-morph takes a third of a second to load: only when there is something to do.
    const [{ GENERATED_FOLDERS, generate }, { readCrds }] = await Promise.all([
      import("./generate.ts"),
      import("./read-crds.ts"),
    ]);
    const { files, open } = generate(readCrds(options.crds));
    const stale = staleFiles(files, GENERATED_FOLDERS);
    if (options.check) return report(stale);
    write(files, stale);
    for (const place of open) console.log(`free-form: ${place}`);
    console.log(`${files.size} files, ${stale.length} changed`);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 2;
  }
}

/** Paths whose bytes differ, are missing, or that nothing generates any more. */
function staleFiles(files: ReadonlyMap<string, string>, folders: readonly string[]): string[] {
  const changed = [...files].filter(([path, text]) => readIfThere(path) !== text).map(([path]) => path);
  const orphans = folders.flatMap((folder) => filesBelow(folder)).filter((path) => !files.has(path));
  return [...changed, ...orphans].sort();
}

function report(stale: readonly string[]): number {
  if (stale.length === 0) return 0;
  console.error(`Stale generated files; run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join("\n")}`);
  return 1;
}

function write(files: ReadonlyMap<string, string>, stale: readonly string[]): void {
  for (const path of stale) {
    const text = files.get(path);
    if (text === undefined) rmSync(join(root, path));
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
}

function readIfThere(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
