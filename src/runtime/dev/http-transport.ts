import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import type { EndpointId } from "../../graph/graph.ts";
import { type OutgoingMessage, writeBinary, writeStructured } from "../../events/http/index.ts";
import type { Answer, BodyEnd, Transport, TransportRequest } from "../engine/transport.ts";

/** Beyond this an answer is cut off: a reply is an event, not a download. In bytes. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** Real HTTP on loopback. `locate` turns an in-cluster address into a local one; undefined: nothing listens there. */
export class HttpTransport implements Transport {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly locate: (endpoint: EndpointId, url: string) => string | undefined;

  public constructor(locate: (endpoint: EndpointId, url: string) => string | undefined) {
    this.locate = locate;
  }

  public send(outgoing: TransportRequest, settle: (answer: Answer) => void): () => void {
    let settled = false;
    const once = (answer: Answer) => {
      if (settled) return;
      settled = true;
      settle(answer);
    };
    const url = this.locate(outgoing.to, outgoing.url);
    if (url === undefined) {
      const host = new URL(outgoing.url).hostname;
      setImmediate(() => once({ error: `dial tcp: lookup ${host}: no such host` }));
      return () => {
        settled = true;
      };
    }
    const sent = this.post(url, outgoing, once);
    return () => {
      settled = true;
      sent.destroy();
    };
  }

  /** Closes idle connections. */
  public close(): void {
    this.agent.destroy();
  }

  private post(url: string, outgoing: TransportRequest, settle: (answer: Answer) => void): ClientRequest {
    const { headers, body } = messageOf(outgoing);
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const sent = request(url, {
      method: outgoing.plain?.method ?? outgoing.method,
      agent: this.agent,
      headers: [
        ...headers.flat(),
        ...outgoing.headers.flat(),
        "content-length",
        String(bytes?.byteLength ?? 0),
        "host",
        new URL(outgoing.url).host,
      ],
    });
    sent.on("response", (response) => settle(answerOf(response)));
    sent.on("error", (error: NodeJS.ErrnoException) => settle({ error: reason(error) }));
    sent.end(bytes);
    return sent;
  }
}

/** The request's own headers and body; a redirect that became GET keeps the attributes alone (eventing.md §6.2). */
function messageOf({ method, mode, event, plain }: TransportRequest): OutgoingMessage {
  if (plain !== undefined) return plain;
  const message = mode === "structured" ? writeStructured(event) : writeBinary(event);
  // The engine sends nothing that cannot be written: it has failed before it reaches a transport.
  if (message === undefined) return writeBinary(event);
  if (method === "POST") return message;
  return { headers: message.headers.filter(([name]) => name.toLowerCase() !== "content-type") };
}

function answerOf(response: IncomingMessage): Answer {
  const end = bodyOf(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.rawHeaders,
    rest: (done) => void end.then(done),
  };
}

/** Never rejects: a body that breaks off is an end too. */
function bodyOf(response: IncomingMessage): Promise<BodyEnd> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > MAX_ANSWER) response.destroy();
      else chunks.push(chunk);
    });
    response.on("end", () => done({ body: Buffer.concat(chunks) }));
    response.on("close", () => done({ broken: "unexpected EOF" }));
    response.on("error", () => done({ broken: "unexpected EOF" }));
  });
}

/** A transport error in the words of Go's client, which dead letters show. */
function reason(error: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }): string {
  const address = `${error.address ?? "127.0.0.1"}:${error.port ?? 0}`;
  if (error.code === "ECONNREFUSED") return `dial tcp ${address}: connect: connection refused`;
  if (error.code === "ECONNRESET" || error.message === "socket hang up") return "EOF";
  return error.message;
}
