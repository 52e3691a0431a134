// Writes dist/THIRD-PARTY.txt: the licences of the packages whose code the built files carry within them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
/** Bundled whole or in part: `yaml` into the command, the others into the shim. */
const BUNDLED = ["ajv", "fast-deep-equal", "fast-uri", "json-schema-traverse", "jsonata", "undici", "yaml"];

/** The folder of a package, from any file in it that can be resolved. */
function folderOf(name) {
  const resolved = require.resolve(name).replaceAll("\\", "/");
  return resolved.slice(0, resolved.lastIndexOf(`/node_modules/${name}/`) + `/node_modules/${name}`.length);
}

const notices = BUNDLED.map((name) => {
  const folder = folderOf(name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(new URL("../dist/THIRD-PARTY.txt", import.meta.url), notices.join(`\n${"-".repeat(80)}\n\n`));
