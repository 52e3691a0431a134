import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LoadMode } from "./host-protocol.ts";

/** How a file is loaded, by Node's rules: its extension, or else the `type` of the nearest package.json. */
export function loadModeOf(file: string): LoadMode {
  if (/\.c[jt]s$/.test(file)) return "commonjs";
  if (!/\.[jt]s$/.test(file)) return "any";
  return typeOfPackage(dirname(file)) === "module" ? "any" : "commonjs";
}

function typeOfPackage(folder: string): unknown {
  const file = join(folder, "package.json");
  if (existsSync(file)) return typeIn(readFileSync(file, "utf8"));
  const parent = dirname(folder);
  return parent === folder ? undefined : typeOfPackage(parent);
}

/** A package.json that cannot be read is for Node to complain about. */
function typeIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Reflect.get(value, "type") : undefined;
  } catch {
    return undefined;
  }
}
