import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/cli/exit-codes.ts";
import { type Packed, packAndInstall, runProgram } from "./integration/packed.ts";
import { blocksOf, readme, readmeFile } from "./readme-blocks.ts";

const ROOT = resolve(import.meta.dirname, "..");
const text = readme();
const scripts = blocksOf(text).filter(({ language }) => language === "ts");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
};

let packed: Packed;
let project: string;

beforeAll(async () => {
  packed = await packAndInstall();
  project = packed.project("readme", {
    "package.json": { type: "module" },
    "cdk8s.yaml": "app: npx tsx main.ts\noutput: dist\n",
    "tsconfig.json": tsconfig(),
    "vitest.config.js": "export default { test: { include: ['*.test.ts'] } };",
    ...Object.fromEntries(scripts.map(({ file = "unnamed.ts", text: code }) => [file, code])),
    "pipeline.ts": pipeline(readmeFile("main.ts")),
  });
});

afterAll(() => packed.remove());

function tsconfig(): object {
  const compilerOptions = { target: "es2022", module: "nodenext", strict: true, noEmit: true, types: ["node"] };
  return { compilerOptions: { ...compilerOptions, skipLibCheck: true }, include: ["**/*.ts"] };
}

/** What the README says to do with main.ts before it is tested: the contracts elsewhere, the constructs in `build`. */
function pipeline(main: string): string {
  const [head = "", constructs = ""] = main.split("const app = new App();\n");
  const rest = head
    .split("\n")
    .filter((line) => !/^const \w+ = (define|ping)/.test(line) && !line.includes(`from "zod"`))
    .map((line) => line.replace(/defineEvent, defineStep, |, pingEvent/g, ""));
  return [
    `import { ChartCreator, DailyReport, QueryRunner } from "./contracts.js";`,
    ...rest,
    "export function build(app: App): App {",
    constructs.replace("app.synth();\n", "return app;"),
    "}",
  ].join("\n");
}

describe("the README's code", () => {
  it("names the file of every block", () => {
    expect(scripts.map(({ file }) => file)).toEqual([
      "main.ts",
      "contracts.ts",
      "services/query-runner.ts",
      "pipeline.test.ts",
    ]);
  });

  it("describes a pipeline in about fifteen lines beside its imports", () => {
    const lines = readmeFile("main.ts")
      .split("\n")
      .filter((line) => line !== "" && !/^(import|\/\/)/.test(line));
    expect(lines.length).toBeLessThanOrEqual(16);
  });

  it("type-checks, all of it together, against the packed package", async () => {
    expect(await runProgram(packed, "typescript-newest/bin/tsc", ["-p", "."], project)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  it("becomes the YAML beside it", async () => {
    const ran = await runProgram(packed, "sluice/dist/bin/sluice.js", ["synth"], project);
    expect(ran).toEqual({ code: 0, stdout: "dist/reports.k8s.yaml\n", stderr: "" });
    const shown = readmeFile("dist/reports.k8s.yaml");
    expect(shown.slice(shown.indexOf("\n") + 1)).toBe(readFileSync(join(project, "dist/reports.k8s.yaml"), "utf8"));
  });

  it("is refused with the sentence it shows when the steps are swapped", async () => {
    const swapped = packed.project("swapped", {
      "package.json": { type: "module" },
      "tsconfig.json": tsconfig(),
      "main.ts": readmeFile("main.ts").replace("report.to(runner).to(charter)", "report.to(charter).to(runner)"),
    });
    const ran = await runProgram(packed, "typescript/bin/tsc", ["-p", ".", "--pretty", "false"], swapped);
    expect(ran.stdout).toBe(blocksOf(text).find(({ text: shown }) => shown.includes("error TS"))?.text);
  });

  it("passes its own tests, and leaves a snapshot", async () => {
    const ran = await runProgram(packed, "vitest/vitest.mjs", ["run"], project);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(join(project, "__snapshots__/pipeline.test.ts.snap"))).toBe(true);
  });
});

describe("what the README names", () => {
  it("exists: every path", () => {
    const paths = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("exists: every script", () => {
    const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it("exists: every command and option", async () => {
    const commands = [...text.matchAll(/^\| `sluice (\w+)(?:[^|\\]|\\\|)*\|([^|]*)\|$/gm)];
    expect(commands.map(([, name]) => name)).toEqual(["synth", "check", "explain", "upgrade", "graph", "dev"]);
    for (const [, name = "", does = ""] of commands) {
      const { stdout } = await runProgram(packed, "sluice/dist/bin/sluice.js", [name, "--help"], project);
      for (const [option] of does.matchAll(/--[a-z]+/g)) expect(stdout).toContain(option);
    }
  });

  it("is every exit code", () => {
    const codes = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it("is every entry of the package but the modules of ready services", () => {
    const named = [...text.matchAll(/^\| `(sluice(?:\/[\w-]+)?)` \|/gm)].map(([, name]) => name);
    const entries = Object.keys(manifest.exports)
      .filter((path) => path !== "./package.json" && !path.startsWith("./processing/"))
      .map((path) => `sluice${path.slice(1)}`);
    expect(named.filter((name) => !entries.includes(name ?? ""))).toEqual([]);
    expect(entries.filter((name) => !named.includes(name))).toEqual([]);
  });
});
