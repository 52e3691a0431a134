import { describe, expect, it } from "vitest";
import { broker, brokerRef, event, id, ping, Rig, ref, reply, service, status, trigger } from "../harness.ts";

const retrying = { retry: 2, backoffPolicy: "exponential", backoffDelay: "PT1S" };

describe("a Broker", () => {
  it("delivers to every Trigger whose filter lets the event through, and answers when all are done", async () => {
    const rig = new Rig([
      broker("b"),
      service("x"),
      service("y"),
      trigger("tx", "b", "x", { filter: { attributes: { type: "t.one" } } }),
      trigger("ty", "b", "y", { filter: { attributes: { type: "t.two" } } }),
    ]);
    expect(await rig.post("b")).toEqual({ isTaken: true, status: 202 });
    expect(rig.lines).toEqual([
      "1: +0 t.one source b #1 accepted 202",
      "2 after 1: +0 t.one subscriber x #1 accepted 202",
    ]);
    expect(rig.ring.withheld).toEqual(new Map([[id.trigger("ty"), 1]]));
    expect(rig.ring.arrivals.map(({ at, cause }) => ({ at, cause }))).toEqual([{ at: id.broker("b"), cause: 1 }]);
  });

  it("strips its count and keeps its time of arrival, and says who asks", async () => {
    const rig = new Rig([broker("b"), service("x"), trigger("t", "b", "x")]);
    await rig.post("b");
    expect({ ...rig.requests[0]?.event.attributes }).toEqual({
      specversion: "1.0",
      id: "1",
      source: "/test",
      type: "t.one",
      knativearrivaltime: "2026-01-01T00:00:00Z",
    });
    expect(rig.requests[0]?.headers).toEqual([
      ["prefer", "reply"],
      ["kn-namespace", "n"],
    ]);
  });

  it("takes a reply in again, and what it causes", async () => {
    const rig = new Rig(
      [
        broker("b"),
        service("x"),
        service("y"),
        trigger("tx", "b", "x", { filter: { attributes: { type: "t.one" } } }),
        trigger("ty", "b", "y", { filter: { attributes: { type: "t.two" } } }),
      ],
      { x: [reply(event("t.two", { id: "r" }))] },
    );
    await rig.post("b");
    expect(rig.lines).toEqual([
      "1: +0 t.one source b #1 accepted 202",
      "2 after 1: +0 t.one subscriber x #1 replied 200",
      "3 after 2: +0 t.two reply b #1 accepted 202",
      "4 after 3: +0 t.two subscriber y #1 accepted 202",
    ]);
  });

  it("repeats what may pass and dead-letters the original with what failed", async () => {
    const delivery = { ...retrying, deadLetterSink: ref("dls") };
    const rig = new Rig([broker("b"), service("x"), service("dls"), trigger("t", "b", "x", { delivery })], {
      x: [status(503), status(404), status(500)],
    });
    expect(await rig.post("b")).toEqual({ isTaken: true, status: 202 });
    expect(rig.lines.slice(1)).toEqual([
      "2 after 1: +0 t.one subscriber x #1 retried 503",
      "3 after 2: +1000 t.one subscriber x #2 retried 404",
      "4 after 3: +3000 t.one subscriber x #3 dead-lettered 500",
      "5 after 4: +3000 t.one dead-letter dls #1 accepted 202",
    ]);
    expect(rig.requests.at(-1)?.event.attributes).toMatchObject({
      knativebrokerttl: "255",
      knativeerrordest: "http://x.n.svc.cluster.local",
      knativeerrorcode: "500",
      knativeerrordata: "",
    });
  });

  it("answers 500 when a delivery is lost, and does not repeat what cannot pass", async () => {
    const rig = new Rig([broker("b"), service("x"), trigger("t", "b", "x", { delivery: retrying })], {
      x: [status(422)],
    });
    expect(await rig.post("b")).toEqual({ isTaken: false, status: 500 });
    expect(rig.lines.at(-1)).toBe("2 after 1: +0 t.one subscriber x #1 lost 422");
  });

  it("with an async channel answers at once", async () => {
    const rig = new Rig(
      [
        broker("b", {}, { "messaging.knative.dev/async-handler": "true" }),
        service("x"),
        trigger("t", "b", "x", { delivery: retrying }),
      ],
      { x: [status(422)] },
    );
    expect(await rig.post("b")).toEqual({ isTaken: true, status: 202 });
    expect(rig.lines.at(-1)).toBe("2 after 1: +0 t.one subscriber x #1 lost 422");
  });

  it("ends a loop of replies when the count is used up, with 400 that is not repeated", async () => {
    const rig = new Rig(
      [broker("b"), service("x"), trigger("t", "b", "x")],
      { x: [reply(event("t.one", { id: "r" }))] },
      { maxTtl: 3 },
    );
    expect(await rig.post("b")).toEqual({ isTaken: false, status: 500 });
    expect(rig.lines.filter((line) => line.includes("reply"))).toEqual([
      "3 after 2: +0 t.one reply b #1 lost 500",
      "5 after 4: +0 t.one reply b #1 lost 500",
      "7 after 6: +0 t.one reply b #1 lost 400",
    ]);
  });

  it("refuses an event that is none", async () => {
    const rig = new Rig([broker("b"), service("x"), trigger("t", "b", "x")]);
    expect(await rig.post("b", event("t.one", { id: "" }))).toEqual({ isTaken: false, status: 400 });
    expect(rig.requests).toEqual([]);
  });

  it("judges a reply that is no event as its filter does: 502, repeated, dead-lettered without a reason", async () => {
    const delivery = { retry: 1, deadLetterSink: ref("dls") };
    const text = { kind: "answer", answer: { status: 200, headers: [], body: "ok" } } as const;
    const rig = new Rig([broker("b"), service("x"), service("dls"), trigger("t", "b", "x", { delivery })], {
      x: [text],
    });
    await rig.post("b");
    expect(rig.lines.slice(1)).toEqual([
      "2 after 1: +0 t.one subscriber x #1 retried 502",
      "3 after 2: +0 t.one subscriber x #2 dead-lettered 502",
      "4 after 3: +0 t.one dead-letter dls #1 accepted 202",
    ]);
    expect(rig.requests.at(-1)?.event.attributes.knativeerrorcode).toBeUndefined();
  });

  it("gives up an attempt at its timeout", async () => {
    const rig = new Rig(
      [broker("b"), service("x"), trigger("t", "b", "x", { delivery: { timeout: "PT2S", retry: 1 } })],
      { x: [{ kind: "hang" }, status(202)] },
    );
    await rig.post("b");
    expect(rig.lines.slice(1)).toEqual([
      "2 after 1: +0 t.one subscriber x #1 retried 500",
      "3 after 2: +2000 t.one subscriber x #2 accepted 202",
    ]);
    expect(rig.ring.deliveries[1]?.outcome).toMatchObject({ why: "timeout" });
  });

  it("drops what is under way when its caller leaves: no retry, no dead letter", async () => {
    const delivery = { ...retrying, deadLetterSink: ref("dls") };
    const rig = new Rig([broker("b"), service("x"), service("dls"), trigger("t", "b", "x", { delivery })], {
      x: [{ kind: "hang" }],
    });
    const leave = rig.engine.post(id.broker("b"), event());
    rig.clock.after(100, leave);
    await rig.settle();
    expect(rig.lines).toEqual(["2 after 1: +0 t.one subscriber x #1 cancelled"]);
  });
});

describe("a source", () => {
  it("sends again after 503, five times, and not after 500", async () => {
    const rig = new Rig([service("x"), ping("p", ref("x"))], { x: [status(503)] });
    const ends: unknown[] = [];
    rig.engine.sendFrom(id.ping("p"), event(), (sent) => ends.push(sent));
    await rig.settle();
    expect(ends).toEqual([{ isTaken: false, status: 503 }]);
    expect(rig.lines.map((text) => text.split(" ").slice(-3).join(" "))).toEqual([
      "#1 retried 503",
      "#2 retried 503",
      "#3 retried 503",
      "#4 retried 503",
      "#5 retried 503",
      "#6 lost 503",
    ]);
    expect(rig.requests[0]?.headers).toEqual([["kn-namespace", "n"]]);

    const once = new Rig([service("x"), ping("p", ref("x"))], { x: [status(500)] });
    once.engine.sendFrom(id.ping("p"), event());
    await once.settle();
    expect(once.lines).toEqual(["1: +0 t.one source x #1 lost 500"]);
  });

  it("without a sink sends nothing and says so", () => {
    const ends: unknown[] = [];
    new Rig([ping("p", brokerRef("nosuch"))]).engine.sendFrom(id.ping("p"), event(), (sent) => ends.push(sent));
    expect(ends).toEqual([{ isTaken: false }]);
  });
});

describe("the observer", () => {
  it("hears of an attempt before it ends", async () => {
    const told: string[] = [];
    const rig = new Rig(
      [broker("b"), service("x"), trigger("t", "b", "x")],
      {},
      {
        observer: { started: ({ n }) => told.push(`start ${n}`), delivery: ({ n }) => told.push(`end ${n}`) },
      },
    );
    await rig.post("b");
    expect(told).toEqual(["start 1", "start 2", "end 2", "end 1"]);
  });
});

describe("a Broker of another class", () => {
  const kafka = [
    broker("b", {}, { "eventing.knative.dev/broker.class": "Kafka" }),
    service("x"),
    trigger("t", "b", "x"),
  ];

  it("runs by the law of the class that Knative ships", async () => {
    const rig = new Rig(kafka);
    expect(await rig.post("b")).toEqual({ isTaken: true, status: 202 });
    expect(rig.requests).toHaveLength(1);
  });

  it("is refused by Knative's own ingress where that is asked for", async () => {
    const rig = new Rig(kafka, {}, { foreignBrokers: "refuse" });
    expect(await rig.post("b")).toEqual({ isTaken: false, status: 500 });
    expect(rig.requests).toEqual([]);
  });
});
