import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../../src/diagnostics/index.ts";
import type { Origin } from "../core/construct-info.ts";

/** Finds the source place of a captured call; an empty one when it cannot. */
export type Locator = (origin: Origin) => Pick<Place, "file" | "line" | "column">;

/**
 * A locator that gives files relative to the working directory. Reading a captured stack formats it, and that maps it
 * back to TypeScript where tsx, ts-node, vitest or `--enable-source-maps` are at work.
 */
export function locator(cwd: string = process.cwd()): Locator {
  const files = new Map<string, string>();
  const places = new Map<Origin, ReturnType<Locator>>();
  return (origin) => {
    const known = places.get(origin);
    if (known !== undefined) return known;
    const frame = parseFrame(origin.stack);
    const place = frame === undefined ? {} : { ...frame, file: fileOf(frame) };
    places.set(origin, place);
    return place;
  };

  function fileOf(frame: Frame): string {
    const file = files.get(frame.file) ?? relativeTo(cwd, frame.file);
    files.set(frame.file, file);
    return file;
  }
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Reads the one frame of a stack: `    at new Shop (file:///app/shop.ts:4:22)` or `    at /app/main.ts:7:1`. */
function parseFrame(stack: string | undefined): Frame | undefined {
  const line = stack?.split("\n").find((text) => text.startsWith("    at "));
  const where = line?.endsWith(")") ? line.slice(line.indexOf(" (") + 2, -1) : line?.slice("    at ".length);
  const match = /^(?:async )?(.+):(\d+):(\d+)$/.exec(where ?? "");
  const [, file, row, column] = match ?? [];
  if (file === undefined || file.startsWith("node:") || file.startsWith("<")) return undefined;
  return { file, line: Number(row), column: Number(column) };
}

function relativeTo(cwd: string, file: string): string {
  const path = file.startsWith("file://") ? fileURLToPath(file) : file;
  return relative(cwd, path).split(sep).join("/");
}
