import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { type Difference, parseRow, type Replay, type ReplayWithReasons } from "../../test/fidelity/recordings.ts";
import { fidelityPage } from "./page.ts";
import { SURFACES, type Surface } from "./surfaces.ts";

const USAGE = `npm run fidelity -- [--recordings DIR] [--json] [--check]

Replays what real Knative did and says where we do something else. Exits 1 when there is a difference that the
reference does not ask for. Without --recordings it also writes docs/fidelity.md; --check says whether that is stale.`;

const ROOT = resolve(import.meta.dirname, "../..");
const KEPT = join(ROOT, "test/fidelity/recordings");
const PAGE = join(ROOT, "docs/fidelity.md");
/** Differences shown for each file. */
const SHOWN = 3;

/** One replayed file. */
export interface Result {
  readonly surface: Surface;
  readonly replay: Replay | ReplayWithReasons;
}

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      recordings: { type: "string" },
      json: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const folder = values.recordings === undefined ? KEPT : resolve(values.recordings);
  const results = SURFACES.flatMap((surface) => {
    const rows = tryRows(folder, surface.file);
    return rows === undefined ? [] : [{ surface, replay: surface.replay(rows) }];
  });
  if (results.length === 0) {
    console.error(`There are no recordings in ${relative(process.cwd(), folder) || "."}.`);
    process.exitCode = 2;
    return;
  }
  if (values.json)
    console.log(
      JSON.stringify(results.map(({ surface, replay }) => ({ file: surface.file, surface: surface.name, ...replay }))),
    );
  else print(results);
  if (results.some(({ replay }) => replay.different.length > 0)) process.exitCode = 1;
  if (values.recordings === undefined) keepPage(fidelityPage(results), values.check);
}

function print(results: readonly Result[]): void {
  const width = Math.max(...results.map(({ surface }) => surface.name.length));
  console.log(`${"file".padEnd(width)}   cases   equal  intended  different`);
  for (const { surface, replay } of results) {
    const numbers = [replay.cases, replay.equal, replay.intended, replay.different.length];
    const [cases, equal, intended, different] = numbers.map(String);
    console.log(
      `${surface.name.padEnd(width)}  ${cases?.padStart(6)}  ${equal?.padStart(6)}  ${intended?.padStart(8)}  ${different?.padStart(9)}`,
    );
    for (const one of replay.different.slice(0, SHOWN)) printDifference(one);
  }
}

function printDifference({ id, ours, theirs }: Difference): void {
  console.log(`  ${id}\n    ours    ${shown(ours)}\n    theirs  ${shown(theirs)}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

function keepPage(page: string, onlyCheck: boolean): void {
  const current = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  if (current === page) return;
  if (onlyCheck) {
    console.error("docs/fidelity.md is stale: run `npm run fidelity`.");
    process.exitCode = 1;
  } else {
    writeFileSync(PAGE, page);
  }
}

/** Rows of `NAME.jsonl` or `NAME.jsonl.gz`; undefined where there is neither. */
function tryRows(folder: string, name: string): readonly unknown[] | undefined {
  for (const [ending, open] of [
    [".jsonl", (bytes: Buffer) => bytes],
    [".jsonl.gz", gunzipSync],
  ] as const) {
    const file = join(folder, name + ending);
    if (!existsSync(file)) continue;
    const lines = open(readFileSync(file)).toString("utf8").split("\n");
    return lines.filter((line) => line !== "").map(parseRow);
  }
  return undefined;
}
