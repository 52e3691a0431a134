import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ConfigurationError } from "../../src/service/configuration-error.ts";
import { sendToSink, sinkSettings } from "../../src/service/sink.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A sink that answers with these statuses in turn, the last one for ever. */
async function sink(...statuses: number[]): Promise<{ readonly url: URL; readonly requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    request.resume();
    requests.push(request);
    response.statusCode = statuses[Math.min(requests.length, statuses.length) - 1] ?? 500;
    response.end("ignored");
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/in`), requests };
}

/** Time passes at once and is written down. */
function host(signal: AbortSignal = new AbortController().signal) {
  const waits: number[] = [];
  return {
    waits,
    signal,
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

const event = { attributes: { specversion: "1.0", id: "1", type: "t", source: "/s", mood: "own" }, data: "{}" };

test("sends once when the sink takes it, with the overrides set over the event's own extensions", async () => {
  const { url, requests } = await sink(202);
  await sendToSink(event, { url, overrides: { mood: "theirs", region: "eu" } }, host());
  expect(requests).toHaveLength(1);
  expect(requests[0]?.headers).toMatchObject({ "ce-id": "1", "ce-mood": "theirs", "ce-region": "eu" });
  expect(requests[0]?.url).toBe("/in");
});

test("retries five times with waits from 100 ms to 1.6 s, as a CloudEvents SDK client does", async () => {
  const { url, requests } = await sink(503);
  const failing = host();
  await expect(sendToSink(event, { url, overrides: {} }, failing)).rejects.toMatchObject({
    name: "SinkError",
    message: `The sink ${url.href} did not take the event: it answered 503.`,
    attempts: 6,
    status: 503,
  });
  expect(failing.waits).toEqual([100, 200, 400, 800, 1600]);
  expect(requests).toHaveLength(6);
});

test("stops retrying as soon as the sink takes it", async () => {
  const { url, requests } = await sink(404, 425, 200);
  await sendToSink(event, { url, overrides: {} }, host());
  expect(requests).toHaveLength(3);
});

test.each([500, 400, 403, 408, 409])("does not retry %i", async (status) => {
  const { url, requests } = await sink(status);
  await expect(sendToSink(event, { url, overrides: {} }, host())).rejects.toMatchObject({ attempts: 1, status });
  expect(requests).toHaveLength(1);
});

test("retries when nobody listens, and says so without the URL's query", async () => {
  const { url } = await sink(200);
  servers.splice(0).forEach((server) => server.close());
  url.search = "?token=secret";
  const failing = host();
  await expect(sendToSink(event, { url, overrides: {} }, failing)).rejects.toThrow(
    `The sink ${url.origin}/in did not take the event: ECONNREFUSED.`,
  );
  expect(failing.waits).toHaveLength(5);
});

test("does not retry once the source must end", async () => {
  const { url } = await sink(503);
  const ended = new AbortController();
  ended.abort();
  await expect(sendToSink(event, { url, overrides: {} }, host(ended.signal))).rejects.toMatchObject({ attempts: 1 });
});

test("reads where events go as Knative tells a source's container", () => {
  const overrides = JSON.stringify({ extensions: { Region: "eu" } });
  expect(sinkSettings({ K_SINK: "http://broker/ns/b", K_CE_OVERRIDES: overrides, K_SINK_TIMEOUT: "3" })).toEqual({
    url: new URL("http://broker/ns/b"),
    overrides: { region: "eu" },
    timeoutMs: 3000,
  });
  expect(sinkSettings({ K_SINK: "http://b", K_CE_OVERRIDES: "", K_SINK_TIMEOUT: "-1" })).toEqual({
    url: new URL("http://b"),
    overrides: {},
  });
});

test("names everything that is wrong with the sink's variables", () => {
  const problems = (environment: Readonly<Record<string, string>>) => {
    try {
      sinkSettings(environment);
      return [];
    } catch (error) {
      return ConfigurationError.is(error) ? error.problems : [String(error)];
    }
  };
  expect(problems({ K_CE_OVERRIDES: "nope" })).toEqual([
    "K_SINK is not set. A ContainerSource sets it to its sink; by hand, set it to a URL that takes events.",
    'K_CE_OVERRIDES is "nope", which is no JSON object.',
  ]);
  expect(problems({ K_SINK: "ftp://x", K_CE_OVERRIDES: '{"extensions":{"Type":"x","a-b":"y"}}' })).toEqual([
    'K_SINK is "ftp://x", which is no http or https URL.',
    'K_CE_OVERRIDES sets "Type", which is no extension attribute with a text as its value.',
    'K_CE_OVERRIDES sets "a-b", which is no extension attribute with a text as its value.',
  ]);
});
