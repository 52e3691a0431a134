import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WireEvent } from "../../events/event.ts";
import { readMessage } from "../../events/http/index.ts";
import type { Endpoint, EndpointId, EventGraph } from "../../graph/graph.ts";

/** Longest body that is read, in bytes; more is answered 413. */
const MAX_BODY = 16 * 1024 * 1024;

/** Takes an event for an endpoint; answers with the status that Knative would. */
export type Receive = (to: EndpointId, event: WireEvent, from: EndpointId | undefined) => Promise<number>;

/** The one address of this machine that stands for every Broker and Channel of the graph. */
export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** Where events for an endpoint are posted. */
  urlOf(endpoint: Endpoint): string;
  /** Where a source's own container posts: the same, with the sender known. */
  sinkOf(source: EndpointId, sink: EndpointId): string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1. A Broker is at `/<namespace>/<name>` as on a cluster (eventing.md §6.6); what else takes events
 * is at `/<kind>/<namespace>/<name>`, kind in lower case.
 *
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function listen(graph: EventGraph, port: number, receive: Receive): Promise<Loopback> {
  const paths = new Map<string, EndpointId>();
  const urls = new Map<EndpointId, string>();
  for (const endpoint of graph.endpoints) {
    if (endpoint.kind === "source") continue;
    const path = pathOf(endpoint);
    paths.set(path, endpoint.id);
    urls.set(endpoint.id, path);
  }
  const senders = new Map<string, { readonly from: EndpointId; readonly to: EndpointId }>();
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    const path = (request.url ?? "/").replace(/\/$/, "");
    const sender = senders.get(path);
    const to = sender?.to ?? paths.get(path);
    handle(request, response, to, sender?.from, receive, () => [...paths.keys()]).catch((error: unknown) => {
      end(response, 500, error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", ready);
  });
  const bound = (server.address() as AddressInfo).port;
  const base = `http://127.0.0.1:${bound}`;
  return {
    port: bound,
    url: base,
    urlOf: (endpoint) => `${base}${urls.get(endpoint.id) ?? "/"}`,
    sinkOf(source, sink) {
      const path = `/from/${encodeURIComponent(source)}`;
      senders.set(path, { from: source, to: sink });
      return `${base}${path}`;
    },
    close: () => close(server),
  };
}

function pathOf(endpoint: Endpoint): string {
  const path = `/${endpoint.namespace}/${endpoint.name}`;
  return endpoint.kind === "broker" ? path : `/${(endpoint.origin.object?.kind ?? endpoint.kind).toLowerCase()}${path}`;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  to: EndpointId | undefined,
  from: EndpointId | undefined,
  receive: Receive,
  known: () => readonly string[],
): Promise<void> {
  if (to === undefined) {
    end(
      response,
      404,
      `Nothing of this app is at "${request.url}". Events are taken at:\n  ${[...known()].sort(byText).join("\n  ")}`,
    );
    return;
  }
  if (request.method === "OPTIONS") {
    end(response, 200, "", { allow: "POST, OPTIONS", "webhook-allowed-origin": "*", "webhook-allowed-rate": "*" });
    return;
  }
  if (request.method !== "POST") {
    end(response, 405, "", { allow: "POST, OPTIONS" });
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    end(response, 413, `The body is longer than ${MAX_BODY} bytes.`);
    return;
  }
  const reading = readMessage({ headers: request.rawHeaders, ...(body.byteLength === 0 ? {} : { body }) });
  if (reading.kind !== "event") {
    // A cluster answers with an empty body; here a person may be reading.
    end(response, 400, `${reading.text}`);
    return;
  }
  end(response, await receive(to, reading.event, from), "");
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    request.on("end", () => done(size > MAX_BODY ? undefined : Buffer.concat(chunks)));
    request.on("error", failed);
  });
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return;
  const type = text === "" ? {} : { "content-type": "text/plain; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers });
  response.end(text === "" ? undefined : `${text}\n`);
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
