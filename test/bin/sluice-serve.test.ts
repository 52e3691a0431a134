import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts the real program, and resolves with its first line. */
async function start(environment: Readonly<Record<string, string>> = {}) {
  const program = join(root, "src/bin/sluice-serve.ts");
  const module = join(root, "test/service/program/modules/oracle.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, module, "--port", "0"], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return { child, first: JSON.parse(chunk.toString().split("\n")[0] ?? "") as unknown };
}

test("drains and exits 0 on SIGTERM", async () => {
  const { child, first } = await start();
  expect(first).toMatchObject({ listening: { step: "oracle" } });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("ends when its supervisor's pipe closes, as it does when that is killed", async () => {
  const { child } = await start({ SLUICE_SUPERVISED: "1" });
  child.stdin?.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});
