import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readmeFile } from "../readme-blocks.ts";
import { type Packed, packAndInstall, run, runProgram } from "./packed.ts";

// What a stranger installs: the tarball, in projects of every kind that TypeScript and Node know.

let packed: Packed;
let manifest: Manifest;
const main = readmeFile("main.ts");

interface Manifest {
  readonly main: string;
  readonly module: string;
  readonly types: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: { readonly "*": Readonly<Record<string, readonly string[]>> };
  readonly dependencies: Readonly<Record<string, string>>;
}

beforeAll(async () => {
  packed = await packAndInstall();
  manifest = JSON.parse(readFileSync(join(packed.folder, "node_modules/sluice/package.json"), "utf8")) as Manifest;
});

afterAll(() => packed.remove());

/** Every path below a value of `exports`. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

/** What can be imported, `sluice/package.json` left out. */
function specifiers(): readonly string[] {
  return Object.keys(manifest.exports)
    .filter((path) => path !== "./package.json")
    .map((path) => `sluice${path.slice(1)}`);
}

/** A line for each specifier, so that every one is resolved and its types are read. */
function importsAll(): string {
  const lines = specifiers().map((name, index) => `import * as part${index} from "${name}";`);
  return `${lines.join("\n")}\nexport const all = [${lines.map((_, index) => `part${index}`).join(", ")}];\n`;
}

const strict = { target: "es2022", strict: true, types: ["node"], outDir: "out", rootDir: "." };

describe("the tarball", () => {
  it("holds what was built, its documents, and nothing of how it is made", () => {
    const others = packed.files.filter((file) => !file.startsWith("dist/") && !file.startsWith("docs/rules/"));
    expect(others).toEqual(["CHANGELOG.md", "Dockerfile", "LICENSE", "README.md", "package.json"]);
    // `sluice check --explain` prints them.
    expect(packed.files).toContain("docs/rules/event-loop.md");
    const built = packed.files.filter((file) => file.startsWith("dist/") && !/\.(js|cjs|d\.ts|d\.cts)$/.test(file));
    expect(built).toEqual([
      "dist/THIRD-PARTY.txt",
      "dist/shim/jsonata.mjs",
      "dist/shim/schemas.mjs",
      "dist/shim/sluice-shim.mjs",
    ]);
  });

  it("holds every file that its package.json names", () => {
    const { main: entry, module: esm, types, bin, exports, typesVersions } = manifest;
    const named = [entry, esm, types, ...Object.values(bin), ...pathsIn(exports), ...pathsIn(typesVersions)];
    const missing = named.map((path) => path.replace(/^\.\//, "")).filter((path) => !packed.files.includes(path));
    expect(missing).toEqual([]);
  });

  it("has the types of every entry for projects that read no `exports`", () => {
    expect(Object.keys(manifest.typesVersions["*"]).sort()).toEqual(
      specifiers()
        .filter((name) => name !== "sluice")
        .map((name) => name.slice("sluice/".length))
        .sort(),
    );
  });

  it("brings no heavy dependency", () => {
    expect(Object.keys(manifest.dependencies)).toEqual([
      "cloudevents",
      "commander",
      "picocolors",
      "tsx",
      "undici",
      "yaml",
      "zod",
    ]);
  });

  it("names no path of the machine it was made on", () => {
    const folder = join(packed.folder, "node_modules/sluice");
    const root = process.cwd();
    const leaks = packed.files.filter((file) => readFileSync(join(folder, file), "utf8").includes(root));
    expect(leaks).toEqual([]);
  });
});

describe("the README's pipeline", () => {
  // Every kind of project with the newest compiler; the one of `cdk8s init` is below, the oldest is slow.
  it.each([
    { type: "module", module: "nodenext", resolution: "nodenext", compiler: "typescript-newest" },
    { type: "commonjs", module: "nodenext", resolution: "nodenext", compiler: "typescript-newest" },
    { type: "module", module: "esnext", resolution: "bundler", compiler: "typescript-newest" },
    { type: "commonjs", module: "esnext", resolution: "bundler", compiler: "typescript-newest" },
    { type: "module", module: "nodenext", resolution: "nodenext", compiler: "typescript-oldest" },
  ])(
    "compiles in a $type package, resolved by $resolution, with $compiler and no skipLibCheck",
    async ({ type, module, resolution, compiler }) => {
      const project = packed.project(`compiles-${type}-${resolution}-${compiler}`, {
        "package.json": { type },
        "tsconfig.json": {
          compilerOptions: { ...strict, module, moduleResolution: resolution, noEmit: true },
          files: ["main.ts", "all.ts"],
        },
        "main.ts": main,
        "all.ts": importsAll(),
      });
      expect(await runProgram(packed, `${compiler}/bin/tsc`, ["-p", "."], project)).toEqual({
        code: 0,
        stdout: "",
        stderr: "",
      });
    },
  );

  it.each(["module", "commonjs"])("synthesizes the same bytes from plain JavaScript of a %s package", async (type) => {
    const project = packed.project(`synth-${type}`, {
      "package.json": { type },
      "tsconfig.json": {
        compilerOptions: { ...strict, skipLibCheck: true, module: "nodenext", moduleResolution: "nodenext" },
        files: ["main.ts"],
      },
      "main.ts": main,
    });
    await runProgram(packed, "typescript-newest/bin/tsc", ["-p", "."], project);
    const ran = await run(process.execPath, ["out/main.js"], project);
    expect({ ...ran, written: existsSync(join(project, "dist/reports.k8s.yaml")) }).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
      written: true,
    });
    const sources = packed.project(`synth-cli-${type}`, {
      "package.json": { type },
      "cdk8s.yaml": "language: typescript\napp: npx ts-node main.ts\n",
      "main.ts": main,
    });
    const cli = await runProgram(packed, "sluice/dist/bin/sluice.js", ["synth"], sources);
    expect(cli).toEqual({ code: 0, stdout: "dist/reports.k8s.yaml\n", stderr: "" });
    expect(readFileSync(join(sources, "dist/reports.k8s.yaml"), "utf8")).toBe(
      readFileSync(join(project, "dist/reports.k8s.yaml"), "utf8"),
    );
  });

  it("runs under ts-node in a project of `cdk8s init typescript-app`, with the one edit that the README names", async () => {
    const project = cdk8sInit("init-ts-node");
    const checked = await runProgram(packed, "typescript/bin/tsc", ["--noEmit", "-p", "."], project);
    expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await runProgram(packed, "ts-node/dist/bin.js", ["main.ts"], project)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(existsSync(join(project, "dist/reports.k8s.yaml"))).toBe(true);
  });

  it("needs not even that edit where the schemas are not zod's", async () => {
    const schema = `{ "~standard": { version: 1 as const, vendor: "own", validate: (value: unknown) => ({ value: value as { airport: string } }) } }`;
    const project = cdk8sInit("init-unedited", {
      "main.ts": `import { pingEvent } from "sluice/events";
import { Pipeline } from "sluice";
import { simulate } from "sluice/testing";
import { service } from "sluice/service";
export const Report = pingEvent({ data: ${schema} });
export const all = [Pipeline, simulate, service];
`,
      "tsconfig.json": tsconfigOfInit({}),
    });
    const checked = await runProgram(packed, "typescript/bin/tsc", ["--noEmit", "-p", "."], project);
    expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("is tested and snapshotted with vitest", async () => {
    const project = packed.project("vitest", {
      "package.json": { type: "module" },
      "vitest.config.js": "export default { test: { include: ['*.test.ts'] } };",
      "tsconfig.json": {
        compilerOptions: {
          ...strict,
          skipLibCheck: true,
          module: "nodenext",
          moduleResolution: "nodenext",
          noEmit: true,
        },
        files: ["main.test.ts"],
      },
      "main.ts": main.replace("const app", "export const app").replaceAll(/^const (\w+ = define)/gm, "export const $1"),
      "main.test.ts": `import { Chart, Testing } from "cdk8s";
import { fails, serving, simulate } from "sluice/testing";
import { expect, test } from "vitest";
import { app, ChartCreator, QueryCompleted, QueryRunner } from "./main.js";

test("the manifests", () => {
  expect(Testing.synth(app.node.findChild("reports") as Chart)).toMatchSnapshot();
});

test("the events", async () => {
  const run = await simulate(app, [
    serving(QueryRunner, async (event) => QueryCompleted.create({ table: event.data.airport })),
    serving(ChartCreator, fails(503).times(2).then(async () => undefined)),
  ]);
  await run.fire("ord");
  expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 3 });
  expect(run.deadLetters).toEqual([]);
});
`,
    });
    const checked = await runProgram(packed, "typescript-newest/bin/tsc", ["-p", "."], project);
    expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
    const first = await runProgram(packed, "vitest/vitest.mjs", ["run"], project);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const snapshot = readFileSync(join(project, "__snapshots__/main.test.ts.snap"), "utf8");
    expect(snapshot).toContain('"name": "reports-daily-broker"');
    expect((await runProgram(packed, "vitest/vitest.mjs", ["run"], project)).code).toBe(0);
  });
});

describe("the entries", () => {
  it("give the same names to import and to require", async () => {
    // A service module is what it exports by default, and nothing else.
    const named = JSON.stringify(specifiers().filter((name) => !name.startsWith("sluice/processing/")));
    const project = packed.project("names", {
      "names.cjs": `const own = (name) => [name, Object.keys(require(name)).sort()];
console.log(JSON.stringify(Object.fromEntries(${named}.map(own))));`,
      "names.mjs": `const own = async (name) => [name, Object.keys(await import(name)).sort()];
console.log(JSON.stringify(Object.fromEntries(await Promise.all(${named}.map(own)))));`,
    });
    const required = await run(process.execPath, ["names.cjs"], project);
    const imported = await run(process.execPath, ["names.mjs"], project);
    expect(required.stderr + imported.stderr).toBe("");
    expect(JSON.parse(required.stdout)).toEqual(JSON.parse(imported.stdout));
  });

  it("load neither cdk8s nor YAML nor a schema library with `sluice/events` and `sluice/service`", async () => {
    const project = packed.project("loads", {
      "loads.cjs": `require("sluice/events"); require("sluice/service");
const packages = Object.keys(require.cache).flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(file)?.[1] ?? []);
console.log(JSON.stringify([...new Set(packages)]));`,
    });
    const ran = await run(process.execPath, ["loads.cjs"], project);
    expect(ran).toEqual({ code: 0, stdout: '["sluice"]\n', stderr: "" });
  });

  it("know each other's values across copies: contracts that were required, constructs that were imported", async () => {
    const project = packed.project("copies", {
      "contracts.cjs": `const { defineEvent, defineStep, pingEvent } = require("sluice/events");
const { z } = require("zod");
exports.Tick = pingEvent({ data: z.object({ airport: z.string() }) });
exports.Done = defineEvent("dev.example.done.v1", { data: z.object({ table: z.string() }) });
exports.Work = defineStep("work", { accepts: [exports.Tick], replies: [exports.Done] });`,
      "services.cjs": `const { service } = require("sluice/service");
const { Done, Work } = require("./contracts.cjs");
exports.work = service(Work, async (event) => Done.create({ table: event.data.airport }));`,
      "run.mjs": `import { App, Chart } from "cdk8s";
import { KnativeService, Pipeline, PingSource } from "sluice";
import { serving, simulate } from "sluice/testing";
import { Tick, Work } from "./contracts.cjs";
import { work } from "./services.cjs";
const app = new App();
const chart = new Chart(app, "reports");
const runner = new KnativeService(chart, "work", { step: Work, image: "example.com/work:1" });
const from = new PingSource(chart, "ord", { schedule: "* * * * *", event: Tick, data: { airport: "ORD" } });
new Pipeline(chart, "daily", { from, flow: (tick) => tick.to(runner).discard() });
const run = await simulate(app, [serving(Work, work)]);
await run.fire("ord");
console.log(run.deliveries.map(({ event, outcome }) => event.type + " " + outcome.kind).join("\\n"));`,
    });
    const ran = await run(process.execPath, ["run.mjs"], project);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("dev.knative.sources.ping replied");
  });
});

/** The project that `cdk8s init typescript-app` makes, and the README's pipeline in its main.ts. */
function cdk8sInit(name: string, files: Readonly<Record<string, string | object>> = {}): string {
  return packed.project(name, {
    "package.json": { name, main: "main.js", types: "main.ts", private: true },
    "cdk8s.yaml": "language: typescript\napp: npx ts-node main.ts\n",
    "tsconfig.json": tsconfigOfInit({ skipLibCheck: true }),
    "main.ts": main,
    ...files,
  });
}

function tsconfigOfInit(edit: Readonly<Record<string, unknown>>): object {
  return {
    compilerOptions: {
      alwaysStrict: true,
      declaration: true,
      experimentalDecorators: true,
      inlineSourceMap: true,
      inlineSources: true,
      lib: ["es2016"],
      module: "CommonJS",
      noEmitOnError: true,
      noFallthroughCasesInSwitch: true,
      noImplicitReturns: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      resolveJsonModule: true,
      strict: true,
      stripInternal: true,
      target: "ES2017",
      ...edit,
    },
    include: ["**/*.ts"],
    exclude: ["node_modules"],
  };
}
