import { mkdtempSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { serveProgram } from "../../../src/service/program/serve-program.ts";

const fixtures = join(dirname(fileURLToPath(import.meta.url)), "modules");

/** Runs the program in this process; `until` sees each line of stdout and says when the supervisor goes. */
async function run(
  argv: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly until?: (line: string) => Promise<void>;
  } = {},
) {
  let stdout = "";
  let stderr = "";
  let orphan: () => void = () => undefined;
  const orphaned = new Promise<void>((done) => {
    orphan = done;
  });
  const code = await serveProgram(argv, {
    environment: options.environment ?? {},
    directory: fixtures,
    stdout: (text) => {
      stdout += text;
      options.until?.(text).then(orphan, orphan);
    },
    stderr: (text) => {
      stderr += text;
    },
    orphaned,
  });
  return { code, stdout, stderr };
}

test("serves a module, says where in one line of JSON, and ends with its supervisor", async () => {
  let answered: number | undefined;
  const { code, stdout, stderr } = await run(["./oracle.ts", "--port", "0", "--host", "127.0.0.1"], {
    until: async (line) => {
      const { listening } = JSON.parse(line);
      expect(listening).toEqual({
        port: expect.any(Number),
        url: `http://127.0.0.1:${listening.port}`,
        step: "oracle",
      });
      const response = await fetch(`${listening.url}/healthz`);
      answered = response.status;
    },
  });
  expect([code, answered, stderr, stdout.split("\n").length]).toEqual([0, 200, "", 2]);
});

test("configures a module from the environment, and names everything that is missing", async () => {
  const ok = await run(["configured.ts"], {
    environment: { PORT: "0", HOST: "127.0.0.1", GREETING: "hello", NAME: "x" },
    until: async () => undefined,
  });
  expect(ok.code).toBe(0);
  expect(await run(["configured.ts"])).toEqual({
    code: 5,
    stdout: "",
    stderr:
      "sluice-serve: it cannot start as it is configured.\n" +
      "  GREETING is not set. Set it to a word.\n" +
      "  NAME is not set. Set it to a name.\n",
  });
});

test("runs a source against K_SINK, and ends it with its supervisor", async () => {
  const { code, stdout } = await run(["ticker.ts"], {
    environment: { K_SINK: "http://127.0.0.1:9/" },
    until: async () => undefined,
  });
  expect([code, stdout]).toEqual([0, '{"running":{"sink":"http://127.0.0.1:9/","source":"ticker"}}\n']);
});

test("a source that ends by itself is a failure", async () => {
  expect(await run(["ends.ts"], { environment: { K_SINK: "http://127.0.0.1:9/" } })).toMatchObject({
    code: 1,
    stderr:
      'sluice-serve: The source "ends" failed: The source "ends" ended by itself; it must run until its signal aborts.\n',
  });
});

test.each([
  [[], 2, "One MODULE is needed, 0 were given.\n  sluice-serve --help shows how.\n"],
  [["a", "b"], 2, "One MODULE is needed, 2 were given.\n  sluice-serve --help shows how.\n"],
  [["oracle.ts", "--port", "70000"], 2, '"70000" is no port.\n  Give a number from 0 to 65535, in --port or PORT.\n'],
  [
    ["no-such-package"],
    3,
    'There is no module "no-such-package", nor an installed package with that entry.\n  Install its package, or start a path with "./".\n',
  ],
  [
    ["nothing.ts"],
    4,
    'The default export of "nothing.ts" is missing, which cannot be served.\n' +
      "  Write `export default service(Step, handler)`, or `export default source(name, { … })` for a source.\n",
  ],
] as const)("%j is refused with its own exit code and the mend", async (argv, code, stderr) => {
  expect(await run(argv)).toEqual({ code, stdout: "", stderr: `sluice-serve: ${stderr}` });
});

test("a module that is not there is told with the path it was looked for at", async () => {
  expect(await run(["./gone.ts"])).toEqual({
    code: 3,
    stdout: "",
    stderr:
      `sluice-serve: There is no module "./gone.ts" (looked for ${join(fixtures, "gone.ts")}).\n` +
      "  Name a file, relative to the folder this is started in, or a package's entry.\n",
  });
});

test("a module that throws is told without a stack, and with one when asked", async () => {
  const short = await run(["throws.ts"]);
  expect(short).toEqual({
    code: 3,
    stdout: "",
    stderr: 'sluice-serve: The module "throws.ts" could not be loaded: broken on purpose\n',
  });
  const long = await run(["throws.ts", "--verbose"]);
  expect(long.stderr).toContain("throws.ts:1");
});

test("loads JavaScript of both kinds, and file URLs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  const service = pathToFileURL(join(fixtures, "../../../../src/service/service.ts")).href;
  const common = join(folder, "common.cjs");
  // What a compiler makes of `export default` in CommonJS.
  writeFileSync(
    common,
    `const brand = Symbol.for("sluice.dev/Service");
     exports.__esModule = true;
     exports.default = { [brand]: true, step: { name: "common", accepts: [], replies: [] }, handler: () => undefined };`,
  );
  expect(service).toContain("file:");
  for (const name of [common, pathToFileURL(common).href]) {
    const { code, stdout } = await run([name, "--port=0", "--host=127.0.0.1"], { until: async () => undefined });
    expect([code, JSON.parse(stdout).listening.step]).toEqual([0, "common"]);
  }
});

test("a port in use is told", async () => {
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, "127.0.0.1", done));
  const { port } = blocker.address() as AddressInfo;
  const { code, stderr } = await run(["oracle.ts", "--port", String(port), "--host", "127.0.0.1"]);
  blocker.close();
  expect([code, stderr]).toEqual([
    6,
    `sluice-serve: Port ${port} of 127.0.0.1 is in use.\n  Give another one in --port or PORT.\n`,
  ]);
});

test("--help shows the exit codes", async () => {
  const { code, stdout } = await run(["--help"]);
  expect([code, stdout.includes("Exit codes:")]).toEqual([0, true]);
});
