import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CRDS, NO_CRDS } from "./crds.ts";

const ROOT = join(import.meta.dirname, "../../..");
const scratch = mkdtempSync(join(tmpdir(), "sluice-generate-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "scripts/generate/main.ts", ...args],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  return { status, stdout, stderr };
}

describe("npm run generate", () => {
  it("skips the check, and says why, when there are no definitions", () => {
    const missing = join(scratch, "missing");
    const { status, stdout, stderr } = run("--check", "--crds", missing);
    expect([status, stdout.startsWith("skipped: no folder "), stderr]).toEqual([0, true, ""]);
  });

  it("cannot write without definitions", () => {
    const missing = join(scratch, "missing");
    expect(run("--crds", missing)).toEqual({
      status: 2,
      stdout: "",
      stderr: `No folder ${missing}. Name a folder of CustomResourceDefinition files with --crds.\n`,
    });
  });

  it("answers an argument it does not know with its usage", () => {
    const { status, stderr } = run("--chekc");
    expect([status, stderr.split("\n")[0], stderr.includes("usage: npm run generate")]).toEqual([
      2,
      expect.stringContaining("Unknown option '--chekc'"),
      true,
    ]);
  });

  it("names a definition that is no YAML", () => {
    writeFileSync(join(scratch, "broken.yaml"), "kind: [unclosed\n");
    const { status, stderr } = run("--crds", scratch);
    expect([status, stderr.split("\n")[0]]).toEqual([2, expect.stringMatching(/^broken\.yaml: /)]);
  });

  it("names the files that a changed definition makes stale, and writes nothing", ({ skip }) => {
    skip(NO_CRDS !== undefined, NO_CRDS);
    const changed = join(scratch, "crds");
    cpSync(CRDS, changed, { recursive: true });
    const file = join(changed, "eventing/broker.yaml");
    const text = readFileSync(file, "utf8").replace(
      "              config:\n",
      "              fresh:\n                type: string\n              config:\n",
    );
    rmSync(file, { force: true });
    writeFileSync(file, text);
    expect(run("--check", "--crds", changed)).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "Stale generated files; run `npm run generate`:\n  constructs/generated/eventing/broker.ts\n  src/manifests/generated/eventing/broker.v1.ts\n",
    });
  });
});
