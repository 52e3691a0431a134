import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { project, sluice } from "./harness.ts";

describe("sluice", () => {
  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(resolve("package.json"), "utf8")) as { readonly version: string };
    expect(await sluice(".", "--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("lists every command and every exit code in its help", async () => {
    const { code, stdout, stderr } = await sluice(".", "--help");
    expect([code, stderr]).toEqual([0, ""]);
    for (const command of ["synth", "check", "graph", "dev"])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    for (const exit of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ {2}${exit} `, "m"));
  });

  it.each(["synth", "check", "graph", "dev"])("has help for %s", async (command) => {
    const { code, stdout, stderr } = await sluice(".", command, "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: sluice ${command} `));
  });

  it.each([
    [["nonsense"], "error: unknown command 'nonsense'\n(sluice --help shows every command)\n"],
    [
      ["check", "--format", "xml"],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github.\n(sluice --help shows every command)\n",
    ],
    [
      ["dev", "--port", "99999"],
      "error: option '--port <port>' argument '99999' is invalid. A port is 0 to 65535.\n(sluice --help shows every command)\n",
    ],
    [
      ["dev", "--timeout", "0"],
      "error: option '--timeout <seconds>' argument '0' is invalid. Seconds are above 0, at most 86400.\n(sluice --help shows every command)\n",
    ],
  ])("refuses %j", async (args, stderr) => {
    expect(await sluice(".", ...args)).toEqual({ code: 2, stdout: "", stderr });
  });

  it("says what to do where there is no project", async () => {
    expect(await sluice(project({}), "check")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "sluice: There is no cdk8s.yaml in this folder.\n" +
        "  Run sluice where your cdk8s.yaml is, or name YAML files: `sluice check manifests/`.\n",
    });
  });

  it.each([
    ["app: [\n", "cdk8s.yaml is no YAML: ", ""],
    [
      `app: ${"[".repeat(300)}\n`,
      "cdk8s.yaml is nested deeper than 200 levels.",
      "  No setting of cdk8s needs that: look for an unclosed bracket or quote.\n",
    ],
    [
      `a: &a [x]\nb: &b [${"*a,".repeat(60)}]\nc: [${"*b,".repeat(60)}]\n`,
      "cdk8s.yaml cannot be read: Excessive alias count indicates a resource exhaustion attack.",
      "  Write its aliases out.\n",
    ],
    ["output: k8s\n", "cdk8s.yaml names no `app`.", "  Add the command that runs it, such as `app: tsx main.ts`.\n"],
    [
      "app: npx ts-node nope.ts\n",
      'The app of cdk8s.yaml is `npx ts-node nope.ts`, and there is no "nope.ts".',
      "  Name the file that calls app.synth().\n",
    ],
  ])("refuses the cdk8s.yaml %j", async (text, message, mend) => {
    const { code, stdout, stderr } = await sluice(project({ "cdk8s.yaml": text }), "synth");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^sluice: /);
    expect(stderr).toContain(message);
    expect(stderr.endsWith(mend)).toBe(true);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
