import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProcessSpec } from "../../../src/runtime/dev/process-spec.ts";
import { Supervisor } from "../../../src/runtime/dev/supervisor.ts";

const GUARD = resolve("dist/bin/guard.js");
const SERVER = `require("node:http").createServer((q, r) => r.end(String(process.pid))).listen(process.env.PORT, "127.0.0.1")`;

let folder: string;
let supervisor: Supervisor;
let restarts: { name: string; how: string }[];
let givenUp: string[];
let changed: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  restarts = [];
  givenUp = [];
  changed = () => undefined;
  supervisor = new Supervisor(
    { guard: GUARD, readyTimeoutMs: 3_000, restarts: 2 },
    {
      onOutput: () => undefined,
      onRestart: (name, how) => {
        restarts.push({ name, how });
        changed();
      },
      onGivenUp: (error) => {
        givenUp.push(error.message);
        changed();
      },
    },
  );
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 0;
}

function node(code: string, port?: number): ProcessSpec {
  const env: Record<string, string> = port === undefined ? {} : { PORT: String(port) };
  return {
    name: "charter",
    command: process.execPath,
    args: ["-e", code],
    cwd: folder,
    env,
    ...(port === undefined ? {} : { port }),
  };
}

async function pidOf(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `holds` does; polls, because another process is what is watched. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (;;) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe("the supervisor", () => {
  it("starts a service, hands it PORT, and ends it", async () => {
    const port = await freePort();
    await supervisor.start(node(SERVER, port));
    const pid = await pidOf(port);
    await supervisor.stop();
    expect([alive(pid), restarts, givenUp]).toEqual([false, [], []]);
  });

  it("says what a service that dies at once last said", async () => {
    const port = await freePort();
    await expect(supervisor.start(node(`console.error("no table"); process.exit(3)`, port))).rejects.toMatchObject({
      code: "service-died",
      message: '"charter" could not be started: it exited with code 3. It last said:\n    no table',
      mend: "Run its `local` command by hand to see what it needs.",
    });
  });

  it("names a command that does not exist", async () => {
    await expect(supervisor.start({ ...node("", 1), command: "no-such-command", args: [] })).rejects.toMatchObject({
      code: "service-not-found",
      mend: "Check the `local` command and its `cwd`.",
    });
  });

  it("gives up on a service that runs and never listens", async () => {
    const port = await freePort();
    await expect(supervisor.start(node("setInterval(() => {}, 1000)", port))).rejects.toMatchObject({
      code: "service-never-listened",
      message: `"charter" runs but does not listen on port ${port}.`,
    });
  });

  it("starts a service again when it dies", async () => {
    const port = await freePort();
    await supervisor.start(node(SERVER, port));
    const first = await pidOf(port);
    process.kill(first, "SIGKILL");
    await until(() =>
      pidOf(port).then(
        (pid) => pid !== first,
        () => false,
      ),
    );
    expect(restarts).toEqual([{ name: "charter", how: "it was ended by SIGKILL" }]);
  });

  it("gives up on a service that cannot be brought back", async () => {
    const port = await freePort();
    const marker = join(folder, "started");
    const once = `if (require("node:fs").existsSync(${JSON.stringify(marker)})) process.exit(9); require("node:fs").writeFileSync(${JSON.stringify(marker)}, ""); ${SERVER}`;
    await supervisor.start(node(once, port));
    const gone = new Promise<void>((done) => {
      changed = () => (givenUp.length > 0 ? done() : undefined);
    });
    process.kill(await pidOf(port), "SIGKILL");
    await gone;
    expect(givenUp).toEqual(['"charter" could not be started: it exited with code 9.']);
  });

  it("leaves no orphan when it is killed with -9", async () => {
    const port = await freePort();
    const script = join(folder, "supervisor.mjs");
    // What the supervisor does, in a process that can be killed: a guard whose stdin is a pipe from here.
    writeFileSync(
      script,
      `import { spawn } from "node:child_process";
       spawn(process.execPath, [${JSON.stringify(GUARD)}, process.execPath, "-e", ${JSON.stringify(SERVER)}], { stdio: ["pipe", "ignore", "ignore"] });
       setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { env: { ...process.env, PORT: String(port) }, stdio: "ignore" });
    await until(() =>
      pidOf(port).then(
        () => true,
        () => false,
      ),
    );
    const pid = await pidOf(port);
    parent.kill("SIGKILL");
    await until(() => !alive(pid));
    expect(alive(pid)).toBe(false);
  });
});
