import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import type { RouteTable } from "../../src/routes/index.ts";
import { shimBundles } from "../shim-bundle.ts";
import { fullLoad, many, quantile, type Round, steadyLoad } from "./shim/load.ts";
import { median, tell, time } from "./measure.ts";

// The bundled shim against the least proxy on undici's Pool with buffered bodies: the same upstream, the same number of
// calls to it, in turn, so that a busy moment of the machine hits both. The load generator and the upstream share its cores.

const ROUNDS = Number(process.env.RUNS ?? 7);
const ROUND_MS = Number(process.env.ROUND_MS ?? 2000);
const SENDERS = 32;
const EVENTS = Number(process.env.EVENTS ?? 200_000);

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sluice-shim-"));
const bundle = join(folder, "sluice-shim.mjs");
await build({ ...shimBundles[0], config: false, outDir: folder, logLevel: "error", cwd: path("../..") });

const children: ChildProcess[] = [];
try {
  const upstream = await start([path("shim/upstream.mjs")], {});
  const url = `http://127.0.0.1:${upstream.port}`;
  const destinations = { up: { url: `${url}/reply` }, json: { url: `${url}/json` } };
  const table: RouteTable = {
    version: 1,
    name: "bench",
    destinations,
    routes: { "/": { mode: "fuse", flow: [{ to: "up" }, { reply: true }] } },
  };
  const sequence: RouteTable = {
    ...table,
    routes: { "/": { mode: "fuse", flow: [{ to: "up" }, { to: "up" }, { to: "up" }, { reply: true }] } },
  };
  const envelope: RouteTable = {
    ...table,
    routes: { "/": { mode: "envelope", to: "json", response: { type: "order.paid", data: { ok: "{{/body/ok}}" } } } },
  };

  await compare("one step passed through", table, { UPSTREAM: url, UPSTREAM_PATH: "/reply" }, 0.75, true);
  await compare("envelope", envelope, { UPSTREAM: url, UPSTREAM_PATH: "/json" }, 0.6, false);
  await compare(
    "sequence of three, fused",
    sequence,
    { UPSTREAM: url, UPSTREAM_PATH: "/reply", CALLS: "3" },
    0.7,
    false,
  );
  await readiness(table);
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

async function compare(
  name: string,
  table: RouteTable,
  peerEnvironment: Readonly<Record<string, string>>,
  least: number,
  isWhole: boolean,
): Promise<void> {
  const shim = await start([bundle], { SLUICE_ROUTES: JSON.stringify(table) });
  const peer = await start([path("shim/peer.mjs")], peerEnvironment);
  const rounds = { shim: [] as Round[], peer: [] as Round[] };
  await fullLoad(shim.port, SENDERS, 1500);
  await fullLoad(peer.port, SENDERS, 1500);
  const cpu = { shim: 0, peer: 0 };
  for (let run = 0; run < ROUNDS; run += 1) {
    for (const [key, one] of [
      ["shim", shim],
      ["peer", peer],
    ] as const) {
      const before = cpuSeconds(one.child);
      rounds[key].push(await fullLoad(one.port, SENDERS, ROUND_MS));
      cpu[key] += cpuSeconds(one.child) - before;
    }
  }
  const [ours, theirs] = [perSecond(rounds.shim), perSecond(rounds.peer)];
  const counts = `${thousands(total(rounds.shim))} and ${thousands(total(rounds.peer))} events, ${SENDERS} senders, ${ROUNDS} rounds`;
  tell({
    name: `shim: ${name}, requests a second`,
    counts,
    ours: `${thousands(ours)}/s`,
    peer: `${thousands(theirs)}/s`,
    value: theirs / ours,
    bar: Math.round(1000 / least) / 1000,
  });
  tell({
    name: `shim: ${name}, CPU for 1,000 requests a second`,
    counts,
    ours: vcpu(cpu.shim, total(rounds.shim)),
    peer: vcpu(cpu.peer, total(rounds.peer)),
  });
  if (isWhole) {
    memory(name, shim.child, peer.child, counts);
    await latency(name, shim, peer, Math.min(ours, theirs) / 2);
    await growth(name, shim);
  }
  shim.child.kill("SIGKILL");
  peer.child.kill("SIGKILL");
}

async function latency(name: string, shim: Started, peer: Started, rate: number): Promise<void> {
  const medians = { shim: [] as number[], peer: [] as number[] };
  const tails = { shim: [] as number[], peer: [] as number[] };
  let requests = 0;
  for (let run = 0; run < ROUNDS; run += 1) {
    for (const [key, one] of [
      ["shim", shim],
      ["peer", peer],
    ] as const) {
      const round = await steadyLoad(one.port, rate, ROUND_MS);
      requests += round.requests;
      medians[key].push(quantile(round.latencies, 0.5));
      tails[key].push(quantile(round.latencies, 0.99));
    }
  }
  const [ours, theirs] = [median(medians.shim), median(medians.peer)];
  tell({
    name: `shim: ${name}, median latency at half load`,
    counts: `${thousands(rate)}/s, ${thousands(requests)} events`,
    ours: `${ms(ours)} (p99 ${ms(median(tails.shim))})`,
    peer: `${ms(theirs)} (p99 ${ms(median(tails.peer))})`,
    value: ours / theirs,
    bar: 1.5,
  });
}

function memory(name: string, shim: ChildProcess, peer: ChildProcess, counts: string): void {
  const [ours, theirs] = [residentBytes(shim), residentBytes(peer)];
  tell({
    name: `shim: ${name}, resident memory at full load`,
    counts,
    ours: mib(ours),
    peer: mib(theirs),
    value: ours / theirs,
    bar: 1.5,
  });
}

/** `EVENTS=1000000` for the whole million. */
async function growth(name: string, shim: Started): Promise<void> {
  await many(shim.port, SENDERS, EVENTS / 4);
  const before = residentBytes(shim.child);
  await many(shim.port, SENDERS, EVENTS);
  const after = residentBytes(shim.child);
  tell({
    name: `shim: ${name}, resident memory after many events`,
    counts: `${thousands(EVENTS)} events after ${thousands(EVENTS / 4)}`,
    ours: mib(after),
    peer: `${mib(before)} before`,
    value: after / before,
    bar: 1.1,
  });
}

async function readiness(table: RouteTable): Promise<void> {
  const times = { shim: [] as number[], hello: [] as number[] };
  const runs = Math.max(15, ROUNDS);
  for (let run = 0; run < runs; run += 1) {
    const hello = await start([path("service-start/hello.mjs")], {});
    times.hello.push(hello.readyMs);
    hello.child.kill("SIGKILL");
    const shim = await start([bundle], { SLUICE_ROUTES: JSON.stringify(table) });
    times.shim.push(shim.readyMs);
    shim.child.kill("SIGKILL");
  }
  const [ours, theirs] = [median(times.shim), median(times.hello)];
  tell({
    name: "shim: start to ready",
    counts: `${runs} runs`,
    ours: time(ours),
    peer: `${time(theirs)} (bare node:http)`,
    value: ours / theirs,
    bar: 1.5,
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  /** Until it answered anything. */
  readonly readyMs: number;
}

async function start(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Started> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: path("../.."),
    env: { ...process.env, ...environment, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  children.push(child);
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.arrayBuffer().then(() => true),
      () => false,
    );
    if (isReady) return { child, port, readyMs: performance.now() - begun };
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with code ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 1));
  }
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

/** User and system time of a process so far. Linux counts it in hundredths of a second. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentBytes({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}

function perSecond(rounds: readonly Round[]): number {
  return median(rounds.map((round) => round.perSecond));
}

function total(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { requests }) => sum + requests, 0);
}

function vcpu(seconds: number, requests: number): string {
  return `${((seconds * 1000) / requests).toFixed(3)} vCPU`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
