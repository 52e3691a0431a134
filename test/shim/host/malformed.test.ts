import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { RouteLimits, RouteTable } from "../../../src/routes/index.ts";
import { head, post, raw, Sockets } from "./harness.ts";

const sockets = new Sockets();
afterEach(() => sockets.close());

const serve = (limits: RouteLimits = {}) => {
  const table: RouteTable = {
    version: 1,
    name: "orders",
    destinations: {},
    limits,
    routes: { "/": { mode: "fuse", flow: [{ discard: true }] } },
  };
  return sockets.shim(table);
};

const statusLine = (text: string) => text.split("\r\n", 1)[0];

describe("malformed HTTP from a raw socket", () => {
  it.each([
    ["both Content-Length and Transfer-Encoding", head("Content-Length: 5", "Transfer-Encoding: chunked"), "0\r\n\r\n"],
    ["Transfer-Encoding before Content-Length", head("Transfer-Encoding: chunked", "Content-Length: 5"), "0\r\n\r\n"],
    ["two different lengths", head("Content-Length: 5", "Content-Length: 6"), "hello"],
    ["a length that is no number", head("Content-Length: +5"), "hello"],
    ["an encoding that is none", head("Transfer-Encoding: xchunked"), "0\r\n\r\n"],
    ["chunked that is not last", head("Transfer-Encoding: chunked, identity"), "0\r\n\r\n"],
    ["a chunk's size that is no number", head("Transfer-Encoding: chunked"), "zz\r\n\r\n"],
    ["a bare CR in a value", head("X-A: a\rX-B: b"), ""],
    ["a bare LF in a value", head("X-A: a\nX-B: b"), ""],
    ["lines that end in LF alone", head().replaceAll("\r\n", "\n"), ""],
    ["a NUL in a value", head("X-A: a\0b"), ""],
    ["a blank before the colon", head("Content-Length : 5"), "hello"],
    ["a folded line", head("X-A: a", " b"), ""],
    ["a name with a character no name has", head("X(A): a"), ""],
    ["no host", head().replace("Host: shim\r\n", ""), ""],
    ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", ""],
    ["HTTP/2 without an upgrade", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""],
    ["no version", "POST /\r\n\r\n", ""],
    ["Connection that takes the event's headers away", head("Connection: ce-id, close", "Content-Length: 0"), ""],
  ])("is answered 400: %s", async (_, request, body) => {
    const shim = await serve();
    expect(statusLine(await raw(shim.port, request, body))).toBe("HTTP/1.1 400 Bad Request");
    expect((await post(shim.url)).status).toBe(202);
  });

  it.each([
    [
      "headers beyond the bytes",
      { headerBytes: 1024 },
      head(`X-A: ${"a".repeat(2000)}`),
      "HTTP/1.1 431 Request Header Fields Too Large",
    ],
    [
      "more headers than the limit",
      { headers: 20 },
      head("Connection: close", ...Array.from({ length: 15 }, (_, n) => `X-${n}: a`)),
      "HTTP/1.1 431 Request Header Fields Too Large",
    ],
    ["a length beyond the limit", { bodyBytes: 10 }, head("Content-Length: 11"), "HTTP/1.1 413 Payload Too Large"],
    [
      "a chunked body beyond the limit",
      { bodyBytes: 10 },
      `${head("Transfer-Encoding: chunked")}b\r\n${"x".repeat(11)}\r\n`,
      "HTTP/1.1 413 Payload Too Large",
    ],
    [
      "a body that is announced first",
      { bodyBytes: 10 },
      head("Expect: 100-continue", "Content-Length: 11"),
      "HTTP/1.1 413 Payload Too Large",
    ],
    [
      "another expectation",
      {},
      head("Expect: 200-ok", "Connection: close", "Content-Length: 0"),
      "HTTP/1.1 417 Expectation Failed",
    ],
    [
      "a sender that never ends its headers",
      { requestMs: 50 },
      "POST / HTTP/1.1\r\nHost: shim\r\n",
      "HTTP/1.1 408 Request Timeout",
    ],
    [
      "a sender that never ends its body",
      { requestMs: 50 },
      `${head("Content-Length: 5")}hel`,
      "HTTP/1.1 408 Request Timeout",
    ],
  ])("is cut at its limit: %s", async (_, limits, request, expected) => {
    const shim = await serve(limits);
    expect(statusLine(await raw(shim.port, request))).toBe(expected);
    expect((await post(shim.url)).status).toBe(202);
  });

  it("does not take garbage behind an event for that event's answer", async () => {
    // The upstream never answers: an answer here could only be the garbage's.
    const charge = await sockets.upstream(() => undefined);
    const shim = await sockets.shim({
      version: 1,
      name: "orders",
      destinations: { charge: { url: charge.url } },
      routes: { "/": { mode: "fuse", flow: [{ to: "charge" }, { reply: true }] } },
    });
    const text = await new Promise<string>((done) => {
      let received = "";
      const socket = connect(shim.port, "127.0.0.1", () => socket.write(head("Content-Length: 0")));
      socket.on("data", (chunk: Buffer) => {
        received += chunk.toString();
      });
      socket.on("error", () => undefined);
      socket.on("close", () => done(received));
      const look = () => {
        if (charge.got.length === 0) setImmediate(look);
        else socket.write("\0garbage\r\n\r\n");
      };
      look();
    });
    expect(text).toBe("");
  });

  it("survives a sender that closes at any byte", async () => {
    const shim = await serve();
    const whole = `${head("Content-Length: 5", "Connection: close")}hello`;
    for (let length = 0; length <= whole.length; length += 7) {
      await new Promise<void>((done) => {
        const socket = connect(shim.port, "127.0.0.1", () => {
          socket.write(whole.slice(0, length), () => socket.resetAndDestroy());
        });
        socket.on("error", () => undefined);
        socket.on("close", () => done());
      });
    }
    expect((await post(shim.url)).status).toBe(202);
    const metrics = await (await fetch(`${shim.url}/metrics`)).text();
    expect(metrics).toContain("http_server_active_requests 0");
  });
});
