import { describe, expect, it } from "vitest";
import type { Route, RouteStep } from "../../src/routes/index.ts";
import { event, ok, replies, status, tableOf, TestShim, text } from "./harness.ts";

const fuse = (...flow: readonly RouteStep[]): Route => ({ mode: "fuse", flow });

describe("a fused flow", () => {
  it("hands each reply to the next step and answers with the last one", () => {
    const shim = new TestShim(tableOf(fuse({ to: "charge" }, { to: "chart" }, { reply: true }), "charge", "chart"), {
      charge: () => replies(event({ id: "2", type: "order.charged" })),
      chart: () => ({
        ...replies(event({ id: "3", type: "order.drawn" })),
        headers: [
          ["X-Request-Id", "r"],
          ["x-other", "no"],
        ],
      }),
    });
    expect(shim.send(event(), { forwarded: [["x-request-id", "q"]], trace: [["traceparent", "t"]] })).toEqual({
      status: 200,
      event: event({ id: "3", type: "order.drawn" }),
      headers: [["x-request-id", "r"]],
    });
    expect(shim.seen).toEqual([
      { at: 0, to: "charge", leg: "to", id: "1", type: "order.created" },
      { at: 1, to: "chart", leg: "to", id: "2", type: "order.charged" },
    ]);
    expect(shim.requests.map(({ headers }) => headers)).toEqual([
      [
        ["x-request-id", "q"],
        ["prefer", "reply"],
        ["traceparent", "t"],
      ],
      [
        ["prefer", "reply"],
        ["traceparent", "t"],
      ],
    ]);
  });

  it("is handled where a step replies nothing", () => {
    const shim = new TestShim(tableOf(fuse({ to: "charge" }, { publish: "out" }), "charge", "out"), {
      charge: () => ok(),
    });
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.seen).toEqual([{ at: 0, to: "charge", leg: "to", id: "1", type: "order.created" }]);
  });

  it("repeats a step by its delivery, with Knative's waits", () => {
    const delivery = { retry: 2, backoffPolicy: "exponential", backoffDelay: "PT1S" } as const;
    const shim = new TestShim(tableOf(fuse({ to: "charge", delivery }, { discard: true }), "charge"), {
      charge: (_, n) => (n < 3 ? status(503) : ok()),
    });
    expect(shim.send(event())?.status).toBe(202);
    expect(shim.seen.map(({ at }) => at)).toEqual([0, 1001, 3002]);
  });

  it("dead-letters the step's own input, which counts as handled", () => {
    const delivery = { retry: 1, deadLetterSink: "failures" };
    const shim = new TestShim(
      tableOf(fuse({ to: "charge" }, { to: "chart", delivery }, { reply: true }), "charge", "chart", "failures"),
      {
        charge: () => replies(event({ id: "2", type: "order.charged" })),
        chart: () => status(500, "broken"),
        failures: () => ok(),
      },
    );
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.seen.map(({ to, leg, id }) => [to, leg, id])).toEqual([
      ["charge", "to", "1"],
      ["chart", "to", "2"],
      ["chart", "to", "2"],
      ["failures", "dead-letter", "2"],
    ]);
    expect(shim.requests.at(-1)?.content).toEqual({
      kind: "event",
      event: event({
        id: "2",
        type: "order.charged",
        knativeerrordest: "http://chart.test/",
        knativeerrorcode: "500",
        knativeerrordata: Buffer.from("broken").toString("base64"),
      }),
    });
    expect(shim.ends).toEqual([
      {
        route: "/",
        step: "flow-1",
        kind: "dead-lettered",
        detail: "flow-1: chart did not take it after 2 attempts: it answered 500.",
        event: { id: "2", type: "order.charged", source: "/shop" },
      },
    ]);
  });

  it("takes the route's dead-letter sink where a step's own delivery names none", () => {
    const route: Route = {
      ...fuse({ to: "charge", delivery: { retry: 1 } }, { discard: true }),
      delivery: { retry: 9, deadLetterSink: "failures" },
    };
    const shim = new TestShim(tableOf(route, "charge", "failures"), {
      charge: () => status(503),
      failures: () => ok(),
    });
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.seen.map(({ to }) => to)).toEqual(["charge", "charge", "failures"]);
  });

  it.each([
    ["a refusal for good as it is", status(400), 400, "it answered 400"],
    ["what is repeated as it is", status(409), 409, "it answered 409"],
    ["a redirect, which is never followed, as final", status(302), 422, "it answered 302"],
    ["no answer as 502", { error: "connection refused" }, 502, "connection refused"],
    ["a body that is no event as 502", status(200, "OK"), 502, "it answered with a body that is no event"],
  ])("tells the sender %s, where nothing takes the dead letter", (_, answer, told, why) => {
    const shim = new TestShim(tableOf(fuse({ to: "charge" }, { discard: true }), "charge"), { charge: () => answer });
    expect(shim.send(event())).toEqual({ status: told, headers: [], text: `flow-0: charge did not take it: ${why}.` });
  });

  it("passes Retry-After on to the sender", () => {
    const shim = new TestShim(tableOf(fuse({ to: "charge" }, { discard: true }), "charge"), {
      charge: () => ({ status: 429, headers: [["retry-after", "7"]] }),
    });
    expect(shim.send(event())).toEqual({
      status: 429,
      headers: [["retry-after", "7"]],
      text: "flow-0: charge did not take it: it answered 429.",
    });
  });

  it("tells the sender when the dead-letter sink refuses too", () => {
    const shim = new TestShim(
      tableOf(
        fuse({ to: "charge", delivery: { deadLetterSink: "failures" } }, { discard: true }),
        "charge",
        "failures",
      ),
      { charge: () => status(400), failures: () => status(503) },
    );
    expect(shim.send(event())).toEqual({
      status: 503,
      headers: [],
      text: "flow-0: charge did not take it: it answered 400. Its dead letter was refused too: flow-0: failures did not take it: it answered 503.",
    });
  });

  it("takes a body that is no event for nothing where it is told to", () => {
    const shim = new TestShim(tableOf(fuse({ to: "charge", nonEvent: "ignore" }, { reply: true }), "charge"), {
      charge: () => status(200, "OK"),
    });
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
  });

  it("refuses a reply that no receiver would take, and repeats the step", () => {
    const shim = new TestShim(tableOf(fuse({ to: "charge", delivery: { retry: 1 } }, { reply: true }), "charge"), {
      charge: (_, n) => ({
        status: 200,
        headers: [
          ["ce-specversion", "1.0"],
          ["ce-id", n === 1 ? " " : "2"],
          ["ce-source", "/s"],
          ["ce-type", "t"],
        ],
      }),
    });
    expect(shim.send(event())?.event?.attributes["id"]).toBe("2");
  });

  it("cuts an attempt at its timeout", () => {
    const delivery = { retry: 1, timeout: "PT2S" };
    const shim = new TestShim(tableOf(fuse({ to: "charge", delivery }, { discard: true }), "charge"), {
      charge: () => "never",
    });
    expect(shim.send(event())).toEqual({
      status: 504,
      headers: [],
      text: "flow-0: charge did not take it after 2 attempts: no answer within 2000 ms.",
    });
    expect([shim.clock.now(), shim.open]).toEqual([4000, 0]);
  });

  it("stops at the budget, counted from the arrival, and leaves nothing under way", () => {
    const shim = new TestShim(tableOf({ ...fuse({ to: "charge" }, { discard: true }), budgetMs: 500 }, "charge"), {
      charge: () => "never",
    });
    expect(shim.send(event(), { sinceMs: -100 })).toEqual({
      status: 504,
      headers: [],
      text: "The flow did not end within 500 ms.",
    });
    expect([shim.clock.now(), shim.open]).toEqual([400, 0]);
  });

  it("stops when the sender leaves: no answer, no dead letter, nothing under way", () => {
    const delivery = { retry: 5, deadLetterSink: "failures" };
    const shim = new TestShim(tableOf(fuse({ to: "charge", delivery }, { discard: true }), "charge", "failures"), {
      charge: () => "never",
    });
    const { leave, answers } = shim.post(event());
    shim.run(100);
    leave();
    shim.run();
    expect([answers, shim.open, shim.seen.length, shim.clock.nextAt]).toEqual([[], 0, 1, undefined]);
  });

  it("answers 404 on a path that is not in the table", () => {
    const shim = new TestShim(tableOf(fuse({ discard: true })), {});
    expect(shim.send(event(), { path: "/constructor" })).toEqual({
      status: 404,
      headers: [],
      text: "The route table has no such path.",
    });
  });
});

describe("a fan-out", () => {
  it("gives all branches the event at once and answers when the slowest has ended", () => {
    const shim = new TestShim(
      tableOf(fuse({ fanOut: [{ flow: [{ publish: "a" }] }, { flow: [{ to: "b" }, { reply: true }] }] }), "a", "b"),
      { a: () => ({ ...ok(), afterMs: 50 }), b: () => replies(event({ id: "2" })) },
    );
    expect(shim.send(event())).toEqual({ status: 200, event: event({ id: "2" }), headers: [] });
    expect(shim.seen.map(({ at, to }) => [at, to])).toEqual([
      [0, "a"],
      [0, "b"],
    ]);
    expect(shim.clock.now()).toBe(50);
  });

  it("fails with the branch that can be repeated, after all have ended", () => {
    const branches = ["a", "b", "c"].map((to) => ({ flow: [{ publish: to }] }));
    const shim = new TestShim(tableOf(fuse({ fanOut: branches }), "a", "b", "c"), {
      a: () => status(400),
      b: () => status(503),
      c: () => ({ ...ok(), afterMs: 9 }),
    });
    expect(shim.send(event())).toEqual({
      status: 503,
      headers: [],
      text: "flow-0-1-0: b did not take it: it answered 503.",
    });
    expect(shim.clock.now()).toBe(9);
  });

  it("forgets a branch that may fail, and says so", () => {
    const shim = new TestShim(
      tableOf(
        fuse({
          fanOut: [{ name: "audit", onFailure: "ignore", flow: [{ publish: "a" }] }, { flow: [{ publish: "b" }] }],
        }),
        "a",
        "b",
      ),
      { a: () => status(503), b: () => ok() },
    );
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.ends.map(({ step, kind, detail }) => ({ step, kind, detail }))).toEqual([
      { step: "flow-0-audit", kind: "ignored", detail: "flow-0-audit-0: a did not take it: it answered 503." },
    ]);
  });
});

describe("a switch", () => {
  const route = fuse(
    {
      switch: [
        { name: "gold", when: { data: { "/tier": ["gold", "platinum"] } }, flow: [{ publish: "gold" }] },
        { when: { filters: [{ cesql: "region = 'eu'" }, { prefix: { type: "order." } }] }, flow: [{ publish: "eu" }] },
        { when: { filters: [{ exact: { type: "order.created" } }], data: { "/amount": 0 } }, flow: [] },
      ],
      otherwise: [{ to: "other" }],
    },
    { publish: "end" },
  );
  const shim = () =>
    new TestShim(tableOf(route, "gold", "eu", "other", "end"), {
      gold: () => ok(),
      eu: () => ok(),
      other: () => replies(event({ id: "2" })),
      end: () => ok(),
    });

  it.each([
    ["the first case that matches", event({ region: "eu" }, { tier: "gold" }), ["gold"]],
    ["a case by attributes", event({ region: "eu" }, { tier: "none" }), ["eu"]],
    ["what follows, for a case that does not end", event({}, { amount: 0 }), ["end"]],
    ["otherwise, and what follows", event({}, { amount: "0" }), ["other", "end"]],
    ["otherwise, for data that is no JSON", event({ datacontenttype: "image/png" }), ["other", "end"]],
    ["otherwise, for a member that is not its own", event({}, {}), ["other", "end"]],
  ])("takes %s", (_, given, ways) => {
    const one = shim();
    expect(one.send(given)).toEqual({ status: 202, headers: [] });
    expect(one.seen.map(({ to }) => to)).toEqual(ways);
  });
});

describe("a filter", () => {
  it("ends the way of what does not match as handled", () => {
    const route = fuse({ filter: { filters: [{ not: { exact: { type: "order.created" } } }] } }, { publish: "a" });
    const shim = new TestShim(tableOf(route, "a"), {});
    expect(shim.send(event())).toEqual({ status: 202, headers: [] });
    expect(shim.ends).toEqual([
      { route: "/", step: "flow-0", kind: "filtered", event: { id: "1", type: "order.created", source: "/shop" } },
    ]);
  });
});

describe("a map", () => {
  it("changes attributes by templates and gives the event an id of its own, the same each time", () => {
    const attributes = {
      type: "order.{{/event/data/state}}",
      subject: "",
      region: "{{/event/data/where}}",
      note: "x{{/event/data/no}}",
    };
    const shim = new TestShim(tableOf(fuse({ name: "rename", map: { attributes } }, { reply: true })), {});
    const answer = shim.send(event({ subject: "s" }, { state: "paid", where: "eu" }));
    expect(answer).toEqual({
      status: 200,
      headers: [],
      event: {
        ...event({ id: "1/rename", type: "order.paid", region: "eu", note: "x" }, { state: "paid", where: "eu" }),
        data: JSON.stringify({ state: "paid", where: "eu" }),
      },
    });
  });

  it("makes new data by an expression", () => {
    const expressions = {
      compile: (code: string) => (input: unknown, done: (r: { value: unknown }) => void) => {
        done({ value: { code, input } });
        return () => undefined;
      },
    };
    const shim = new TestShim(tableOf(fuse({ map: { jsonata: "data.a" } }, { reply: true })), {}, { expressions });
    const answer = shim.send(event({}, { a: 1 }));
    expect(JSON.parse(text(answer?.event) ?? "")).toEqual({
      code: "data.a",
      input: {
        specversion: "1.0",
        id: "1",
        source: "/shop",
        type: "order.created",
        datacontenttype: "application/json",
        data: { a: 1 },
      },
    });
  });

  it("dead-letters its input when the expression fails, and fails for good without a sink", () => {
    const expressions = {
      compile: () => (_: unknown, done: (r: { error: string }) => void) => {
        done({ error: "no number" });
        return () => undefined;
      },
    };
    const map = { jsonata: "$number(data)" };
    const without = new TestShim(tableOf(fuse({ map }, { reply: true })), {}, { expressions });
    expect(without.send(event())).toEqual({
      status: 422,
      headers: [],
      text: "flow-0: its expression failed: no number.",
    });
    const route = fuse({ map, deadLetterSink: "failures" }, { reply: true });
    const withSink = new TestShim(tableOf(route, "failures"), { failures: () => ok() }, { expressions });
    expect(withSink.send(event())).toEqual({ status: 202, headers: [] });
    expect(withSink.requests[0]?.content).toEqual({
      kind: "event",
      event: event({
        knativeerrordest: "/sluice/orders#flow-0",
        knativeerrorcode: "422",
        knativeerrordata: Buffer.from("flow-0: its expression failed: no number.").toString("base64"),
      }),
    });
  });

  it("refuses to send what no header can carry", () => {
    const shim = new TestShim(tableOf(fuse({ map: { attributes: { note: "{{/event/data}}" } } }, { reply: true })), {});
    expect(shim.send(event({}, "a\nb"))).toEqual({
      status: 422,
      headers: [],
      text: 'flow-0: what it makes is no event: The header "ce-note" has a control character in its value.',
    });
  });
});
