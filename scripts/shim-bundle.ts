import { createRequire } from "node:module";
import { join } from "node:path";
import type { UserConfig } from "tsdown";

const undici = join(createRequire(import.meta.url).resolve("undici"), "..");
/** What a table may need beyond the shim itself: files beside the bundle, loaded with the first table that uses them. */
const BESIDE = new Set(["./jsonata.ts", "./schemas.ts"]);

/**
 * The shim as files that a stock Node image runs without `node_modules`: `dist/shim/sluice-shim.mjs` alone, and beside it
 * `jsonata.mjs` and `schemas.mjs` for the tables that use them. Same sources, same bytes: no hash, date or path of the
 * machine is in them.
 */
export const shimBundles: UserConfig[] = [
  bundle("sluice-shim", "src/bin/sluice-shim.ts"),
  bundle("jsonata", "src/shim/host/jsonata.ts"),
  bundle("schemas", "src/shim/host/schemas.ts"),
];

function bundle(name: string, file: string): UserConfig {
  return {
    entry: { [name]: file },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    clean: false,
    minify: true,
    sourcemap: false,
    outDir: "dist/shim",
    outExtensions: () => ({ js: ".mjs" }),
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    plugins: [
      {
        name: "shim-bundle",
        resolveId(source: string, importer: string | undefined) {
          if (BESIDE.has(source)) return { id: source.replace(/ts$/, "mjs"), external: true };
          // All of undici is half a megabyte: fetch, WebSocket, caches. Only its pool is used here.
          if (source === "undici") return "\0undici-pool";
          if (importer === undefined || !importer.startsWith(undici)) return null;
          // Every Node that runs this has SIMD: the parser's other build is never loaded.
          if (source.endsWith("llhttp/llhttp-wasm.js")) return join(undici, "lib/llhttp/llhttp_simd-wasm.js");
          // Bodies are buffers here, over HTTP/1.1: only streams and forms need what belongs to fetch.
          return /(?:web\/fetch\/(?:body|formdata)|\/client-h2)\.js$/.test(source) ? "\0unused" : null;
        },
        load(id: string) {
          if (id === "\0unused") return "module.exports = {};";
          if (id !== "\0undici-pool") return null;
          return `export { default as Pool } from ${JSON.stringify(join(undici, "lib/dispatcher/pool.js"))};`;
        },
      },
    ],
  };
}
