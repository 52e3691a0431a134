import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { type ProcessSpec, ServiceError } from "./process-spec.ts";

/** What the supervisor tells of its processes. */
export interface SupervisorListener {
  onOutput(name: string, line: string): void;
  /** A process that had been ready ended by itself and is started again after `waitMs`. */
  onRestart(name: string, how: string, waitMs: number): void;
  /** It could not be brought back. */
  onGivenUp(error: ServiceError): void;
}

/** Times in milliseconds. */
export interface SupervisorOptions {
  /** The built `guard.js`: it runs a command and ends it when this process is gone, even by -9. */
  readonly guard: string;
  /** @default 30000 */
  readonly readyTimeoutMs?: number;
  /** How long a process may take to end after SIGTERM. @default 5000 */
  readonly graceMs?: number;
  /** Restarts in a row that never became ready before giving up. @default 5 */
  readonly restarts?: number;
}

const LAST_LINES = 12;

/**
 * Starts service processes, watches them, starts them again when they die, and stops them. Every process runs behind
 * a guard that holds a pipe to this one: when this process is gone, however it went, the pipe closes and the guard
 * ends what it runs.
 */
export class Supervisor {
  private readonly running = new Map<string, ChildProcess>();
  private readonly restarting = new Set<NodeJS.Timeout>();
  private stopping = false;
  private readonly options: SupervisorOptions;
  private readonly listener: SupervisorListener;

  public constructor(options: SupervisorOptions, listener: SupervisorListener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Starts one process; resolves when it listens, or, without a port, when it runs.
   *
   * @throws {@link ServiceError} `service-died`, `service-never-listened`, `service-not-found`
   */
  public async start(spec: ProcessSpec): Promise<void> {
    const child = this.spawn(spec);
    await this.ready(spec, child);
    this.keep(spec, child);
  }

  /** Ends every process: SIGTERM, then, after the grace, SIGKILL. Resolves when all are gone. */
  public async stop(): Promise<void> {
    this.stopping = true;
    for (const timer of this.restarting) clearTimeout(timer);
    await Promise.all([...this.running.values()].map((child) => this.end(child)));
  }

  private spawn(spec: ProcessSpec): ChildProcess {
    const child = spawn(process.execPath, [this.options.guard, spec.command, ...spec.args], {
      cwd: spec.cwd,
      env: { ...process.env, ...spec.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // A guard that is gone breaks its pipe; that is told by its exit.
    child.stdin?.on("error", () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
        this.listener.onOutput(spec.name, line);
      });
    }
    this.running.set(spec.name, child);
    return child;
  }

  private async ready(spec: ProcessSpec, child: ChildProcess): Promise<void> {
    const said = lastLines(child);
    const until = performance.now() + (this.options.readyTimeoutMs ?? 30_000);
    const died = new Promise<never>((_, fail) => {
      child.once("error", (error) => fail(notFound(spec, error.message)));
      child.once("exit", (code, signal) => fail(death(spec, code, signal, said)));
    });
    // Whoever loses the race below must not become an unhandled rejection.
    died.catch(() => undefined);
    if (spec.port === undefined) {
      await Promise.race([died, wait(150)]);
      return;
    }
    while (!(await Promise.race([died, listens(spec.port)]))) {
      if (performance.now() > until) {
        await this.end(child);
        throw new ServiceError(
          "service-never-listened",
          `"${spec.name}" runs but does not listen on port ${spec.port}.${quoted(said)}`,
          "Make it listen on the port in the environment variable PORT.",
        );
      }
      await Promise.race([died, wait(20)]);
    }
  }

  /** Watches a process that is ready; when it ends by itself it is started again, later each time. */
  private keep(spec: ProcessSpec, child: ChildProcess, attempt = 0): void {
    const readyAt = performance.now();
    child.once("exit", (code, signal) => {
      if (this.stopping) return;
      // One that ran for a while died of something new: the count starts afresh.
      const next = performance.now() - readyAt > 10_000 ? 0 : attempt;
      this.restart(spec, how(code, signal), next);
    });
    if (child.exitCode !== null || child.signalCode !== null) child.emit("exit", child.exitCode, child.signalCode);
  }

  private restart(spec: ProcessSpec, reason: string, attempt: number): void {
    const waitMs = Math.min(100 * 2 ** attempt, 5_000);
    this.listener.onRestart(spec.name, reason, waitMs);
    const timer = setTimeout(() => {
      this.restarting.delete(timer);
      const child = this.spawn(spec);
      this.ready(spec, child).then(
        () => this.keep(spec, child, attempt + 1),
        (error: ServiceError) => {
          if (this.stopping) return;
          if (attempt + 1 >= (this.options.restarts ?? 5)) this.listener.onGivenUp(error);
          else this.restart(spec, "it did not come up", attempt + 1);
        },
      );
    }, waitMs);
    this.restarting.add(timer);
  }

  private async end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill("SIGTERM");
    const grace = setTimeout(() => child.kill("SIGKILL"), (this.options.graceMs ?? 5_000) + 500);
    await gone;
    clearTimeout(grace);
  }
}

/** Keeps the last lines of both streams, to be quoted when the process dies. */
function lastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      lines.push(
        ...chunk
          .toString("utf8")
          .split("\n")
          .filter((line) => line.trim() !== ""),
      );
      lines.splice(0, Math.max(0, lines.length - LAST_LINES));
    });
  }
  return lines;
}

function quoted(lines: readonly string[]): string {
  return lines.length === 0 ? "" : ` It last said:\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

/** The guard exits with 128 and a number when a signal ended what it ran. */
function how(code: number | null, ended: NodeJS.Signals | null): string {
  const signal = ended ?? Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0] ?? null;
  return signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
}

function death(
  spec: ProcessSpec,
  code: number | null,
  signal: NodeJS.Signals | null,
  said: readonly string[],
): ServiceError {
  if (code === 127) return notFound(spec, "no such command");
  return new ServiceError(
    "service-died",
    `"${spec.name}" could not be started: ${how(code, signal)}.${quoted(said)}`,
    "Run its `local` command by hand to see what it needs.",
  );
}

function notFound(spec: ProcessSpec, reason: string): ServiceError {
  return new ServiceError(
    "service-not-found",
    `"${spec.name}" could not be started: "${spec.command}": ${reason}.`,
    "Check the `local` command and its `cwd`.",
  );
}

/** Whether something accepts connections on a port of this machine's loopback. */
function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port });
    const end = (result: boolean) => {
      socket.destroy();
      done(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
