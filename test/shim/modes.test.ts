import { describe, expect, it } from "vitest";
import type { EnvelopeRoute, ReplyRoute } from "../../src/routes/index.ts";
import { event, ok, replies, status, tableOf, TestShim, text } from "./harness.ts";

describe("an envelope", () => {
  const route: EnvelopeRoute = {
    mode: "envelope",
    to: "prices",
    request: {
      query: { region: "{{/event/region}}", none: "{{/event/data/none}}" },
      headers: { "X-Tenant": "t-{{/event/data/tenant}}", "x-none": "{{/event/none}}" },
      body: {
        item: "{{/event/data/item}}",
        text: "id {{/event/id}}",
        gone: "{{/event/data/gone}}",
        list: [1, "{{/event/data/none}}"],
      },
    },
    response: {
      type: "price.found.v1",
      data: { price: "{{/body/price}}", code: "{{/status}}", item: "{{/event/data/item}}" },
      attributes: { subject: "items/{{/event/data/item/no}}", region: "{{/event/region}}", gone: "{{/body/no}}" },
      statuses: { "404": "ignore", "5xx": "retry", "409": "fail", "422": "retry", "418": "accept" },
    },
  };
  const given = event({ region: "eu west" }, { item: { no: 7 }, tenant: "a" });
  const json = (body: unknown, code = 200) => ({
    ...status(code, JSON.stringify(body)),
    headers: [["content-type", "application/json"]] as const,
  });

  it("builds the request and makes an event of the response, correlated to its cause", () => {
    const shim = new TestShim(tableOf(route, "prices"), { prices: () => json({ price: 12.5 }) });
    const answer = shim.send(given, { trace: [["traceparent", "p"]] });
    expect(shim.requests).toEqual([
      {
        destination: "prices",
        url: "http://prices.test/?region=eu%20west",
        leg: "to",
        step: "to",
        attempt: 1,
        content: {
          kind: "plain",
          method: "POST",
          headers: [
            ["content-type", "application/json"],
            ["x-tenant", "t-a"],
          ],
          body: '{"item":{"no":7},"text":"id 1","list":[1]}',
        },
        headers: [["traceparent", "p"]],
        event: given,
        cause: { path: "/", event: given, forwarded: [], trace: [["traceparent", "p"]] },
      },
    ]);
    expect(answer).toEqual({
      status: 200,
      headers: [],
      event: event(
        {
          id: "1/to",
          source: "/sluice/orders",
          type: "price.found.v1",
          time: "1970-01-01T00:00:00.001Z",
          subject: "items/7",
          region: "eu west",
          correlationid: "1",
          causationid: "1",
          traceparent: "p",
        },
        { price: 12.5, code: 200, item: { no: 7 } },
      ),
    });
  });

  it.each([
    ["404 as no reply", 404, { status: 202, headers: [] }],
    [
      "409 as a failure for good",
      409,
      { status: 422, headers: [], text: "to: prices did not take it: it answered 409." },
    ],
    ["422 as one to repeat", 422, { status: 503, headers: [], text: "to: prices did not take it: it answered 422." }],
    ["500 by its class", 500, { status: 500, headers: [], text: "to: prices did not take it: it answered 500." }],
    ["400 by Knative's law", 400, { status: 400, headers: [], text: "to: prices did not take it: it answered 400." }],
  ])("reads %s", (_, code, expected) => {
    const shim = new TestShim(tableOf(route, "prices"), { prices: () => json({}, code) });
    expect(shim.send(given)).toEqual(expected);
  });

  it("reads a status that is declared a success", () => {
    const shim = new TestShim(tableOf(route, "prices"), { prices: () => json({ price: 1 }, 418) });
    expect(text(shim.send(given)?.event)).toBe('{"price":1,"code":418,"item":{"no":7}}');
  });

  it("wraps the body as it is where no data is declared, and answers without a reply where there is none", () => {
    const plain: EnvelopeRoute = { mode: "envelope", to: "prices", response: { type: "t" } };
    const shim = new TestShim(tableOf(plain, "prices"), {
      prices: (_, n) =>
        n === 1 ? { status: 200, headers: [["content-type", "text/csv"]], body: Buffer.from("a,b") } : status(204),
    });
    const first = shim.send(given)?.event;
    expect([text(first), first?.attributes["datacontenttype"]]).toEqual(["a,b", "text/csv"]);
    expect(shim.send(given)).toEqual({ status: 202, headers: [] });
    expect(shim.requests[0]?.content).toEqual({
      kind: "plain",
      method: "POST",
      headers: [["content-type", "application/json"]],
      body: given.data,
    });
  });

  it("passes an event on that the service makes itself", () => {
    const shim = new TestShim(tableOf(route, "prices"), { prices: () => replies(event({ id: "9" })) });
    expect(shim.send(given)?.event).toEqual(event({ id: "9" }));
  });

  it.each([
    ["ignore", { status: 202, headers: [] }],
    [
      "fail",
      { status: 502, headers: [], text: "to: prices did not take it: it answered with a body that is no event." },
    ],
  ] as const)("does with a body that is no event what %s says", (nonEvent, expected) => {
    const shim = new TestShim(
      tableOf({ mode: "envelope", to: "prices", response: { type: "t", nonEvent } }, "prices"),
      {
        prices: () => status(200, "OK"),
      },
    );
    expect(shim.send(given)).toEqual(expected);
  });

  it("works inside a flow", () => {
    const flow = [{ to: "prices", name: "price", envelope: { response: { type: "price" } } }, { publish: "out" }];
    const shim = new TestShim(tableOf({ mode: "fuse", flow }, "prices", "out"), {
      prices: () => json({}),
      out: () => ok(),
    });
    expect(shim.send(given)?.status).toBe(202);
    expect(shim.seen[1]).toEqual({ at: 1, to: "out", leg: "publish", id: "1/price", type: "price" });
  });
});

describe("a route of replies", () => {
  const route: ReplyRoute = {
    mode: "route",
    to: "orders",
    replies: [
      {
        when: { filters: [{ exact: { type: "paid" } }] },
        to: [{ destination: "a" }, { destination: "b", delivery: { retry: 1 } }],
      },
      { when: { filters: [{ prefix: { type: "pa" } }] }, to: [{ destination: "c" }] },
    ],
    deadLetterSink: "failures",
  };
  const names = ["orders", "a", "b", "c", "failures"];

  it("sends the reply everywhere a rule says, each by its own delivery", () => {
    const shim = new TestShim(tableOf(route, ...names), {
      orders: () => replies(event({ id: "2", type: "paid" })),
      a: () => ok(),
      b: (_, n) => (n === 1 ? status(503) : ok()),
      c: () => ok(),
    });
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.seen.map(({ at, to, leg, id }) => [at, to, leg, id])).toEqual([
      [0, "orders", "to", "1"],
      [1, "a", "reply", "2"],
      [1, "b", "reply", "2"],
      [1, "c", "reply", "2"],
      [2, "b", "reply", "2"],
    ]);
  });

  it("dead-letters a reply that no rule takes, with the reason", () => {
    const shim = new TestShim(tableOf(route, ...names), {
      orders: () => replies(event({ id: "2", type: "other" })),
      failures: () => ok(),
    });
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.requests[1]?.content).toEqual({
      kind: "event",
      event: event({
        id: "2",
        type: "other",
        knativeerrordest: "/sluice/orders#replies",
        knativeerrorcode: "422",
        knativeerrordata: Buffer.from('replies: no rule takes events of type "other".').toString("base64"),
      }),
    });
  });

  it("fails for good with such a reply where nothing takes it", () => {
    const { deadLetterSink: _, ...without } = route;
    const shim = new TestShim(tableOf(without, ...names), { orders: () => replies(event({ id: "2", type: "other" })) });
    expect(shim.send(event())).toEqual({
      status: 422,
      headers: [],
      text: 'replies: no rule takes events of type "other".',
    });
  });

  it("routes what arrives where there is no service", () => {
    const { to: _, ...without } = route;
    const shim = new TestShim(tableOf(without, ...names), { c: () => status(500) });
    expect(shim.send(event({ type: "pay" }))).toEqual({
      status: 500,
      headers: [],
      text: "replies-1-to-0: c did not take it: it answered 500.",
    });
  });
});
