import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAULT_KINDS, type LossReason } from "../../src/testing/index.ts";
import { type Packed, packAndInstall, runProgram } from "../integration/packed.ts";
import { blocksOf } from "../readme-blocks.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/testing.md"), "utf8");
const files = blocksOf(text).filter(({ language }) => language === "ts");
const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  strict: true,
  noEmit: true,
  types: ["node"],
  skipLibCheck: true,
};

let packed: Packed;

beforeAll(async () => {
  packed = await packAndInstall();
});

afterAll(() => packed.remove());

/** A project of the page's blocks. */
function project(name: string, change: (code: string) => string = (code) => code): string {
  return packed.project(name, {
    "package.json": { type: "module" },
    "tsconfig.json": { compilerOptions, include: ["**/*.ts"] },
    "vitest.config.js": "export default { test: { include: ['*.test.ts'] } };",
    ...Object.fromEntries(files.map(({ file = "unnamed.ts", text: code }) => [file, change(code)])),
  });
}

describe("docs/testing.md", () => {
  it("names the file of every block", () => {
    expect(files.map(({ file }) => file)).toEqual([
      "contracts.ts",
      "pipeline.ts",
      "simulate.test.ts",
      "failures.test.ts",
      "explore.test.ts",
    ]);
  });

  it("has code that type-checks against the packed package, and tests that pass", async () => {
    const folder = project("testing");
    expect(await runProgram(packed, "typescript-newest/bin/tsc", ["-p", "."], folder)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(await runProgram(packed, "vitest/vitest.mjs", ["run"], folder)).toMatchObject({ code: 0, stderr: "" });
  });

  it("shows what is printed without a timeout", async () => {
    const folder = project("without-timeout", (code) => code.replace(/^ *timeout: .*\n/m, ""));
    const { code, stderr } = await runProgram(packed, "vitest/vitest.mjs", ["run", "explore.test.ts"], folder);
    expect(code).toBe(1);
    const shown = blocksOf(text).find(({ language }) => language === "text")?.text ?? "?";
    expect(stderr).toContain(shown);
  });

  it("tells every code of a loss, and sums no kind of fault that there is not", () => {
    const told = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
    const codes: Readonly<Record<LossReason, true>> = {
      "no-dead-letter-sink": true,
      "dead-letter-refused": true,
      "reply-thrown-away": true,
      "sender-left": true,
      "never-answered": true,
      "leg-never-added": true,
      "too-late": true,
      endless: true,
    };
    expect(told.filter((code) => code !== undefined && code in codes)).toEqual(Object.keys(codes));
    const [, kinds = ""] = /kinds: \[([^\]]*)\]/.exec(text) ?? [];
    expect(kinds.split(", ").filter((kind) => !FAULT_KINDS.some((known) => `"${known}"` === kind))).toEqual([]);
  });
});
