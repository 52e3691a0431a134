import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { median, tell, time } from "./measure.ts";

// `sluice synth` against `npx cdk8s synth`, in a project as `cdk8s init typescript-app` makes it (CommonJS, ts-node),
// with the daily report as its app. Both must write the same bytes.

const RUNS = Number(process.env.RUNS ?? 3);
const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  makeProject();
  const theirs: number[] = [];
  const ours: number[] = [];
  const oursByNpx: number[] = [];
  for (let run = -1; run < RUNS; run += 1) {
    theirs.push(timed("npx", ["cdk8s", "synth", "--output", "theirs"]));
    ours.push(timed(process.execPath, [join(ROOT, "dist/bin/sluice.js"), "synth", "--output", "ours"]));
    oursByNpx.push(timed("npx", ["sluice", "synth", "--output", "ours"]));
    if (written("theirs") !== written("ours")) throw new Error("sluice synth and cdk8s synth wrote other bytes.");
    // The first round only warms the disk up.
    if (run === -1) theirs.length = ours.length = oursByNpx.length = 0;
  }
  const objects = written("ours").split("\nkind: ").length - 1;
  const counts = `${objects} objects, ${RUNS} runs`;
  const peer = `${time(median(theirs))} (npx cdk8s synth, ts-node)`;
  const ratio = median(ours) / median(theirs);
  tell({ name: "sluice synth", counts, ours: time(median(ours)), peer, value: ratio, bar: 0.2 });
  const withNpx = median(oursByNpx) / median(theirs);
  tell({ name: "npx sluice synth", counts, ours: time(median(oursByNpx)), peer, value: withNpx });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeProject(): void {
  const links = {
    ...Object.fromEntries(["cdk8s", "constructs", "zod", "@types/node"].map((name) => [name, `node_modules/${name}`])),
    "ts-node": "node_modules/ts-node",
    typescript: "node_modules/typescript",
    sluice: ".",
    ".bin/cdk8s": "node_modules/cdk8s-cli/bin/cdk8s",
    ".bin/ts-node": "node_modules/ts-node/dist/bin.js",
    ".bin/sluice": "dist/bin/sluice.js",
  };
  for (const [name, target] of Object.entries(links)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, target), link);
  }
  const example = (file: string) => readFileSync(join(ROOT, "examples/daily-report", file), "utf8");
  const [constructs = ""] = example("main.ts").split("\nif (process.argv[1]");
  const main = constructs.replaceAll(/^import .* from "node:.*\n/gm, "").replace("./contracts.ts", "./contracts");
  const compilerOptions = {
    declaration: true,
    experimentalDecorators: true,
    inlineSourceMap: true,
    inlineSources: true,
    lib: ["es2016"],
    module: "CommonJS",
    resolveJsonModule: true,
    strict: true,
    stripInternal: true,
    target: "ES2017",
    // The one edit that the README names.
    skipLibCheck: true,
  };
  const files = {
    "package.json": JSON.stringify({ name: "bench", private: true }),
    "cdk8s.yaml": "language: typescript\napp: npx ts-node main.ts\n",
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["**/*.ts"], exclude: ["node_modules"] }),
    "sluice.yaml": example("sluice.yaml"),
    "contracts.ts": example("contracts.ts"),
    "main.ts": `${main}\nbuild(new App()).synth();\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

function timed(command: string, args: readonly string[]): number {
  const env = { ...process.env, CDK8S_CHECK_UPGRADE: "false" };
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: "utf8" });
  const took = performance.now() - start;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return took;
}

/** Everything in an output folder, as one text. */
function written(name: string): string {
  const files = readdirSync(join(folder, name)).sort((a, b) => (a < b ? -1 : 1));
  return files.map((file) => `\n${file}\n${readFileSync(join(folder, name, file), "utf8")}`).join("");
}
