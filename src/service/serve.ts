import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, answer, type ServiceHost } from "./answer.ts";
import { jsonLog, type Log } from "../diagnostics/log.ts";
import { closeOnSignals, drain, InFlight, listen } from "../events/http/server.ts";
import type { Service } from "./service.ts";

/** How a service is served. */
export interface ServeOptions {
  /** 0 takes a free one. @default - the environment's PORT, else 8080 (serving.md §6) */
  readonly port?: number;
  /** @default "0.0.0.0", which a Knative container must listen on (serving.md §6) */
  readonly host?: string;
  /** The `source` of replies whose contract names none: a URI reference. @default - `/sluice/` and the step's name */
  readonly source?: string;
  /** Longest body that is read; a longer one is 413, which is not retried. @default 10 MiB */
  readonly maxBodyBytes?: number;
  /** Most bytes of headers; more is 431. @default 64 KiB */
  readonly maxHeaderBytes?: number;
  /** How long requests in flight may take after SIGTERM or {@link Serving.close}. @default 10000 */
  readonly graceMs?: number;
  /** Whether SIGTERM and SIGINT drain and stop it. @default true */
  readonly signals?: boolean;
  /** @default - JSON lines on stdout */
  readonly log?: Log;
}

/** A service that listens. */
export interface Serving {
  readonly port: number;
  readonly url: string;
  /** Stops accepting, lets requests in flight end within the grace, then aborts them. Safe to call twice. */
  close(): Promise<void>;
  /** Resolves when it has stopped, however that came about. */
  readonly stopped: Promise<void>;
}

const CLOSE = { Connection: "close" } as const;
const HEALTH_PATHS = new Set(["/healthz", "/readyz"]);

/**
 * Serves a service over HTTP. Takes events by POST on every path, in binary and structured mode; answers `GET /healthz`,
 * `GET /readyz` (503 while draining) and kube-probes.
 *
 * @throws Error with code `EADDRINUSE` or `EACCES` when the port cannot be had
 */
export async function serve(service: Service, options: ServeOptions = {}): Promise<Serving> {
  const now = () => Date.now();
  const log = options.log ?? jsonLog((line) => process.stdout.write(line), now);
  const host: ServiceHost = { now, id: randomUUID, source: options.source ?? `/sluice/${service.step.name}` };
  const maxBodyBytes = options.maxBodyBytes ?? 10 * 1024 * 1024;
  const inFlight = new InFlight();
  let draining = false;

  const server = createServer({ maxHeaderSize: options.maxHeaderBytes ?? 64 * 1024 }, (request, response) => {
    const known = withoutEvent(request, draining);
    if (known !== undefined) {
      sendText(response, known.status, known.text, { ...known.headers, ...(draining ? CLOSE : {}) });
      return;
    }
    const controller = new AbortController();
    inFlight.add(controller);
    response.once("close", () => {
      inFlight.delete(controller);
      // Closed before it was answered: the caller left.
      if (!response.writableFinished) controller.abort(new Error("The caller left before the answer."));
    });
    const started = now();
    // Asked when the answer goes out: a request in flight when draining began must not keep its connection.
    const last = () => (draining ? CLOSE : {});
    deliver(service, request, response, controller.signal, { host, maxBodyBytes, last }).then(
      (answered) => answered && tell(log, service, answered, now() - started),
      (error: unknown) => {
        log({ severity: "ERROR", message: "The request broke off.", step: service.step.name, error });
        response.destroy();
      },
    );
  });
  await listen(server, options.port ?? environmentPort(), options.host ?? "0.0.0.0");

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= drain(server, inFlight, options.graceMs ?? 10_000);
    draining = true;
    return closing;
  };
  const stopped = new Promise<void>((done) => server.once("close", done));
  if (options.signals ?? true) closeOnSignals(close, stopped);
  const { port } = server.address() as AddressInfo;
  const name = options.host === undefined || options.host === "0.0.0.0" ? "127.0.0.1" : options.host;
  return { port, url: `http://${name.includes(":") ? `[${name}]` : name}:${port}`, close, stopped };
}

/** The answer to a request that brings no event; undefined for one that may. */
function withoutEvent(
  request: IncomingMessage,
  draining: boolean,
): { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> } | undefined {
  const { method = "GET", url = "/" } = request;
  if (method === "POST") return undefined;
  const path = url.split("?", 1)[0] ?? "/";
  const probe = request.headers["user-agent"]?.startsWith("kube-probe/") ?? false;
  if ((method === "GET" || method === "HEAD") && (probe || HEALTH_PATHS.has(path))) {
    return draining && path !== "/healthz" ? { status: 503, text: "draining\n" } : { status: 200, text: "ok\n" };
  }
  return { status: 405, text: "Events are sent with POST.\n", headers: { Allow: "POST" } };
}

interface DeliveryOptions {
  readonly host: ServiceHost;
  readonly maxBodyBytes: number;
  /** Headers that every answer gets at the moment it is sent. */
  readonly last: () => Readonly<Record<string, string>>;
}

/** Reads, answers and sends; undefined when the caller left while its body was read. */
async function deliver(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  { host, maxBodyBytes, last }: DeliveryOptions,
): Promise<Answer | undefined> {
  const body = await readBody(request, maxBodyBytes);
  if (body === "gone") return undefined;
  if (body === "too-long") {
    // The rest is not read: the connection cannot be used again.
    const text = `The body is longer than ${maxBodyBytes} bytes.`;
    sendText(response, 413, text, CLOSE);
    return { status: 413, headers: [], account: { severity: "WARNING", message: text } };
  }
  const message = { headers: request.rawHeaders, ...(body.length === 0 ? {} : { body }) };
  const answered = await answer(service, message, signal, host);
  for (const [name, value] of Object.entries(last())) response.setHeader(name, value);
  for (const [name, value] of answered.headers) response.setHeader(name, value);
  response.statusCode = answered.status;
  response.end(answered.body);
  return answered;
}

function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too-long" | "gone"> {
  const { promise, settle } = deferred<Buffer | "too-long" | "gone">();
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve("too-long");
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    request.pause();
    settle("too-long");
  });
  request.once("end", () => settle(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
  request.once("error", () => settle("gone"));
  request.once("close", () => settle("gone"));
  return promise;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly settle: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    settle = done;
  });
  return { promise, settle };
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(text);
}

function tell(log: Log, service: Service, { status, account }: Answer, durationMs: number): void {
  const { severity, message, event, reply, error } = account;
  log({
    severity,
    message,
    step: service.step.name,
    status,
    durationMs,
    ...(event === undefined ? {} : { event }),
    ...(reply === undefined ? {} : { reply }),
    ...(error === undefined ? {} : { error }),
  });
}

function environmentPort(): number {
  const port = Number(process.env["PORT"] ?? "");
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 8080;
}
