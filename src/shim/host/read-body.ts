import type { IncomingMessage } from "node:http";

/** The whole body, `too-long`, or `gone` when the sender left before its end. Calls back once. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Buffer | undefined | "too-long" | "gone") => void,
): void {
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let length = 0;
  let isOver = false;
  const settle = (body: Buffer | undefined | "too-long" | "gone") => {
    if (isOver) return;
    isOver = true;
    done(body);
  };
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) {
      request.pause();
      settle("too-long");
    } else if (first === undefined) first = chunk;
    else (chunks ??= [first]).push(chunk);
  });
  request.once("end", () => settle(chunks === undefined ? first : Buffer.concat(chunks, length)));
  // A request that breaks off closes; nobody has to hear its error.
  request.once("close", () => settle("gone"));
}
