import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** The built command, as a user runs it. */
export const SLUICE = join(ROOT, "dist/bin/sluice.js");

const LINKED = ["@types/node", "cdk8s", "constructs", "tsx", "vega-datasets", "zod"];
const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder of its own with these files, in which `sluice` and its peers are installed. Gone after the test. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-cli-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of [...LINKED, "sluice"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === "sluice" ? ROOT : join(ROOT, "node_modules", name), link);
  }
  write(folder, files);
  return folder;
}

/** Writes files below a folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The files below a folder, as text by their path; `node_modules` and `.sluice` left out. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const)
    .filter(([path]) => !/^(node_modules|\.sluice)\//.test(path));
  return Object.fromEntries(entries);
}

/** How a command ended, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ENVIRONMENT = { ...process.env, NO_COLOR: "1", CDK8S_CHECK_UPGRADE: "false" };

/** Runs `sluice` in a folder to its end. */
export function sluice(folder: string, ...args: readonly string[]): Promise<Ran> {
  return run(folder, process.execPath, [SLUICE, ...args]);
}

/** Runs any command in a folder to its end. */
export function run(folder: string, command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, { cwd: folder, env: ENVIRONMENT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, stdout, stderr });
    });
  });
}

/** A `sluice dev` that runs. */
export class Dev {
  public stdout = "";
  public stderr = "";
  public readonly child: ChildProcess;
  private readonly ended: Promise<number>;
  private changed: () => void = () => undefined;

  public constructor(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [SLUICE, "dev", "--port", "0", ...args], {
      cwd: folder,
      env: { ...ENVIRONMENT, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.changed();
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
      this.changed();
    });
    this.ended = new Promise((done) => {
      this.child.on("close", (code, signal) => {
        done(code ?? (signal === null ? -1 : 128));
        this.changed();
      });
    });
  }

  /** Waits for a line of either stream; gives the match. */
  public async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found !== null) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`sluice dev ended and never said ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise<void>((done) => {
        this.changed = done;
      });
    }
  }

  /** Where a Broker takes events, when it does. */
  public async broker(name: string): Promise<string> {
    const [, url = ""] = await this.says(new RegExp(`broker ${name} takes events at (\\S+)`));
    return url;
  }

  /** Its exit code and everything it printed, when it has ended. */
  public async end(): Promise<Ran> {
    const code = await this.ended;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  /** Ends it as Ctrl-C does. */
  public stop(): Promise<Ran> {
    this.child.kill("SIGINT");
    return this.end();
  }
}

/** Starts `sluice dev --port 0` in a folder. It is ended after the test. */
export function dev(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Dev {
  const started = new Dev(folder, args, env);
  cleanups.push(async () => {
    if (started.child.exitCode === null && started.child.signalCode === null) await started.stop();
  });
  return started;
}

/** An HTTP server of this test on a free port; gives its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((closed) => server.close(() => closed()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Posts an event in binary mode. */
export function post(url: string, type: string, data: unknown, headers: Readonly<Record<string, string>> = {}) {
  return fetch(url, {
    method: "POST",
    headers: {
      "ce-specversion": "1.0",
      "ce-id": "1",
      "ce-source": "/test",
      "ce-type": type,
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(data),
  });
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `holds` does; polls, because other processes are what is watched. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 20));
}

/** An app: two steps on a Broker of their own, fired by one schedule. */
export function app({ image = "example.com/query-runner:1", local = "" } = {}): Readonly<Record<string, string>> {
  return {
    "cdk8s.yaml": "language: typescript\napp: npx ts-node main.ts\noutput: k8s\n",
    "contracts.ts": `import { defineEvent, defineStep, pingEvent } from "sluice/events";
import { z } from "zod";
export const Report = pingEvent({ data: z.object({ airport: z.string() }) });
export const Completed = defineEvent("dev.reports.query.completed.v1", { data: z.object({ table: z.string() }) });
export const QueryRunner = defineStep("query-runner", { accepts: [Report], replies: [Completed] });
export const ChartCreator = defineStep("chart-creator", { accepts: [Completed] });
`,
    "main.ts": `import { App, Chart, Duration } from "cdk8s";
import { exponential, KnativeService, Pipeline, PingSource } from "sluice";
import { ChartCreator, QueryRunner, Report } from "./contracts";

const app = new App();
const chart = new Chart(app, "reports", { namespace: "reports", disableResourceNameHashes: true });
const runner = new KnativeService(chart, "query-runner", { step: QueryRunner, image: "${image}"${local} });
const charter = new KnativeService(chart, "chart-creator", { step: ChartCreator, image: "example.com/charter:1" });
const failures = new KnativeService(chart, "failures", { image: "example.com/failures:1" });
new Pipeline(chart, "daily", {
  from: new PingSource(chart, "ord", { schedule: "0 16 * * *", event: Report, data: { airport: "ORD" } }),
  delivery: { retry: 2, backoff: exponential(Duration.millis(100)), deadLetterSink: failures },
  flow: (report) => report.to(runner).to(charter),
});
app.synth();
`,
  };
}

/** The same shape as YAML that Sluice did not write: a Broker, a Trigger, a subscriber and a dead-letter sink. */
export const YAML = `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: default, namespace: shop }
spec:
  delivery:
    retry: 2
    backoffPolicy: exponential
    backoffDelay: PT0.1S
    deadLetterSink:
      ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: orders, namespace: shop }
spec:
  broker: default
  filter:
    attributes: { type: dev.shop.order }
  subscriber:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: orders }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  template: { spec: { containers: [{ image: example.com/orders:1 }] } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: failures, namespace: shop }
spec:
  template: { spec: { containers: [{ image: example.com/failures:1 }] } }
`;
