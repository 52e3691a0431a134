import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ConfigurationError } from "../../src/service/configuration-error.ts";
import { runSource } from "../../src/service/run-source.ts";
import { source } from "../../src/service/source.ts";
import { Answered, Asked, keptLog } from "./fixtures.ts";

const quiet = { signals: false, log: () => undefined };

test("sends what the source makes, stamped, to the sink of the environment", async () => {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ ...request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  let sent: () => void = () => undefined;
  const done = new Promise<void>((settle) => {
    sent = settle;
  });
  const ticker = source("ticker", {
    emits: [Asked],
    run: async ({ send, signal, sleep }) => {
      await send(Asked.create({ question: "why" }));
      sent();
      while (!signal.aborted) await sleep(60_000);
    },
  });
  const environment = {
    K_SINK: `http://127.0.0.1:${port}/ns/broker`,
    K_CE_OVERRIDES: '{"extensions":{"region":"eu"}}',
  };
  const running = runSource(ticker, { ...quiet, environment });
  await done;
  await running.close();
  server.close().closeAllConnections();
  expect(received).toEqual([
    expect.objectContaining({
      "ce-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "ce-time": expect.stringMatching(/^\d{4}-/),
      "ce-source": "/sluice/ticker",
      "ce-type": "test.asked",
      "ce-region": "eu",
      body: '{"question":"why"}',
    }),
  ]);
});

test("refuses a draft that the source does not declare, and one its contract refuses", async () => {
  const errors: unknown[] = [];
  const wrong = source("wrong", {
    emits: [Asked],
    run: async ({ send, signal, sleep }) => {
      for (const draft of [Answered.create({ answer: "so" }), Asked.create({ question: 7 as never })]) {
        await send(draft as ReturnType<typeof Asked.create>).catch((error: unknown) => errors.push(error));
      }
      while (!signal.aborted) await sleep(60_000);
    },
  });
  const running = runSource(wrong, { ...quiet, environment: { K_SINK: "http://127.0.0.1:9" } });
  await running.close();
  expect(errors.map(String)).toEqual([
    'EventError: The source "wrong" does not emit "test.answered", only "test.asked".',
    'EventError: The data of this "test.asked" event is not what its contract says: data.question: must be a text.',
  ]);
});

test("without a sink it does not start", () => {
  const idle = source("idle", { emits: [Asked], run: () => Promise.resolve() });
  expect(() => runSource(idle, { ...quiet, environment: {} })).toThrow(ConfigurationError);
});

test("what the loop throws is told when it stops", async () => {
  const kept = keptLog();
  const broken = source("broken", { emits: [Asked], run: () => Promise.reject(new Error("disk on fire")) });
  const running = runSource(broken, { signals: false, log: kept.log, environment: { K_SINK: "http://127.0.0.1:9" } });
  await expect(running.stopped).rejects.toThrow("disk on fire");
});
