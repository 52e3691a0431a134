import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { median, tell, time } from "./measure.ts";

// From start to the first answered event: a service of `sluice/service`, started by the built `sluice-serve`, against a
// bare node:http program. Each round starts all three, in turn, so that a busy moment of the machine hits all of them.

const RUNS = Number(process.env.RUNS ?? 15);
const LIMITS = { plain: 2, zod: 3 } as const;

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const serve = path("../../dist/bin/sluice-serve.js");
if (!existsSync(serve)) throw new Error("dist/ is not built: npm run build");

const times = { hello: [] as number[], plain: [] as number[], zod: [] as number[] };
for (let run = 0; run < RUNS; run += 1) {
  times.hello.push(await firstAnswer([path("service-start/hello.mjs")]));
  times.plain.push(await firstAnswer([serve, path("service-start/plain.mjs")]));
  times.zod.push(await firstAnswer([serve, path("service-start/zod.mjs")]));
}

const hello = median(times.hello);
for (const name of ["plain", "zod"] as const) {
  const ours = median(times[name]);
  tell({
    name: "start to first answered event",
    counts: `${name === "plain" ? "a contract without a library" : "a zod contract"}, ${RUNS} runs`,
    ours: time(ours),
    peer: `${time(hello)} (bare node:http)`,
    value: ours / hello,
    bar: LIMITS[name],
  });
}

/** Milliseconds from spawn to the first 202. */
async function firstAnswer(args: readonly string[]): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: path("../.."),
    env: { ...process.env, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    for (;;) {
      const status = await post(port);
      if (status === 202) return performance.now() - started;
      if (status !== undefined) throw new Error(`${args.at(-1)} answered ${status}`);
      if (child.exitCode !== null) throw new Error(`${args.at(-1)} ended with code ${child.exitCode}`);
      await new Promise((done) => setTimeout(done, 1));
    }
  } finally {
    child.kill("SIGKILL");
  }
}

/** The status of one event's answer; undefined while nobody listens. */
function post(port: number): Promise<number | undefined> {
  const headers = {
    "ce-specversion": "1.0",
    "ce-id": "1",
    "ce-source": "/bench",
    "ce-type": "dev.bench.tick",
    "content-type": "application/json",
  };
  return new Promise((done) => {
    const sending = request({ host: "127.0.0.1", port, method: "POST", agent: false, headers }, (response) => {
      response.resume();
      response.on("end", () => done(response.statusCode));
    });
    sending.on("error", () => done(undefined));
    sending.end('{"n":1}');
  });
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
