/**
 * Every benchmark, each in a process of its own, and one table at the end. Ratios are of one run on one machine; times
 * alone say little.
 *
 *   npm run bench                    all of them
 *   npm run bench -- synth-command   those whose name holds a word
 *   npm run bench -- --strict        exit code 1 when a bar is missed
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isMet, type Line, valueOf } from "./measure.ts";

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const isStrict = process.argv.includes("--strict");
if (!existsSync(resolve("dist/bin/sluice.js"))) {
  console.error("dist/ is not built: npm run build");
  process.exit(2);
}

const scripts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".ts") && name !== "main.ts" && name !== "measure.ts")
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const broken: string[] = [];
const lines = scripts.flatMap((name) => run(name));
rmSync(folder, { recursive: true, force: true });

console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}\n`);
console.log(table(lines));
for (const name of broken) console.error(`${name} failed; what it printed is above.`);
const missed = lines.filter((line) => isMet(line) === false).length;
if (missed > 0) console.log(`\n${missed} of ${lines.length} missed their bar.`);
process.exitCode = broken.length > 0 || (isStrict && missed > 0) ? 1 : 0;

function run(name: string): readonly Line[] {
  console.log(`\n${name.replace(/\.ts$/, "")}`);
  const file = join(folder, `${name}.lines`);
  const env = { ...process.env, SLUICE_BENCH_LINES: file };
  const args = ["--expose-gc", "--import", "tsx", join(import.meta.dirname, name)];
  const { status } = spawnSync(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"], env });
  const told = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  const measured = told.map((line) => JSON.parse(line) as Line);
  // A missed bar is an exit code too; a script that broke has no line to show for it.
  if (status !== 0 && measured.every((line) => isMet(line) !== false)) broken.push(name);
  return measured;
}

function table(measured: readonly Line[]): string {
  const rows = [
    ["name", "counts", "ours", "peer", "value", "at most", ""],
    ...measured.map((line) => {
      const met = isMet(line);
      const bar = line.bar === undefined ? "" : `${line.bar}${line.unit ?? "x"}`;
      return [line.name, line.counts, line.ours, line.peer ?? "", valueOf(line), bar, verdict(met)];
    }),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return "";
  return met ? "met" : "missed";
}
