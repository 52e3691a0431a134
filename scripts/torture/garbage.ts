import { connect } from "node:net";
import { Random, seedOf } from "../fuzz/random.ts";
import { MODES } from "./modes.ts";
import type { Replicas } from "./replicas.ts";

const EVENT = "ce-specversion: 1.0\r\nce-id: x\r\nce-source: /g\r\nce-type: g\r\n";
const post = (path: string, rest: string) => `POST ${path} HTTP/1.1\r\nhost: shim\r\n${rest}`;

/** What no shim may answer with success: it is no event, or no HTTP that one can trust. */
const FORMS: readonly ((path: string) => string)[] = [
  (path) => post(path, "content-length: 2\r\n\r\n{}"),
  (path) => post(path, 'content-type: application/cloudevents+json\r\ncontent-length: 5\r\n\r\n{"spe'),
  (path) => post(path, "content-type: application/cloudevents-batch+json\r\ncontent-length: 2\r\n\r\n[]"),
  (path) => post(path, "ce-specversion: 9.9\r\nce-id: x\r\ncontent-length: 0\r\n\r\n"),
  (path) => post(path, `${EVENT}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
  (path) => post(path, `${EVENT}x-bare: a\rb\r\ncontent-length: 0\r\n\r\n`),
  (path) => post(path, `${EVENT}content-length: 4\r\ncontent-length: 5\r\n\r\nabcde`),
  (path) => post(path, `${EVENT}connection: ce-id\r\ncontent-length: 0\r\n\r\n`),
  (path) => post(path, `${EVENT}content-length: 99999999\r\n\r\nx`),
  (path) => post(path, `${EVENT}x-long: ${"y".repeat(70_000)}\r\ncontent-length: 0\r\n\r\n`),
  (path) => post(path, `${EVENT}transfer-encoding: chunked\r\n\r\nZZ\r\n`),
  (path) => post(`${path}/nowhere`, `${EVENT}content-length: 0\r\n\r\n`),
  (path) => post(path, `${EVENT}content-length: 100\r\n\r\nhalf`),
  () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
  () => "GET / HTTP/0.9\r\n\r\n",
  () => "",
];

/** Sends garbage beside the events, and counts what is said to it. */
export class Garbage {
  private readonly seed: number;
  private readonly replicas: Replicas;
  private timer: NodeJS.Timeout | undefined;
  public sent = 0;
  public refused = 0;
  /** Answered with success: none may be. */
  public readonly taken: string[] = [];

  public constructor(seed: number, replicas: Replicas) {
    this.seed = seed;
    this.replicas = replicas;
  }

  public start(everyMs: number): void {
    this.timer = setInterval(() => this.send(), everyMs);
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  private send(): void {
    const random = new Random(seedOf(this.seed, "garbage", this.sent));
    this.sent += 1;
    const text = random.pick(FORMS)(random.pick(MODES).path);
    const port = this.replicas.ports[random.below(this.replicas.ports.length)] ?? 0;
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(text, "latin1")));
    socket.setTimeout(1 + random.below(3000), () => socket.destroy());
    socket.on("error", () => undefined);
    socket.once("data", (chunk: Buffer) => {
      const line = chunk.toString("latin1").split("\r\n", 1)[0] ?? "";
      if (line.startsWith("HTTP/1.1 2")) this.taken.push(`${JSON.stringify(text.slice(0, 200))} was answered ${line}`);
      else this.refused += 1;
      socket.destroy();
    });
  }
}
