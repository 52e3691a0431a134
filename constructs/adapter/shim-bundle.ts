import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AuthoringError } from "../../src/diagnostics/index.ts";

/** The shim as one file, for an image that has nothing but Node. */
export const SHIM_PROGRAM = "sluice-shim.mjs";
/** What is loaded beside it when a table maps events. */
const JSONATA = "jsonata.mjs";

/** Files by name. */
export type ShimBundle = Readonly<Record<string, string>>;

/**
 * The shim's program as files, read once for each folder.
 *
 * @param folder - where they are; undefined is this package's own
 * @throws {@link AuthoringError} `no-shim-bundle`
 */
export function readShimBundle(
  folder: string | undefined,
  needs: { readonly jsonata: boolean },
  construct: string,
): ShimBundle {
  const at = folder ?? OWN_FOLDERS.find((one) => existsSync(join(one, SHIM_PROGRAM)));
  const names = needs.jsonata ? [SHIM_PROGRAM, JSONATA] : [SHIM_PROGRAM];
  return Object.fromEntries(names.map((name) => [name, readFile(at, name, construct)]));
}

/** Beside the built package's entry, and where the build puts it as seen from the sources. */
const OWN_FOLDERS = ["./shim", "../../dist/shim"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

const read = new Map<string, string>();

function readFile(folder: string | undefined, name: string, construct: string): string {
  const file = folder === undefined ? undefined : join(folder, name);
  const known = file === undefined ? undefined : read.get(file);
  if (known !== undefined) return known;
  if (file !== undefined && existsSync(file)) {
    const text = readFileSync(file, "utf8");
    read.set(file, text);
    return text;
  }
  throw new AuthoringError({
    code: "no-shim-bundle",
    at: { construct },
    message: `The shim's file ${name} is not ${folder === undefined ? "in this package" : `in ${folder}`}.`,
    mend: "Build the package (`npm run build`), or name an image that holds the shim: `shim: { image }`.",
  });
}
