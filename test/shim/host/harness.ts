import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { LogEntry } from "../../../src/diagnostics/log.ts";
import type { RouteTable } from "../../../src/routes/index.ts";
import { type Compilers, type ServeShimOptions, serveShim, type ServingShim } from "../../../src/shim/index.ts";
import { prepared } from "../harness.ts";

/** One request as an upstream got it. */
export interface Got {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Everything a test opened, closed by {@link Sockets.close}. */
export class Sockets {
  private readonly closers: (() => Promise<void>)[] = [];

  /** An upstream; `got` is what reached it. */
  public async upstream(
    answer: (got: Got, response: ServerResponse) => void,
  ): Promise<{ readonly url: string; readonly got: Got[]; readonly server: Server }> {
    const got: Got[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const one = {
          method: request.method ?? "",
          url: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        got.push(one);
        answer(one, response);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.closers.push(async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got, server };
  }

  /** A shim on a free port, without logs on stdout. */
  public async shim(
    table: RouteTable,
    options: ServeShimOptions & { readonly compilers?: Compilers } = {},
  ): Promise<ServingShim & { readonly entries: LogEntry[] }> {
    const entries: LogEntry[] = [];
    const { compilers, ...others } = options;
    const serving = await serveShim(prepared(table, compilers), {
      port: 0,
      host: "127.0.0.1",
      signals: false,
      environment: {},
      graceMs: 500,
      log: (entry) => void entries.push(entry),
      ...others,
    });
    this.closers.push(() => serving.close());
    return Object.assign(serving, { entries });
  }

  public async close(): Promise<void> {
    for (const close of this.closers.splice(0).toReversed()) await close();
  }
}

/** The headers of an event in binary mode. */
export const EVENT = {
  "ce-specversion": "1.0",
  "ce-id": "1",
  "ce-source": "/shop",
  "ce-type": "order.created",
} as const;

/** Posts an event. */
export function post(url: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { ...EVENT, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** Writes bytes and gives all that comes back until the connection ends. */
export function raw(port: number, ...parts: readonly string[]): Promise<string> {
  return new Promise((done) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const part of parts) socket.write(part, "latin1");
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => done(text));
  });
}

/** The head of a request with an event, and more headers. */
export function head(...lines: readonly string[]): string {
  const event = Object.entries(EVENT).map(([name, value]) => `${name}: ${value}`);
  return ["POST / HTTP/1.1", "Host: shim", ...event, ...lines, "", ""].join("\r\n");
}
