import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** What became of the processes. */
export interface ReplicaCounts {
  readonly started: number;
  readonly killed: number;
  readonly drained: number;
  readonly frozen: number;
}

/** The shim's processes: each is started again when it has ended, on its old port. */
export class Replicas {
  public readonly ports: number[] = [];
  /** Ends that nobody asked for, or drains that did not end well. */
  public readonly faults: string[] = [];
  private readonly args: readonly string[];
  private readonly environment: Readonly<Record<string, string>>;
  private readonly children: (ChildProcess | undefined)[] = [];
  /** By replica; false from the moment that somebody ends it. */
  private readonly ready: boolean[] = [];
  private isOver = false;
  private readonly counted = { started: 0, killed: 0, drained: 0, frozen: 0 };

  public constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.args = args;
    this.environment = environment;
  }

  public get counts(): ReplicaCounts {
    return { ...this.counted };
  }

  /** Those that can be sent to, as far as anybody outside can know. */
  public get readyOnes(): readonly number[] {
    return this.ports.map((_, replica) => replica).filter((replica) => this.ready[replica]);
  }

  /** @throws Error when one of them does not come up, with what it has to say */
  public async start(count: number): Promise<void> {
    for (let replica = 0; replica < count; replica += 1) this.ports.push(await freePort());
    await Promise.all(this.ports.map((_, replica) => this.run(replica)));
    if (this.faults.length > 0) throw new Error(this.faults[0]);
  }

  /** kill -9. */
  public kill(replica: number): void {
    if (!this.ready[replica]) return;
    this.ready[replica] = false;
    this.counted.killed += 1;
    this.children[replica]?.kill("SIGKILL");
  }

  /** SIGTERM: it has to end what it has begun, and then itself. */
  public drain(replica: number): void {
    if (!this.ready[replica]) return;
    this.ready[replica] = false;
    this.counted.drained += 1;
    this.children[replica]?.kill("SIGTERM");
  }

  /** It does nothing for a while, and then goes on as if nothing had been. */
  public freeze(replica: number, ms: number): void {
    const child = this.children[replica];
    if (child === undefined || !this.ready[replica]) return;
    this.counted.frozen += 1;
    child.kill("SIGSTOP");
    setTimeout(() => child.kill("SIGCONT"), ms);
  }

  /** Ends all of them, at once and for good. */
  public stop(): void {
    this.isOver = true;
    for (const child of this.children) child?.kill("SIGKILL");
  }

  private async run(replica: number): Promise<void> {
    if (this.isOver) return;
    this.counted.started += 1;
    const child = spawn(process.execPath, [...this.args], {
      env: {
        PATH: process.env["PATH"],
        ...this.environment,
        PORT: String(this.ports[replica]),
        REPLICA: String(replica),
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.children[replica] = child;
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = `${stderr}${chunk.toString()}`.slice(-2000);
    });
    const ended = new Promise<void>((done) => {
      child.once("exit", (code, signal) => {
        if (!this.isOver && code !== 0 && signal !== "SIGKILL") {
          this.faults.push(`replica ${replica} ended with ${signal ?? `exit code ${code}`}: ${stderr.trim()}`);
        } else if (!this.isOver && this.ready[replica]) {
          this.faults.push(`replica ${replica} ended by itself: ${stderr.trim()}`);
        }
        this.ready[replica] = false;
        done();
      });
    });
    void ended.then(() => this.run(replica));
    const isUp = await Promise.race([this.readiness(replica), ended.then(() => false)]);
    if (isUp && child.exitCode === null && child.signalCode === null) this.ready[replica] = true;
  }

  private async readiness(replica: number): Promise<boolean> {
    while (!this.isOver) {
      try {
        const response = await fetch(`http://127.0.0.1:${this.ports[replica]}/readyz`);
        await response.arrayBuffer();
        if (response.ok) return true;
      } catch {
        // Nobody listens yet.
      }
      await new Promise((done) => setTimeout(done, 25));
    }
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
