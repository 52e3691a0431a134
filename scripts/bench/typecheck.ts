/**
 * What a typed flow costs the type checker: a file with 200 contracts, steps and services, and the same file with a
 * Pipeline through all of them. Prints the median user time of each, and the difference, which must stay under 1 s.
 *
 *   node --import tsx scripts/bench/typecheck.ts [runs] [steps]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { median, tell } from "./measure.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const runs = Number(process.argv[2] ?? 5);
const steps = Number(process.argv[3] ?? 200);
const LIMIT_S = 1;

const scratch = join(ROOT, "node_modules", ".cache", "sluice-bench");
mkdirSync(scratch, { recursive: true });
const folder = mkdtempSync(join(scratch, "typecheck-"));
try {
  const without = write("without.ts", declarations());
  const with200 = write("with.ts", `${declarations()}\n${pipeline()}`);
  // Turn and turn about, so that a busy machine is busy for both.
  const times = Array.from({ length: runs }, () => [userSeconds(without), userSeconds(with200)] as const);
  const before = median(times.map(([first]) => first));
  const after = median(times.map(([, second]) => second));
  const cost = median(times.map(([first, second]) => second - first));
  const version = createRequire(import.meta.url)("typescript/package.json") as { readonly version: string };
  tell({
    name: "type-checking a flow",
    counts: `${steps} steps and contracts, TypeScript ${version.version}, user time, ${runs} runs`,
    ours: `${after.toFixed(2)} s`,
    peer: `${before.toFixed(2)} s (without the Pipeline)`,
    value: cost,
    bar: LIMIT_S,
    unit: " s",
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function declarations(): string {
  const from = (path: string) => JSON.stringify(relative(folder, join(ROOT, path)).replaceAll("\\", "/"));
  const lines = [
    'import { App, Chart } from "cdk8s";',
    'import { z } from "zod";',
    `import { defineEvent, defineStep, KnativeService, Pipeline, PingSource, pingEvent } from ${from("constructs/index.ts")};`,
    "const chart = new Chart(new App(), 'bench');",
    "const Start = pingEvent({ data: z.object({ start: z.string() }) });",
    "const source = new PingSource(chart, 'source', { schedule: '* * * * *', event: Start, data: { start: 'now' } });",
  ];
  for (let index = 0; index < steps; index++) {
    const fields = Array.from({ length: 8 }, (_, field) => `field${field}: z.string()`).join(", ");
    const accepts = index === 0 ? "Start" : `Event${index - 1}`;
    lines.push(
      `export const Event${index} = defineEvent("dev.bench.step${index}.done.v1", { data: z.object({ ${fields}, own${index}: z.int() }) });`,
      `export const Step${index} = defineStep("step-${index}", { accepts: [${accepts}], replies: [Event${index}] });`,
      `export const service${index} = new KnativeService(chart, "service-${index}", { step: Step${index}, image: "bench" });`,
    );
  }
  lines.push("export { source };", "export type Unused = typeof Pipeline;");
  return lines.join("\n");
}

function pipeline(): string {
  const chain = Array.from({ length: steps }, (_, index) => `.to(service${index})`).join("");
  return `new Pipeline(chart, "bench", { from: [source], flow: (events) => events${chain}.discard() });`;
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    moduleResolution: "nodenext",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const config = join(folder, `${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  return config;
}

/** Only a process itself knows its user time: a preloaded line has the compiler tell it when it ends. */
function userSeconds(config: string): number {
  const tell = `process.on("exit", () => console.error("user", process.resourceUsage().userCPUTime));`;
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const run = spawnSync(process.execPath, ["--import", preload, compiler, "-p", config], { encoding: "utf8" });
  const [, told] = /^user (\d+)$/m.exec(run.stderr) ?? [];
  if (run.status !== 0 || told === undefined) throw new Error(`tsc failed:\n${run.stdout}${run.stderr}`);
  return Number(told) / 1e6;
}
