import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type FromEnvironment, isFromEnvironment } from "../from-environment.ts";
import { isService, type Service } from "../service.ts";
import { isSource, type Source } from "../source.ts";
import { ServeError } from "./serve-error.ts";

const RESOLUTION_CODES = new Set([
  "MODULE_NOT_FOUND",
  "ERR_MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_INVALID_MODULE_SPECIFIER",
]);

/** What a module may export by default. */
export type Servable = Service | Source | FromEnvironment;

/**
 * Loads the default export of a module: a path, a `file:` URL, or a package's entry such as
 * `sluice/processing/query-runner`, looked for from `directory`. TypeScript is loaded by tsx.
 *
 * @throws {@link ServeError} `module-not-found`, `module-failed`, `no-service`
 */
export async function loadModule(name: string, directory: string): Promise<Servable> {
  const url = locate(name, directory);
  if (/\.[cm]?ts$/.test(new URL(url).pathname)) await registerTypeScript();
  return servable(await importModule(url, name), name);
}

function locate(name: string, directory: string): string {
  if (name.startsWith("file:")) return existing(fileURLToPath(name), name);
  if (name.startsWith(".") || isAbsolute(name) || /\.[cm]?[jt]s$/.test(name))
    return existing(resolve(directory, name), name);
  return packageEntry(name, directory);
}

function existing(path: string, name: string): string {
  if (existsSync(path)) return pathToFileURL(path).href;
  throw new ServeError("module-not-found", `There is no module "${name}" (looked for ${path}).`, [
    "Name a file, relative to the folder this is started in, or a package's entry.",
  ]);
}

/** Looked for from this package, which finds its own entries and its neighbours' as `import` does, then from the project. */
function packageEntry(name: string, directory: string): string {
  const project = () => pathToFileURL(createRequire(join(directory, "serve.js")).resolve(name)).href;
  for (const find of [() => import.meta.resolve(name), project]) {
    try {
      const url = find();
      if (existsSync(fileURLToPath(url))) return url;
    } catch (error) {
      if (!isResolution(error)) throw error;
    }
  }
  throw new ServeError("module-not-found", `There is no module "${name}", nor an installed package with that entry.`, [
    `Install its package, or start a path with "./".`,
  ]);
}

function isResolution(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return RESOLUTION_CODES.has(String(error.code));
}

async function registerTypeScript(): Promise<void> {
  // Only for TypeScript: it costs a quarter of the time a service takes to start.
  // Both, as `node --import tsx` does: a project without `"type": "module"` is CommonJS in TypeScript's clothes.
  const [esm, cjs] = await Promise.all([import("tsx/esm/api"), import("tsx/cjs/api")]);
  cjs.register();
  esm.register();
}

async function importModule(url: string, name: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(url);
    return module.default;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ServeError("module-failed", `The module "${name}" could not be loaded: ${message}`, [], { cause: error });
  }
}

function servable(exported: unknown, name: string): Servable {
  // A CommonJS module that was compiled from `export default` has it one level deeper.
  const value =
    typeof exported === "object" && exported !== null && "default" in exported ? exported.default : exported;
  if (isService(value) || isSource(value) || isFromEnvironment(value)) return value;
  throw new ServeError("no-service", `The default export of "${name}" is ${kindOf(value)}, which cannot be served.`, [
    "Write `export default service(Step, handler)`, or `export default source(name, { … })` for a source.",
  ]);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "function") return "a function";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
