import { createServer, type IncomingMessage, STATUS_CODES, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { WireEvent } from "../../events/event.ts";
import { passthroughHeaders, readForRouting, writeBinary } from "../../events/http/index.ts";
import { InFlight } from "../../events/http/server.ts";
import type { PreparedTable } from "../prepare.ts";
import { createShim, type Shim, type ShimAnswer } from "../shim.ts";
import type { SenderCheck } from "./bearer-token.ts";
import { CLOCK } from "./clock.ts";
import { Gate } from "./gate.ts";
import { readBody } from "./read-body.ts";
import { headFault, type Refused, tooLong } from "./request-check.ts";
import { senderCheck } from "./sender-auth.ts";
import type { Environment } from "./settings.ts";
import type { Telemetry } from "./telemetry.ts";
import { traceOf } from "./trace.ts";
import { Upstreams } from "./upstreams.ts";

/** Longer than the idle connections of Go's clients live, so that it is they who close. */
const KEEP_ALIVE_MS = 95_000;
const DEFAULTS = {
  bodyBytes: 1024 * 1024,
  headerBytes: 32 * 1024,
  headers: 128,
  concurrency: 256,
  queue: 256,
  connections: 1024,
  requestMs: 10_000,
};

/** One server with its table, destinations and limits. */
export class ShimHost {
  public readonly server: ReturnType<typeof createServer>;
  public readonly inFlight = new InFlight();
  public readonly upstreams: Upstreams;
  public draining = false;
  private readonly shim: Shim;
  private readonly telemetry: Telemetry;
  private readonly check: SenderCheck | undefined;
  private readonly gate: Gate;
  private readonly limits: typeof DEFAULTS;
  private readonly paths: ReadonlySet<string>;
  private readonly startedMs = CLOCK.now();
  /** Bodies that are being read. */
  private reading = 0;
  /** Whole requests that wait for their answer, by connection. */
  private readonly unanswered = new WeakMap<Socket, number>();

  public constructor(prepared: PreparedTable, environment: Environment, telemetry: Telemetry) {
    const { table } = prepared;
    this.limits = { ...DEFAULTS, ...table.limits };
    this.telemetry = telemetry;
    this.paths = new Set(Object.keys(table.routes));
    this.upstreams = new Upstreams(table, environment, () => CLOCK.now());
    this.check = senderCheck(table.auth, environment, () => CLOCK.now());
    this.gate = new Gate(this.limits.concurrency, this.limits.queue);
    this.shim = createShim(prepared, { clock: CLOCK, transport: this.upstreams, observer: telemetry });
    this.server = this.listenable();
  }

  private listenable(): ReturnType<typeof createServer> {
    const { headerBytes, headers, connections, requestMs } = this.limits;
    const server = createServer({
      maxHeaderSize: headerBytes,
      insecureHTTPParser: false,
      requireHostHeader: true,
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1000, requestMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    });
    // Node cuts what is beyond without a word; one more is enough to see that there are too many.
    server.maxHeadersCount = headers + 1;
    server.maxConnections = connections;
    server.on("request", (request, response) => this.request(request, response, false));
    server.on("checkContinue", (request, response) => this.request(request, response, true));
    server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => this.noHttp(error, socket));
    server.on("drop", () => this.telemetry.turnedAway("connections", 0, "There are too many connections."));
    return server;
  }

  private request(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const startedMs = CLOCK.now();
    const { method = "GET", url = "/" } = request;
    const query = url.indexOf("?");
    const path = query === -1 ? url : url.slice(0, query);
    if (method !== "POST") {
      this.withoutEvent(request, response, method, path);
      return;
    }
    const fault = this.faultOf(request, path);
    if (fault !== undefined) {
      this.refuse(response, fault);
      return;
    }
    if (this.check === undefined) this.read(request, response, path, startedMs, expectsContinue);
    else
      this.authorize(this.check, request, response, () =>
        this.read(request, response, path, startedMs, expectsContinue),
      );
  }

  private faultOf(request: IncomingMessage, path: string): Refused | undefined {
    if (!this.paths.has(path)) return { status: 404, reason: "path", text: "The route table has no such path." };
    return headFault(request, this.limits);
  }

  private authorize(check: SenderCheck, request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const judge = (isAllowed: boolean) => {
      if (isAllowed) next();
      else {
        const headers = ["WWW-Authenticate", "Bearer"];
        this.refuse(response, { status: 401, reason: "sender", text: "It brings no token that may send.", headers });
      }
    };
    const verdict = check(request.headers.authorization);
    if (typeof verdict === "boolean") judge(verdict);
    else void verdict.then(judge, () => judge(false));
  }

  private read(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    startedMs: number,
    expectsContinue: boolean,
  ): void {
    const { concurrency, queue, bodyBytes } = this.limits;
    if (this.gate.isFull || this.reading + this.gate.atWork + this.gate.waits >= concurrency + queue) {
      this.refuse(response, BUSY);
      return;
    }
    if (expectsContinue) response.writeContinue();
    this.reading += 1;
    readBody(request, bodyBytes, (body) => {
      this.reading -= 1;
      if (body === "gone") return;
      if (body === "too-long") {
        this.refuse(response, tooLong(bodyBytes));
        return;
      }
      const reading = readForRouting(
        body === undefined ? { headers: request.rawHeaders } : { headers: request.rawHeaders, body },
      );
      if (reading.kind === "refused") {
        this.refuse(response, { status: 400, reason: "no-event", text: reading.text }, true);
        return;
      }
      this.work(request, response, { path, event: reading.event, startedMs });
    });
  }

  /** The event is whole: from here on its sender is told how it ended, or the connection ends with it. */
  private work(request: IncomingMessage, response: ServerResponse, arrived: Arrived): void {
    const { path, event, startedMs } = arrived;
    const { socket } = request;
    let cancel: (() => void) | undefined;
    let isOver = false;
    const over = (answer: ShimAnswer | "left") => {
      isOver = true;
      this.telemetry.answered(path, event, answer, CLOCK.now() - startedMs);
      this.gate.leave();
    };
    const begin = () => {
      cancel = this.shim.receive(
        {
          path,
          event,
          forwarded: passthroughHeaders(request.rawHeaders),
          trace: traceOf(request.rawHeaders, event),
          sinceMs: startedMs,
        },
        (answer) => {
          over(answer);
          this.answer(response, answer);
        },
      );
      if (isOver) cancel = undefined;
    };
    const aborted = {
      abort: () => void socket.destroy(),
    };
    this.inFlight.add(aborted);
    this.unanswered.set(socket, (this.unanswered.get(socket) ?? 0) + 1);
    response.once("close", () => {
      this.inFlight.delete(aborted);
      this.unanswered.set(socket, (this.unanswered.get(socket) ?? 1) - 1);
      // Closed before it was answered: the sender left.
      if (isOver) return;
      if (this.gate.withdraw(begin)) {
        isOver = true;
        this.telemetry.answered(path, event, "left", CLOCK.now() - startedMs);
      } else if (cancel !== undefined) {
        cancel();
        over("left");
      }
    });
    if (this.gate.enter(begin)) return;
    isOver = true;
    this.refuse(response, BUSY, true);
  }

  private answer(response: ServerResponse, { status, event, headers, text }: ShimAnswer): void {
    if (response.destroyed) return;
    const head: string[] = this.draining ? ["Connection", "close"] : [];
    let body: Uint8Array | string | undefined;
    if (event !== undefined) {
      const message = writeBinary(event);
      for (const [name, value] of message.headers) head.push(name, value);
      body = message.body;
    } else if (text !== undefined) {
      head.push("Content-Type", "text/plain; charset=utf-8");
      body = text.slice(0, MOST_TEXT);
    }
    for (const [name, value] of headers) head.push(name, value);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    head.push("Content-Length", String(bytes?.length ?? 0));
    try {
      response.writeHead(status, head);
      // A short text goes out in one piece with the head; bytes would be a second one.
      if (bytes !== undefined && bytes.length <= SHORT_BODY) response.end(latin1(bytes), "latin1");
      else response.end(bytes);
    } catch {
      // A reply that HTTP cannot carry; it has been read from HTTP, so this is a value Node's writer alone refuses.
      response.destroy();
      return;
    }
    // Who does not take the answer must not hold it in memory.
    if (response.writableLength > 0) {
      const stop = CLOCK.after(this.limits.requestMs, () => response.destroy());
      response.once("close", stop);
    }
  }

  private withoutEvent(request: IncomingMessage, response: ServerResponse, method: string, path: string): void {
    const isProbe = request.headers["user-agent"]?.startsWith("kube-probe/") ?? false;
    if (method !== "GET" && method !== "HEAD") {
      this.refuse(response, {
        status: 405,
        reason: "method",
        text: "Events are sent with POST.",
        headers: ["Allow", "POST"],
      });
    } else if (path === "/metrics") {
      const text = this.telemetry.write({
        atWork: this.gate.atWork,
        waits: this.gate.waits,
        startedMs: this.startedMs,
      });
      this.text(response, 200, text, ["Content-Type", "text/plain; version=0.0.4; charset=utf-8"]);
    } else if (path === "/healthz") this.text(response, 200, "ok\n");
    else if (path === "/readyz" || isProbe)
      this.text(response, this.draining ? 503 : 200, this.draining ? "draining\n" : "ok\n");
    else
      this.refuse(response, {
        status: 405,
        reason: "method",
        text: "Events are sent with POST.",
        headers: ["Allow", "POST"],
      });
  }

  /** @param wasRead whether nothing of the request is left on the connection, so that it can be used again */
  private refuse(response: ServerResponse, { status, reason, text, headers = [] }: Refused, wasRead = false): void {
    this.telemetry.turnedAway(reason, status, text);
    if (response.destroyed) return;
    this.text(response, status, `${text}\n`, wasRead ? headers : [...headers, "Connection", "close"]);
  }

  private text(response: ServerResponse, status: number, text: string, headers: readonly string[] = []): void {
    const type = headers.includes("Content-Type") ? [] : ["Content-Type", "text/plain; charset=utf-8"];
    const close = this.draining && !headers.includes("Connection") ? ["Connection", "close"] : [];
    const bytes = Buffer.from(text);
    response.writeHead(status, [...type, ...headers, ...close, "Content-Length", String(bytes.length)]);
    response.end(bytes);
  }

  /** What Node's parser refuses. */
  private noHttp(error: NodeJS.ErrnoException, socket: Socket): void {
    const status = STATUS_OF[error.code ?? ""] ?? 400;
    if (error.code !== "ECONNRESET")
      this.telemetry.turnedAway("no-http", status, `It is no HTTP that is taken (${error.code ?? "unknown"}).`);
    // An answer here would be taken for that of the event before it, which is not known yet.
    if (!socket.writable || error.code === "ECONNRESET" || (this.unanswered.get(socket) ?? 0) > 0) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  }
}

/** One character per byte. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

interface Arrived {
  readonly path: string;
  readonly event: WireEvent;
  readonly startedMs: number;
}

const BUSY: Refused = {
  status: 429,
  reason: "busy",
  text: "There are too many events at work.",
  headers: ["Retry-After", "1"],
};
/** Copied once more rather than written apart. In bytes. */
const SHORT_BODY = 16 * 1024;
/** A dead letter keeps 768 bytes of it (eventing.md §6.5). */
const MOST_TEXT = 500;
const STATUS_OF: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
