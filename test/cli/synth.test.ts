import { existsSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { app, filesIn, project, run, sluice, write } from "./harness.ts";

const CDK8S = resolve("node_modules/cdk8s-cli/bin/cdk8s");

describe("sluice synth", () => {
  it("writes the bytes that cdk8s synth writes", async () => {
    const folder = project({
      ...app(),
      "cdk8s.yaml": "language: typescript\napp: node --import tsx main.ts\noutput: k8s\n",
    });
    const theirs = await run(folder, process.execPath, [CDK8S, "synth"]);
    expect(theirs.code).toBe(0);
    const expected = filesIn(join(folder, "k8s"));
    expect(Object.keys(expected)).toEqual(["reports.k8s.yaml"]);
    write(folder, app());
    expect(await sluice(folder, "synth", "--output", "ours")).toEqual({
      code: 0,
      stdout: "ours/reports.k8s.yaml\n",
      stderr: "",
    });
    expect(filesIn(join(folder, "ours"))).toEqual(expected);
  });

  it("replaces what an earlier synth wrote, and leaves a folder that others can read", async () => {
    const folder = project({ ...app(), "k8s/gone.k8s.yaml": "kind: Gone\n" });
    expect((await sluice(folder, "synth")).code).toBe(0);
    expect(Object.keys(filesIn(join(folder, "k8s")))).toEqual(["reports.k8s.yaml"]);
    mkdirSync(join(folder, "made-by-hand"));
    expect(statSync(join(folder, "k8s")).mode).toBe(statSync(join(folder, "made-by-hand")).mode);
  });

  it("leaves the old output as it was when there are errors, and prints each with its line", async () => {
    const folder = project({ ...app({ image: "no image" }), "k8s/reports.k8s.yaml": "kind: Old\n" });
    const before = Object.keys(filesIn(folder));
    const { code, stdout, stderr } = await sluice(folder, "synth");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^error \S+ {3}reports\/query-runner {2}spec\.template\.spec\.containers\[0\]\.image {3}main\.ts:7:16\n/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
    expect(filesIn(join(folder, "k8s"))).toEqual({ "reports.k8s.yaml": "kind: Old\n" });
    expect(Object.keys(filesIn(folder))).toEqual(before);
  });

  it("gives findings as JSON", async () => {
    const { code, stdout, stderr } = await sluice(project(app({ image: "no image" })), "synth", "--format", "json");
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly at: object }[] };
    expect([code, stderr, diagnostics[0]?.at]).toEqual([
      1,
      "",
      { construct: "reports/query-runner", file: "main.ts", line: 7, column: 16 },
    ]);
  });

  it.each([
    [
      "throws",
      `throw new Error("no settings");`,
      "sluice: The app failed at main.ts:1:7: no settings\n  --verbose shows the whole stack.\n",
    ],
    [
      "throws later",
      `setTimeout(() => { throw new Error("no settings"); }, 1);`,
      "sluice: The app failed at main.ts:1:26: no settings\n  --verbose shows the whole stack.\n",
    ],
    [
      "rejects",
      `void Promise.reject(new Error("no settings"));`,
      "sluice: The app failed at main.ts:1:21: no settings\n  --verbose shows the whole stack.\n",
    ],
    ["exits", "process.exit(7);", "sluice: The app failed: it exited with code 7.\n  What it printed is above.\n"],
    [
      "is killed",
      `process.kill(process.pid, "SIGKILL");`,
      "sluice: The app failed: it was ended by SIGKILL.\n  What it printed is above.\n",
    ],
    [
      "writes nothing",
      "export {};",
      "sluice: The app ended and wrote no manifest.\n  Call app.synth() at the end of its main file.\n",
    ],
  ])("tells in two lines that the app %s, and leaves the old output", async (_, main, stderr) => {
    const folder = project({ "cdk8s.yaml": "app: tsx main.ts\n", "main.ts": main, "dist/old.k8s.yaml": "kind: Old\n" });
    expect(await sluice(folder, "synth")).toEqual({ code: 3, stdout: "", stderr });
    expect(filesIn(join(folder, "dist"))).toEqual({ "old.k8s.yaml": "kind: Old\n" });
  });

  it("shows the stack when asked", async () => {
    const folder = project({ "cdk8s.yaml": "app: tsx main.ts\n", "main.ts": `throw new Error("no settings");` });
    const { code, stderr } = await sluice(folder, "synth", "--verbose");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^ +at .*main\.ts:1:7/m);
  });

  it("runs a CommonJS main file as the main module, and lets it import TypeScript when it runs", async () => {
    const { "main.ts": main = "", ...files } = app();
    const folder = project({
      ...files,
      "build.ts": main.replace("const app = new App();", "export const app = new App();").replace("app.synth();\n", ""),
      "main.ts": `if (require.main === module) void import("./build").then(({ app }) => app.synth());\n`,
    });
    expect(await sluice(folder, "synth")).toEqual({ code: 0, stdout: "k8s/reports.k8s.yaml\n", stderr: "" });
  });

  it("runs an ES module with top-level await", async () => {
    const { "main.ts": main = "", ...files } = app();
    const folder = project({
      ...files,
      "package.json": `{ "type": "module" }`,
      "main.ts": main
        .replace("./contracts", "./contracts.ts")
        .replace("app.synth();", "await Promise.resolve();\napp.synth();"),
    });
    expect(await sluice(folder, "synth")).toEqual({ code: 0, stdout: "k8s/reports.k8s.yaml\n", stderr: "" });
  });

  it("runs a command it does not know as it is, and says so", async () => {
    const folder = project({ "cdk8s.yaml": "app: echo hello && exit 3\n" });
    expect(await sluice(folder, "synth")).toEqual({
      code: 3,
      stdout: "",
      stderr:
        "Running `echo hello && exit 3` as it is; `tsx FILE` would start faster.\nhello\n" +
        "sluice: The app failed: `echo hello && exit 3` exited with code 3.\n  What it printed is above.\n",
    });
  });

  it.each([
    ["..", "holds the project itself, and synth replaces it."],
    [".", "holds the project itself, and synth replaces it."],
    ["/", "holds the project itself, and synth replaces it."],
    ["main.ts", "is a file."],
    ["src", 'holds "handler.ts", which is no manifest, and synth replaces the folder.'],
  ])("refuses to replace the folder %j", async (output, why) => {
    const folder = project({ ...app(), "src/handler.ts": "export {};\n" });
    const before = filesIn(folder);
    const { code, stdout, stderr } = await sluice(folder, "synth", "-o", output);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `sluice: The output folder "${resolve(folder, output)}" ${why}\n  Name a folder of its own, such as \`output: k8s\` in cdk8s.yaml.\n`,
    );
    expect(filesIn(folder)).toEqual(before);
  });

  it("makes the root's manifests of the root's cdk8s.yaml, as cdk8s synth does", async (context) => {
    if (!existsSync("cdk8s.yaml")) context.skip("there is no cdk8s.yaml at the root");
    const folder = project({});
    const ours = join(folder, "ours");
    const theirs = join(folder, "theirs");
    expect((await run(".", process.execPath, [CDK8S, "synth", "--output", theirs])).code).toBe(0);
    expect((await sluice(".", "synth", "--output", ours)).code).toBe(0);
    expect(filesIn(ours)).toEqual(filesIn(theirs));
  });
});
