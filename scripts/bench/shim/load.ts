import { connect, type Socket } from "node:net";

/** What came of one round of load. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds, ascending. */
  readonly latencies: Float64Array;
}

const HEAD = [
  "POST / HTTP/1.1",
  "Host: bench",
  "ce-specversion: 1.0",
  "ce-id: A234-1234-1234",
  "ce-source: /orders/eu",
  "ce-type: order.created",
  "ce-time: 2026-11-21T10:00:00Z",
  "content-type: application/json",
  "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
];
const BODY = JSON.stringify({ amount: 12.5, currency: "EUR", items: ["a", "b", "c"], note: "x".repeat(100) });
const REQUEST = Buffer.from([...HEAD, `content-length: ${BODY.length}`, "", BODY].join("\r\n"));

/** As fast as so many senders can, each waiting for its answer. Every answer must be 200. */
export async function fullLoad(port: number, senders: number, durationMs: number): Promise<Round> {
  const until = performance.now() + durationMs;
  const times: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: senders }, async () => {
      const sender = await Sender.open(port);
      while (performance.now() < until) times.push(await sender.send());
      sender.close();
    }),
  );
  return round(times, performance.now() - started);
}

/** So many requests in a row, by so many senders. */
export async function many(port: number, senders: number, requests: number): Promise<void> {
  let left = requests;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      const sender = await Sender.open(port);
      while (left-- > 0) await sender.send();
      sender.close();
    }),
  );
}

/** Connections at a fixed rate; a request that finds none waits, and its wait counts. */
const MOST_SENDERS = 64;

/** At a fixed rate, whatever the answers do; latency counts from when a request was due. */
export async function steadyLoad(port: number, perSecond: number, durationMs: number): Promise<Round> {
  const times: number[] = [];
  const all = await Promise.all(Array.from({ length: MOST_SENDERS }, () => Sender.open(port)));
  const idle = [...all];
  const waiting: ((sender: Sender) => void)[] = [];
  const under: Promise<void>[] = [];
  const started = performance.now();
  let sent = 0;
  const fire = async (dueMs: number) => {
    const sender = idle.pop() ?? (await new Promise<Sender>((done) => waiting.push(done)));
    await sender.send();
    times.push(performance.now() - dueMs);
    const next = waiting.shift();
    if (next === undefined) idle.push(sender);
    else next(sender);
  };
  while (performance.now() - started < durationMs) {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond);
    while (sent < due) {
      under.push(fire(started + (sent * 1000) / perSecond));
      sent += 1;
    }
    // Waiting busily would take the core that the measured ones need.
    await new Promise((done) => setTimeout(done, 1));
  }
  await Promise.all(under);
  for (const sender of all) sender.close();
  return round(times, performance.now() - started);
}

function round(times: readonly number[], tookMs: number): Round {
  return {
    requests: times.length,
    perSecond: (times.length * 1000) / tookMs,
    latencies: Float64Array.from(times).sort(),
  };
}

/** The value that a share of them stays below. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One connection, raw: an HTTP client would cost more than what is measured. */
class Sender {
  private readonly socket: Socket;
  private received = "";
  private done: ((error?: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.take(chunk.toString("latin1")));
    socket.on("close", () => this.done?.(new Error("The connection was closed.")));
    socket.on("error", (error) => this.done?.(error));
  }

  public static open(port: number): Promise<Sender> {
    return new Promise((done, fail) => {
      const socket = connect(port, "127.0.0.1", () => done(new Sender(socket)));
      socket.once("error", fail);
    });
  }

  /** Milliseconds until the whole answer is there. */
  public send(): Promise<number> {
    const started = performance.now();
    return new Promise((done, fail) => {
      this.done = (error) => {
        this.done = undefined;
        if (error === undefined) done(performance.now() - started);
        else fail(error);
      };
      this.socket.write(REQUEST);
    });
  }

  public close(): void {
    this.done = undefined;
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    const end = this.received.indexOf("\r\n\r\n");
    if (end === -1) return;
    const length = Number(/content-length: *(\d+)/i.exec(this.received)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    const isFine = this.received.startsWith("HTTP/1.1 200");
    const line = this.received.slice(0, 40);
    this.received = "";
    this.done?.(isFine ? undefined : new Error(`It answered ${line}`));
  }
}
