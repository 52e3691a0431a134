/**
 * Fuzzing: mutated recordings and hostile corners through every door, by seed.
 *
 *   npm run fuzz                                   a million inputs for each surface, fewer where reading is slow
 *   npm run fuzz -- --runs 20000 --seed 7          fewer, and other ones
 *   npm run fuzz -- --surface cesql --surface cron only these
 *
 * Exit code 1 with the smallest failing input of each surface that fails, 2 for wrong arguments.
 */
import { parseArgs } from "node:util";
import { type Outcome, runSurface } from "./run.ts";
import { SURFACES } from "./surfaces/index.ts";

const DEFAULT_RUNS = 1_000_000;
const DEFAULT_SEED = 20_261_121;

const { runs, seed, chosen } = readArguments();
console.log(`seed ${seed}, ${runs.toLocaleString("en-US")} runs a surface (times its share)\n`);
console.log(row(["surface", "runs", "rejected", "accepted", "slowest ms", "took s"]));
let failed = false;
for (const surface of chosen) {
  const started = performance.now();
  const outcome = runSurface(surface, runs, seed);
  const seconds = (performance.now() - started) / 1000;
  console.log(line(outcome, seconds));
  if (outcome.failure === undefined) continue;
  failed = true;
  const { run, reason, input } = outcome.failure;
  console.log(`\n  ${outcome.surface} failed in run ${run} of seed ${seed}: ${reason}\n  smallest input: ${input}\n`);
}
process.exitCode = failed ? 1 : 0;

function line({ surface, runs: done, rejected, accepted, slowestMs }: Outcome, seconds: number): string {
  const numbers = [done, rejected, accepted].map((value) => value.toLocaleString("en-US"));
  return row([surface, ...numbers, slowestMs.toFixed(1), seconds.toFixed(1)]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => (column === 0 ? cell.padEnd(12) : cell.padStart(12))).join("");
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: "string" },
        seed: { type: "string" },
        surface: { type: "string", multiple: true },
      },
    });
    const names = values.surface ?? SURFACES.map(({ name }) => name);
    const unknown = names.filter((name) => !SURFACES.some((surface) => surface.name === name));
    if (unknown.length > 0) {
      throw new Error(`no surface ${unknown.join(", ")}; there are ${SURFACES.map(({ name }) => name).join(", ")}`);
    }
    return {
      runs: wholeNumber("runs", values.runs, DEFAULT_RUNS),
      seed: wholeNumber("seed", values.seed, DEFAULT_SEED),
      chosen: SURFACES.filter(({ name }) => names.includes(name)),
    };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[0-9]{1,12}$/.test(text)) throw new Error(`--${name} is ${JSON.stringify(text)}, and no whole number`);
  return Number(text);
}
