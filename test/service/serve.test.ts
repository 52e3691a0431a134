import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { noReply } from "../../src/events/index.ts";
import { type ServeOptions, type Serving, serve } from "../../src/service/serve.ts";
import { type Service, service } from "../../src/service/service.ts";
import { Answered, asked, keptLog, Listener, Oracle } from "./fixtures.ts";

const running: Serving[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(served: Service, options: ServeOptions = {}): Promise<Serving> {
  const serving = await serve(served, { port: 0, host: "127.0.0.1", signals: false, log: () => undefined, ...options });
  running.push(serving);
  return serving;
}

const oracle = service(Oracle, (event) => Answered.create({ answer: event.data.question }));

test("answers an event in binary mode with a reply", async () => {
  const { url } = await start(oracle);
  const response = await fetch(`${url}/any/path`, { method: "POST", ...asked() });
  expect([response.status, response.headers.get("ce-type"), response.headers.get("content-length")]).toEqual([
    200,
    "test.answered",
    "16",
  ]);
  expect(await response.json()).toEqual({ answer: "why" });
});

test("answers an event in structured mode", async () => {
  const { url } = await start(oracle);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify({
      specversion: "1.0",
      id: "1",
      source: "/t",
      type: "test.asked",
      datacontenttype: "application/json",
      data: { question: "ü" },
    }),
  });
  expect(await response.json()).toEqual({ answer: "ü" });
});

test("many events at once do not disturb each other", async () => {
  const { url } = await start(oracle);
  const questions = Array.from({ length: 200 }, (_, index) => `q${index}`);
  const answers = await Promise.all(
    questions.map(async (question) => {
      const response = await fetch(url, { method: "POST", ...asked({ question }) });
      return response.json();
    }),
  );
  expect(answers).toEqual(questions.map((answer) => ({ answer })));
});

test("says that it is healthy, to paths and to kube-probes", async () => {
  const { url } = await start(oracle);
  const probe = await fetch(url, { headers: { "user-agent": "kube-probe/1.31" } });
  const statuses = await Promise.all(["/healthz", "/readyz"].map(async (path) => (await fetch(url + path)).status));
  expect([probe.status, ...statuses]).toEqual([200, 200, 200]);
});

test("other methods are 405", async () => {
  const { url } = await start(oracle);
  const response = await fetch(url);
  expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([
    405,
    "POST",
    "Events are sent with POST.\n",
  ]);
});

test("a body that is too long is 413, told or not", async () => {
  const kept = keptLog();
  const { url } = await start(oracle, { maxBodyBytes: 100, log: kept.log });
  const told = await fetch(url, { method: "POST", ...asked({ question: "x".repeat(200) }) });
  expect([told.status, await told.text()]).toEqual([413, "The body is longer than 100 bytes."]);
  const streamed = await new Promise<number | undefined>((done, fail) => {
    const sending = request(url, { method: "POST", headers: asked().headers }, (response) => done(response.statusCode));
    sending.on("error", fail);
    sending.write("x".repeat(60));
    sending.write("x".repeat(60));
  });
  expect(streamed).toBe(413);
});

test("headers that are too long are 431", async () => {
  const { url } = await start(oracle, { maxHeaderBytes: 1024 });
  const { headers, body } = asked();
  const response = await fetch(url, { method: "POST", headers: { ...headers, "ce-long": "x".repeat(2000) }, body });
  expect(response.status).toBe(431);
});

test("logs each event without its data", async () => {
  const kept = keptLog();
  const { url } = await start(oracle, { log: kept.log });
  await fetch(url, { method: "POST", ...asked({ question: "secret" }) });
  expect(kept.entries).toEqual([
    {
      severity: "INFO",
      message: "Handled, replied.",
      step: "oracle",
      status: 200,
      durationMs: expect.any(Number),
      event: { id: "e-1", type: "test.asked", source: "/test" },
      reply: "test.answered",
    },
  ]);
});

test("the handler's signal aborts when the caller leaves", async () => {
  const aborted = deferred<unknown>();
  const started = deferred<undefined>();
  const waiting = service(Listener, async (_, { signal }) => {
    signal.addEventListener("abort", () => aborted.settle(signal.reason));
    started.settle(undefined);
    await aborted.promise;
  });
  const { url } = await start(waiting);
  const leaving = new AbortController();
  const call = fetch(url, { method: "POST", ...asked(), signal: leaving.signal }).catch(() => "left");
  await started.promise;
  leaving.abort();
  expect([await call, String(await aborted.promise)]).toEqual(["left", "Error: The caller left before the answer."]);
});

test("draining lets the request in flight end, refuses new ones and closes its connections", async () => {
  const started = deferred<undefined>();
  const go = deferred<undefined>();
  const slow = service(Oracle, async () => {
    started.settle(undefined);
    await go.promise;
    return Answered.create({ answer: "late" });
  });
  const serving = await start(slow);
  const call = fetch(serving.url, { method: "POST", ...asked() });
  await started.promise;
  const closed = serving.close();
  await expect(fetch(`${serving.url}/readyz`)).rejects.toThrow("fetch failed");
  go.settle(undefined);
  const response = await call;
  expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
  await closed;
  await serving.stopped;
});

test("draining is over after the grace: what still runs is aborted", async () => {
  const reason = deferred<unknown>();
  const started = deferred<undefined>();
  const stuck = service(Oracle, async (_, { signal }) => {
    signal.addEventListener("abort", () => reason.settle(signal.reason));
    started.settle(undefined);
    await reason.promise;
    return noReply;
  });
  const serving = await start(stuck, { graceMs: 20 });
  const call = fetch(serving.url, { method: "POST", ...asked() }).catch(() => "cut");
  await started.promise;
  await serving.close();
  expect([await call, String(await reason.promise)]).toEqual(["cut", "Error: The service is shutting down."]);
});

test("a caller that goes away in the middle of its body does no harm", async () => {
  const { url, port } = await start(oracle);
  const socket = connect(port, "127.0.0.1");
  await new Promise<void>((done) => {
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf", () => done());
  });
  socket.destroy();
  expect((await fetch(url, { method: "POST", ...asked() })).status).toBe(200);
});

test("a port in use is an error that says so", async () => {
  const { port } = await start(oracle);
  await expect(start(oracle, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

function deferred<T>(): { readonly promise: Promise<T>; readonly settle: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    settle = done;
  });
  return { promise, settle };
}
