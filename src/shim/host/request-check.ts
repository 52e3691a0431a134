import type { IncomingMessage } from "node:http";

/** A request that is turned away before anything of it is read. */
export interface Refused {
  readonly status: number;
  /** For metrics: one word or two. */
  readonly reason: string;
  readonly text: string;
  readonly headers?: readonly string[];
}

/** What a request's head may be. */
export interface HeadLimits {
  readonly headers: number;
  readonly bodyBytes: number;
}

/**
 * What is wrong with the head of a request; Node's parser has refused what is no HTTP. Hop-by-hop headers are never
 * forwarded; one that would take headers of the event off on the way is an attack.
 */
export function headFault({ rawHeaders, headers }: IncomingMessage, limits: HeadLimits): Refused | undefined {
  if (rawHeaders.length / 2 > limits.headers) {
    return { status: 431, reason: "headers", text: `It has more than ${limits.headers} headers.` };
  }
  const { connection } = headers;
  if (connection !== undefined && connection !== "keep-alive" && connection !== "close") {
    const named = connection.split(",").map((token) => token.trim().toLowerCase());
    const taken = named.find(isForwarded);
    if (taken !== undefined) {
      return {
        status: 400,
        reason: "hop-by-hop",
        text: `Its header Connection names ${JSON.stringify(taken)}, which is no header of one hop.`,
      };
    }
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return { status: 415, reason: "content-encoding", text: "Its body has a Content-Encoding, and events have none." };
  }
  if (Number(headers["content-length"] ?? 0) > limits.bodyBytes) return tooLong(limits.bodyBytes);
  return undefined;
}

/** A body beyond the limit; not repeated by a Knative sender. */
export function tooLong(bytes: number): Refused {
  return { status: 413, reason: "body", text: `Its body is longer than ${bytes} bytes.` };
}

function isForwarded(name: string): boolean {
  if (name.startsWith("ce-") || name.startsWith("content-") || name.startsWith("x-") || name.startsWith("knative-"))
    return true;
  return (
    name === "authorization" || name === "traceparent" || name === "tracestate" || name === "baggage" || name === "host"
  );
}
