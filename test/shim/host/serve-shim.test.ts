import { afterEach, describe, expect, it } from "vitest";
import type { RouteTable } from "../../../src/routes/index.ts";
import { post, Sockets } from "./harness.ts";

const sockets = new Sockets();
afterEach(() => sockets.close());

function table(url: string, others: Partial<RouteTable> = {}): RouteTable {
  return {
    version: 1,
    name: "orders",
    destinations: { charge: { url: `${url}/charge?a=b` } },
    routes: { "/": { mode: "fuse", flow: [{ to: "charge" }, { reply: true }] } },
    ...others,
  };
}

describe("a served table", () => {
  it("sends the event on in binary mode and answers with the reply", async () => {
    const charge = await sockets.upstream((_, response) => {
      response.writeHead(201, {
        "ce-specversion": "1.0",
        "ce-id": "2",
        "ce-source": "/charge",
        "ce-type": "paid",
        "ce-note": "caf\u00c3\u00a9",
        "x-request-id": "r",
      });
      response.end("hi");
    });
    const shim = await sockets.shim(table(charge.url));
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const answer = await post(`${shim.url}/?ignored`, '{"a":1}', {
      traceparent,
      "x-request-id": "q",
      authorization: "Bearer s",
      cookie: "c",
    });
    expect([
      answer.status,
      await answer.text(),
      answer.headers.get("ce-type"),
      answer.headers.get("x-request-id"),
    ]).toEqual([200, "hi", "paid", "r"]);
    expect(answer.headers.get("ce-note")).toBe("caf\u00c3\u00a9");
    const [got] = charge.got;
    expect(got).toEqual({
      method: "POST",
      url: "/charge?a=b",
      headers: {
        host: charge.url.slice(7),
        connection: "keep-alive",
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "/shop",
        "ce-type": "order.created",
        "content-type": "application/json",
        "x-request-id": "q",
        prefer: "reply",
        traceparent,
        "content-length": "7",
      },
      body: '{"a":1}',
    });
  });

  it("takes structured mode, and gives an event without a trace one of its own", async () => {
    const charge = await sockets.upstream((_, response) => response.writeHead(202).end());
    const shim = await sockets.shim(table(charge.url));
    const body = JSON.stringify({ specversion: "1.0", id: "1", source: "/s", type: "t", data: { a: "\u00e9" } });
    const answer = await fetch(shim.url, {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body,
    });
    expect([answer.status, await answer.text()]).toEqual([202, ""]);
    expect([charge.got[0]?.body, charge.got[0]?.headers["ce-id"]]).toEqual(['{"a":"\u00e9"}', "1"]);
    expect(charge.got[0]?.headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it("takes the trace from the event's extension where no header has it", async () => {
    const charge = await sockets.upstream((_, response) => response.writeHead(202).end());
    const shim = await sockets.shim(table(charge.url));
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await post(shim.url, undefined, { "ce-traceparent": traceparent, "ce-tracestate": "a=b" });
    const headers: Readonly<Record<string, unknown>> = charge.got[0]?.headers ?? {};
    expect([headers["traceparent"], headers["tracestate"], headers["ce-traceparent"]]).toEqual([
      traceparent,
      "a=b",
      traceparent,
    ]);
  });

  it("adds a destination's headers, secrets from the environment", async () => {
    const charge = await sockets.upstream((_, response) => response.writeHead(202).end());
    const destinations = {
      charge: { url: charge.url, headers: { "X-Tenant": "a", authorization: { env: "TOKEN", prefix: "Bearer " } } },
    };
    const shim = await sockets.shim(table(charge.url, { destinations }), { environment: { TOKEN: "s3cret\n" } });
    await post(shim.url);
    expect([charge.got[0]?.headers["x-tenant"], charge.got[0]?.headers["authorization"]]).toEqual([
      "a",
      "Bearer s3cret",
    ]);
    await expect(sockets.shim(table(charge.url, { destinations }))).rejects.toThrow(
      "The variable TOKEN is not set, and a secret should be in it.",
    );
  });

  it("follows no redirect", async () => {
    const charge = await sockets.upstream((_, response) => response.writeHead(307, { location: "/elsewhere" }).end());
    const shim = await sockets.shim(table(charge.url));
    const answer = await post(shim.url);
    expect([answer.status, charge.got.length]).toEqual([422, 1]);
  });

  it("refuses an answer that is too long, and one that breaks off", async () => {
    const charge = await sockets.upstream(({ body }, response) => {
      if (body === "long") response.end("x".repeat(5000));
      else {
        response.writeHead(200, { "content-length": "100" });
        response.write("half");
        response.socket?.destroy();
      }
    });
    const shim = await sockets.shim(table(charge.url, { limits: { responseBytes: 4000 } }));
    const long = await post(shim.url, "long");
    expect([long.status, await long.text()]).toEqual([
      502,
      "flow-0: charge did not take it: its answer is longer than 4000 bytes.",
    ]);
    const broken = await post(shim.url, "broken");
    expect([broken.status, await broken.text()]).toEqual([
      502,
      "flow-0: charge did not take it: the connection was closed before the answer was whole.",
    ]);
  });

  it("cuts a slow step, and its request with it", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const charge = await sockets.upstream((_, response) => {
      closed = new Promise((done) => response.once("close", done));
    });
    const flow = [{ to: "charge", delivery: { timeout: "PT0.1S" } }, { reply: true as const }];
    const shim = await sockets.shim(table(charge.url, { routes: { "/": { mode: "fuse", flow } } }));
    expect((await post(shim.url)).status).toBe(504);
    await closed;
  });

  it("ends what is under way when the sender leaves", async () => {
    const left = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const charge = await sockets.upstream((_, response) => {
      closed = new Promise((done) => response.once("close", done));
      left.abort();
    });
    const shim = await sockets.shim(table(charge.url));
    const { signal } = left;
    const headers = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "t" };
    await expect(fetch(shim.url, { method: "POST", headers, signal })).rejects.toThrow("This operation was aborted");
    await closed;
    const metrics = await (await fetch(`${shim.url}/metrics`)).text();
    expect(metrics).toContain(
      'http_server_request_duration_seconds_count{http_route="/",http_response_status_code="499"} 1',
    );
    expect(metrics).toContain("http_server_active_requests 0");
  });

  it("lets only so many at work, others wait, and more are sent away with Retry-After", async () => {
    const held: (() => void)[] = [];
    let arrived: () => void = () => undefined;
    const charge = await sockets.upstream((_, response) => {
      held.push(() => response.writeHead(202).end());
      arrived();
    });
    const first = new Promise<void>((done) => {
      arrived = done;
    });
    const shim = await sockets.shim(table(charge.url, { limits: { concurrency: 1, queue: 1 } }));
    const one = post(shim.url);
    await first;
    const two = post(shim.url);
    // The queue is full when the metrics say that one waits.
    while (!(await (await fetch(`${shim.url}/metrics`)).text()).includes("sluice_shim_waiting_requests 1"));
    const three = await post(shim.url);
    expect([three.status, three.headers.get("retry-after"), await three.text()]).toEqual([
      429,
      "1",
      "There are too many events at work.\n",
    ]);
    const second = new Promise<void>((done) => {
      arrived = done;
    });
    held.shift()?.();
    expect((await one).status).toBe(202);
    await second;
    held.shift()?.();
    expect((await two).status).toBe(202);
  });

  it("answers probes, and what is no event by its fault", async () => {
    const shim = await sockets.shim(table("http://127.0.0.1:1"));
    const get = async (path: string, init?: RequestInit) => {
      const answer = await fetch(`${shim.url}${path}`, init);
      return [answer.status, await answer.text()];
    };
    expect(await get("/healthz")).toEqual([200, "ok\n"]);
    expect(await get("/readyz")).toEqual([200, "ok\n"]);
    expect(await get("/", { headers: { "user-agent": "kube-probe/1.30" } })).toEqual([200, "ok\n"]);
    expect(await get("/")).toEqual([405, "Events are sent with POST.\n"]);
    expect(await get("/other", { method: "POST" })).toEqual([404, "The route table has no such path.\n"]);
    expect(await get("/", { method: "POST", body: "x" })).toEqual([
      400,
      'This message is no CloudEvent: it has the content type "text/plain;charset=UTF-8" and no `ce-specversion`.\n',
    ]);
    expect(await get("/", { method: "POST", headers: { "content-encoding": "gzip" } })).toEqual([
      415,
      "Its body has a Content-Encoding, and events have none.\n",
    ]);
  });

  it("drains: the event at work is answered, new ones find nobody", async () => {
    let finish: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const began = new Promise<void>((done) => {
      arrived = done;
    });
    const charge = await sockets.upstream((_, response) => {
      finish = () => response.writeHead(202).end();
      arrived();
    });
    const shim = await sockets.shim(table(charge.url));
    const answer = post(shim.url);
    await began;
    const closed = shim.close();
    await expect(post(shim.url)).rejects.toThrow("fetch failed");
    finish();
    expect([(await answer).status, (await answer).headers.get("connection")]).toEqual([202, "close"]);
    await closed;
    await shim.stopped;
  });

  it("cuts what outlasts the grace, unanswered", async () => {
    const charge = await sockets.upstream(() => undefined);
    const shim = await sockets.shim(table(charge.url), { graceMs: 50 });
    const fault = post(shim.url).catch((error: unknown) => String(error));
    while (charge.got.length === 0) await new Promise((done) => setImmediate(done));
    await shim.close();
    expect(await fault).toBe("TypeError: fetch failed");
  });

  it("logs failures without data, and data only when asked", async () => {
    const charge = await sockets.upstream((_, response) => response.writeHead(400).end("secret answer"));
    for (const logData of [false, true]) {
      const shim = await sockets.shim(table(charge.url), { logData });
      await post(shim.url, "secret data");
      expect(shim.entries).toEqual([
        {
          severity: "WARNING",
          message: "Refused.",
          route: "/",
          step: "flow-0",
          destination: "charge",
          leg: "to",
          attempt: 1,
          status: 400,
          reason: "it answered 400",
          durationMs: expect.any(Number) as number,
          event: { id: "1", type: "order.created", source: "/shop" },
        },
        {
          severity: "ERROR",
          message: "Not handled.",
          route: "/",
          status: 400,
          reason: "flow-0: charge did not take it: it answered 400.",
          durationMs: expect.any(Number) as number,
          event: { id: "1", type: "order.created", source: "/shop" },
          ...(logData ? { data: "secret data" } : {}),
        },
      ]);
    }
  });
});
