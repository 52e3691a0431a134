import { type Dispatcher, Pool } from "undici";
import type { Cancel } from "../../delivery/index.ts";
import { unsendableHeader, writeBinary } from "../../events/http/index.ts";
import type { RouteTable } from "../../routes/index.ts";
import type { ShimRequest, ShimTransport, ShimTransportAnswer } from "../ports.ts";
import { openSecret, type Secret } from "./secrets.ts";
import type { Environment } from "./settings.ts";
import { trusting } from "./trusting.ts";

/** Connections to one destination. */
const CONNECTIONS = 256;
const CONNECT_MS = 10_000;
/** Of an answer's headers; a longer one is a failure. */
const MAX_HEADER_BYTES = 64 * 1024;
const RESPONSE_BYTES = 4 * 1024 * 1024;

/** Reaches the destinations of a table over HTTP, with whole answers in memory. Follows no redirect. */
export class Upstreams implements ShimTransport {
  private readonly upstreams: ReadonlyMap<string, Upstream>;
  private readonly pools: readonly Pool[];

  /** @throws SecretError where a secret is not there */
  public constructor(table: RouteTable, environment: Environment, now: () => number) {
    const responseBytes = table.limits?.responseBytes ?? RESPONSE_BYTES;
    const connections = Math.min(CONNECTIONS, table.limits?.concurrency ?? CONNECTIONS);
    // Destinations of one host share its connections.
    const pools = new Map<string, Pool>();
    const upstreams = Object.entries(table.destinations).map(([name, destination]) => {
      const { origin } = new URL(destination.url);
      const key = `${origin} ${destination.caCerts ?? ""}`;
      const pool =
        pools.get(key) ??
        new Pool(origin, {
          connections,
          pipelining: 1,
          // The core cuts what takes too long, body included.
          headersTimeout: 0,
          bodyTimeout: 0,
          maxResponseSize: responseBytes,
          maxHeaderSize: MAX_HEADER_BYTES,
          connect: { timeout: CONNECT_MS, ...trusting(destination.caCerts) },
        });
      pools.set(key, pool);
      const headers = Object.entries(destination.headers ?? {}).map(([header, value]): readonly [string, Secret] => {
        const lower = header.toLowerCase();
        return typeof value === "string" ? [lower, () => value] : [lower, openSecret(value, environment, now)];
      });
      return [name, { pool, origin, headers, responseBytes }] as const;
    });
    this.upstreams = new Map(upstreams);
    this.pools = [...pools.values()];
  }

  public send(request: ShimRequest, settle: (answer: ShimTransportAnswer) => void): Cancel {
    const upstream = this.upstreams.get(request.destination);
    if (upstream === undefined) throw new Error(`The table has no destination ${request.destination}.`);
    const exchange = new Exchange(settle, upstream.responseBytes);
    const fault = dispatch(upstream, request, exchange);
    if (fault !== undefined) setImmediate(() => exchange.settle({ error: fault }));
    return () => exchange.cancel();
  }

  /** Cuts every connection. */
  public async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }
}

interface Upstream {
  readonly pool: Pool;
  readonly origin: string;
  readonly headers: readonly (readonly [string, Secret])[];
  readonly responseBytes: number;
}

/** Why nothing was sent; undefined when it is under way. */
function dispatch(
  upstream: Upstream,
  { url, content, headers: others }: ShimRequest,
  exchange: Exchange,
): string | undefined {
  const message = content.kind === "event" ? writeBinary(content.event) : content;
  const headers: string[] = [];
  for (const [name, value] of message.headers) headers.push(name, value);
  for (const [name, value] of others) headers.push(name, value);
  for (const [name, secret] of upstream.headers) headers.push(name, secret());
  try {
    upstream.pool.dispatch(
      {
        origin: upstream.origin,
        path: url.slice(upstream.origin.length) || "/",
        method: content.kind === "event" ? "POST" : content.method,
        headers,
        body: message.body ?? null,
      },
      exchange,
    );
    return undefined;
  } catch (error) {
    const header = unsendableHeader(message);
    return header === undefined ? reasonOf(error) : `the header ${header} has a value that HTTP cannot carry`;
  }
}

/** One request and its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly done: (answer: ShimTransportAnswer) => void;
  private readonly maxBytes: number;
  private controller: Dispatcher.DispatchController | undefined;
  private isOver = false;
  private status = 0;
  private headers: Readonly<Record<string, string | readonly string[] | undefined>> = {};
  private first: Buffer | undefined;
  private rest: Buffer[] | undefined;
  private bytes = 0;

  public constructor(done: (answer: ShimTransportAnswer) => void, maxBytes: number) {
    this.done = done;
    this.maxBytes = maxBytes;
  }

  public settle(answer: ShimTransportAnswer): void {
    if (this.isOver) return;
    this.isOver = true;
    this.done(answer);
  }

  public cancel(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.controller?.abort(CANCELLED);
  }

  public onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It waited for a connection, and nobody waits for it any more.
    if (this.isOver) controller.abort(CANCELLED);
  }

  public onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  public onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) {
      this.settle({ error: `its answer is longer than ${this.maxBytes} bytes` });
      controller.abort(CANCELLED);
    } else if (this.first === undefined) this.first = chunk;
    else (this.rest ??= [this.first]).push(chunk);
  }

  public onResponseEnd(): void {
    const { status, headers, first, rest } = this;
    const body = rest === undefined ? first : Buffer.concat(rest, this.bytes);
    this.settle(body === undefined ? { status, headers } : { status, headers, body });
  }

  public onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (error.name === "ResponseExceededMaxSizeError")
      this.settle({ error: `its answer is longer than ${this.maxBytes} bytes` });
    else this.settle({ error: reasonOf(error) });
  }
}

const CANCELLED = new Error("Nobody waits for the answer any more.");

/** What went wrong, for logs and dead letters: without addresses, stacks or secrets. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  switch (code) {
    case "ECONNREFUSED":
      return "the connection was refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its host is not known";
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return "the connection was closed before the answer was whole";
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return "no connection came about in time";
    case "UND_ERR_HEADERS_OVERFLOW":
      return `its answer has more than ${MAX_HEADER_BYTES} bytes of headers`;
    default:
      // What TLS or the HTTP parser has to say.
      return `the request failed (${code === "" ? error.message.slice(0, 80) : code})`;
  }
}
