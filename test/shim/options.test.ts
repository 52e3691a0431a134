import { describe, expect, it } from "vitest";
import type { FuseRoute, RouteOptions } from "../../src/routes/index.ts";
import { event, ok, replies, status, tableOf, TestShim } from "./harness.ts";

const route = (options: RouteOptions): FuseRoute => ({
  mode: "fuse",
  flow: [{ to: "charge" }, { reply: true }],
  ...options,
});

describe("the idempotence window", () => {
  const idempotence = { windowMs: 1000, maxEvents: 2 };

  it("answers a repeated success with its reply, and does not ask again", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), {
      charge: (_, n) => replies(event({ id: `r${n}` })),
    });
    const first = shim.send(event());
    expect(shim.send(event())).toEqual(first);
    expect(shim.send(event({ source: "/other" }))?.event?.attributes["id"]).toBe("r2");
    expect(shim.seen.length).toBe(2);
  });

  it("does not tell events apart by where source ends and id begins", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), { charge: () => ok() });
    shim.send(event({ source: "/a1", id: "1" }));
    shim.send(event({ source: "/a", id: "11" }));
    expect(shim.seen.length).toBe(2);
  });

  it("forgets after the window, and the oldest beyond the bound", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), { charge: () => ok() });
    for (const id of ["1", "2", "3", "1"]) shim.send(event({ id }));
    expect(shim.seen.map(({ id }) => id)).toEqual(["1", "2", "3", "1"]);
    shim.clock.moveTo(5000);
    shim.send(event({ id: "1" }));
    expect(shim.seen.length).toBe(5);
  });

  it("never remembers a failure", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), {
      charge: (_, n) => (n === 1 ? status(503) : ok()),
    });
    expect([shim.send(event())?.status, shim.send(event())?.status]).toEqual([503, 202]);
  });

  it("lets a duplicate wait for the one in flight", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), { charge: () => ({ ...ok(), afterMs: 100 }) });
    const first = shim.post(event());
    const second = shim.post(event());
    shim.run(99);
    expect([first.answers, second.answers, shim.seen.length]).toEqual([[], [], 1]);
    shim.run();
    expect([first.answers, second.answers, shim.seen.length]).toEqual([
      [{ status: 202, headers: [] }],
      [{ status: 202, headers: [] }],
      1,
    ]);
  });

  it("lets a duplicate take over when the sender of the one in flight leaves", () => {
    const shim = new TestShim(tableOf(route({ idempotence }), "charge"), {
      charge: (_, n) => (n === 1 ? "never" : ok()),
    });
    const first = shim.post(event());
    const second = shim.post(event());
    const third = shim.post(event());
    first.leave();
    shim.run();
    expect([first.answers, second.answers, third.answers, shim.seen.length]).toEqual([
      [],
      [{ status: 202, headers: [] }],
      [{ status: 202, headers: [] }],
      2,
    ]);
  });

  it("gives a waiting duplicate its own budget, and forgets one whose sender left", () => {
    const shim = new TestShim(tableOf(route({ idempotence, budgetMs: 200 }), "charge"), {
      charge: () => ({ ...ok(), afterMs: 150 }),
    });
    const first = shim.post(event());
    const second = shim.post(event());
    second.leave();
    shim.run();
    expect([first.answers, second.answers]).toEqual([[{ status: 202, headers: [] }], []]);
    expect(shim.clock.nextAt).toBeUndefined();
  });
});

describe("the count of passes", () => {
  const looping = () =>
    new TestShim(tableOf(route({ ttl: 2 }), "charge"), { charge: () => replies(event({ id: "2" })) });

  it("goes on with the event and comes back on what it causes, whatever the service says", () => {
    const shim = new TestShim(tableOf(route({ ttl: 2 }), "charge"), {
      charge: () => replies(event({ id: "2", sluicettl: "200" })),
    });
    expect(shim.send(event())?.event?.attributes["sluicettl"]).toBe("2");
    expect(shim.requests[0]?.content).toEqual({ kind: "event", event: event({ sluicettl: "2" }) });
  });

  it("refuses an event that has passed too often", () => {
    expect(looping().send(event({ sluicettl: "2" }))?.event?.attributes["sluicettl"]).toBe("1");
    expect(looping().send(event({ sluicettl: "1" }))).toEqual({
      status: 400,
      headers: [],
      text: "ttl: it has passed as many shims as its route allows.",
    });
  });

  it("is not raised by a sender", () => {
    expect(looping().send(event({ sluicettl: "99999" }))?.event?.attributes["sluicettl"]).toBe("2");
  });

  it("sends what it refuses to the dead-letter sink", () => {
    const options = { ttl: 1, delivery: { deadLetterSink: "failures" } };
    const shim = new TestShim(tableOf(route(options), "charge", "failures"), { failures: () => ok() });
    expect(shim.send(event({ sluicettl: "1" }))).toEqual({ status: 202, headers: [] });
    expect(shim.ends.map(({ step, kind }) => [step, kind])).toEqual([
      ["ttl", "refused"],
      ["ttl", "dead-lettered"],
    ]);
  });
});

describe("correlation", () => {
  it("names the first event and the cause on every event that is caused, unless it says so itself", () => {
    const flow = [{ to: "charge" }, { to: "chart" }, { reply: true as const }];
    const shim = new TestShim(tableOf({ mode: "fuse", flow, correlation: true }, "charge", "chart"), {
      charge: () => replies(event({ id: "2" })),
      chart: () => replies(event({ id: "3", causationid: "own" })),
    });
    expect(shim.send(event())?.event).toEqual(event({ id: "3", causationid: "own", correlationid: "1" }));
    expect(shim.requests[1]?.content).toEqual({
      kind: "event",
      event: event({ id: "2", causationid: "1", correlationid: "1" }),
    });
  });

  it("keeps the correlation an event arrived with", () => {
    const shim = new TestShim(tableOf(route({ correlation: true }), "charge"), {
      charge: () => replies(event({ id: "2" })),
    });
    expect(shim.send(event({ correlationid: "0" }))?.event).toEqual(
      event({ id: "2", correlationid: "0", causationid: "1" }),
    );
  });
});

describe("validation", () => {
  const schemas = { compile: () => (data: unknown) => (data === 1 ? [] : ["/ is not 1", "/ is odd"]) };
  const validate = { types: { "order.created": {} } } as const;

  it("lets data through that fits, and types it does not know", () => {
    const shim = new TestShim(tableOf(route({ validate }), "charge"), { charge: () => ok() }, { schemas });
    expect(shim.send(event({}, 1))?.status).toBe(202);
    expect(shim.send(event({ type: "other" }, 2))?.status).toBe(202);
  });

  it("refuses data that does not fit with 400 and every fault", () => {
    const shim = new TestShim(tableOf(route({ validate }), "charge"), {}, { schemas });
    expect(shim.send(event({}, 2))).toEqual({
      status: 400,
      headers: [],
      text: 'validate: its data is no "order.created": / is not 1; / is odd.',
    });
  });

  it("refuses other types where it is told to, and hands what it refuses to the dead-letter sink", () => {
    const options = {
      validate: { ...validate, otherTypes: "refuse" as const },
      delivery: { deadLetterSink: "failures" },
    };
    const shim = new TestShim(tableOf(route(options), "charge", "failures"), { failures: () => ok() }, { schemas });
    expect(shim.send(event({ type: "other" }))).toEqual({ status: 202, headers: [] });
    expect(shim.requests[0]?.content).toEqual({
      kind: "event",
      event: event({
        type: "other",
        knativeerrordest: "/sluice/orders#validate",
        knativeerrorcode: "400",
        knativeerrordata: Buffer.from('validate: no contract of type "other" is accepted here.').toString("base64"),
      }),
    });
  });
});
