import { Duration } from "cdk8s";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { defineEvent, defineStep } from "../../src/events/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { type Exploration, explore, FAULT_KINDS, type Scenario, serving } from "../../src/testing/index.ts";
import { graphOfApp } from "../../src/testing/simulate.ts";
import { broker, brokerRef, id, ping, ref, service, trigger } from "../runtime/harness.ts";
import { ChartCreated, ChartCreator, DailyReport, QueryCompleted, QueryRunner, reports } from "./app.ts";

const runner = serving(QueryRunner, ({ data }) => QueryCompleted.create({ table: data.airport }));
const charter = serving(ChartCreator, ({ data }) => ChartCreated.create({ image: `${data.table}.png` }));
const timeout = Duration.seconds(30);
const send = ["ord", "jfk"].map((from) => ({ event: DailyReport.create({ airport: from }), from }));

const daily = (deadLetters: boolean): Scenario => ({
  app: reports({ timeout, deadLetters }),
  serve: [runner, charter],
  send,
});

const Order = defineEvent<"shop.order", { n: number }>("shop.order");
const order = { event: Order.create({ n: 1 }), to: "b" };
/** A Broker whose one Trigger delivers orders to `ship`. */
const shop = (delivery: object): readonly Manifest[] => [
  broker("b"),
  service("ship"),
  service("dls"),
  trigger("t", "b", "ship", { delivery }),
];

const channel = (name: string, annotations: Record<string, string> = {}): Manifest => ({
  apiVersion: "messaging.knative.dev/v1",
  kind: "InMemoryChannel",
  metadata: { name, namespace: "n", annotations },
  spec: {},
});
const channelRef = (name: string) => ({
  ref: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", name },
});
const subscription = (name: string, from: string, to: string, spec: object): Manifest => ({
  apiVersion: "messaging.knative.dev/v1",
  kind: "Subscription",
  metadata: { name, namespace: "n" },
  spec: { channel: channelRef(from).ref, subscriber: ref(to), ...spec },
});

/** The id of what the daily report calls so. */
const idOf = (path: string) => graphOfApp(reports()).endpoints.find(({ construct }) => construct?.endsWith(path))?.id;

/** What is tested where the line is. */
const LEFT_OUT = { at: undefined, object: undefined, hop: undefined };

const quiet = { print: false } as const;

/** What was lost, a line each. */
function lines({ lost }: Exploration): readonly string[] {
  return lost.map(({ code, seed, seeds, hop, type }) => `${code} ${type} ${hop?.split("/").at(-1)} ${seed} ${seeds}`);
}

async function faultOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return AuthoringError.is(error) ? error.diagnostic : error;
  }
  return undefined;
}

describe("explore", () => {
  it("finds nothing in a pipeline with a timeout and a dead-letter sink, in a thousand seeds and a few seconds", async () => {
    const texts: string[] = [];
    const found = await explore(daily(true), { seeds: 1000, print: (text) => texts.push(text) });
    expect({ ...found, faults: undefined }).toEqual({
      seeds: 1000,
      runs: 1000,
      endings: { handled: 1568, "dead-lettered": 432, filtered: 0, lost: 0, refused: 0 },
      lost: [],
    });
    // Nothing was spared.
    expect(FAULT_KINDS.filter((kind) => found.faults[kind] < 50)).toEqual([]);
    expect(texts).toEqual([]);
  });

  it("finds a missing dead-letter sink, and prints the seed and the smallest run that shows it", async () => {
    const texts: string[] = [];
    const scenario = { ...daily(false), faults: { kinds: ["final-status"] } } as const;
    const found = await explore(scenario, { seeds: 50, print: (text) => texts.push(text) });
    const way = {
      from: idOf("daily-report/broker"),
      severity: "error",
      field: "spec.delivery.deadLetterSink",
      ...LEFT_OUT,
    };
    const told = { mend: "Name a dead-letter sink.", source: "knative/eventing.md §6.2" };
    expect(found.lost.map((loss) => ({ ...loss, ...LEFT_OUT }))).toEqual([
      {
        ...way,
        ...told,
        code: "no-dead-letter-sink",
        message:
          'The event "dev.reports.query.completed.v1" from daily-report/broker to chart-creator failed for good (401, one attempt), and no dead-letter sink takes it.',
        to: idOf("chart-creator"),
        type: "dev.reports.query.completed.v1",
        seed: 2,
        seeds: 12,
      },
      {
        ...way,
        ...told,
        code: "no-dead-letter-sink",
        message:
          'The event "dev.knative.sources.ping" from daily-report/broker to query-runner failed for good (405, one attempt), and no dead-letter sink takes it.',
        to: idOf("query-runner"),
        type: "dev.knative.sources.ping",
        seed: 8,
        seeds: 17,
      },
    ]);
    expect(texts).toEqual([found.smallest?.text]);
    expect(texts.join("").replace(/app\.ts:\d+:\d+/, "app.ts")).toMatchInlineSnapshot(`
      "seed 2 loses an event (explore(scenario, { seeds: [2] }) finds it again)

      error no-dead-letter-sink   reports/daily-report/chart-creator  spec.delivery.deadLetterSink   test/testing/app.ts
        The event "dev.reports.query.completed.v1" from daily-report/broker to chart-creator failed for good (401, one attempt), and no dead-letter sink takes it.
        Name a dead-letter sink.

        sent:
          dev.knative.sources.ping from jfk
        what goes wrong:
          chart-creator answers 401, all 6 times that it is asked
        what travels:
          dev.knative.sources.ping  jfk → daily-report/broker: 500, lost
            dev.knative.sources.ping  daily-report/broker → query-runner: 200, replied dev.reports.query.completed.v1
              dev.reports.query.completed.v1  query-runner → daily-report/broker (reply): 500, 6 times, lost
                dev.reports.query.completed.v1  daily-report/broker → chart-creator: 401, lost
      "
    `);
  });

  it("finds the line that loses the event", async () => {
    const { lost } = await explore(daily(false), { seeds: 10, ...quiet });
    expect(lost[0]?.at).toMatchObject({ construct: "reports/daily-report/query-runner", file: "test/testing/app.ts" });
  });

  it("finds a retry too few, and nothing when the retries outlast the faults", async () => {
    const faults = { kinds: ["retried-status", "no-answer"], atMost: 3 } as const;
    const shopWith = (retry: number): Scenario => ({ manifests: shop({ retry }), send: [order], faults });
    const tooFew = await explore(shopWith(2), { seeds: 200, ...quiet });
    expect(lines(tooFew)).toEqual(["no-dead-letter-sink shop.order t 5 20"]);
    expect(tooFew.smallest?.plan.faults).toEqual([
      { send: 0, at: id.service("ship"), kind: "retried-status", status: 409, after: 0, count: 3 },
    ]);
    expect(lines(await explore(shopWith(3), { seeds: 200, ...quiet }))).toEqual([]);
  });

  it("takes everything superfluous from the run it shows", async () => {
    const seen = new Set<string>();
    const Work = defineStep("ship", { accepts: [Order] });
    // Only an order that comes a second time is lost: one event and one duplicate are all it takes.
    const serve = () => {
      seen.clear();
      return [
        serving(Work, (event) => {
          if (seen.has(event.id)) throw Object.assign(new Error("already shipped"), { status: 409 });
          seen.add(event.id);
        }),
      ];
    };
    const scenario: Scenario = {
      manifests: [
        ...shop({ retry: 1 }),
        service("other"),
        trigger("u", "b", "other", { delivery: { deadLetterSink: ref("dls") } }),
      ],
      serve,
      send: [order, order, order, order],
      faults: { kinds: ["duplicate", "answer-lost"], rate: 0.9 },
    };
    const { smallest } = await explore(scenario, { seeds: 20, ...quiet });
    expect(smallest).toEqual({
      seed: 1,
      plan: {
        seed: 1,
        sends: [{ index: expect.any(Number), isOverlapping: false }],
        faults: [{ send: expect.any(Number), at: id.service("ship"), kind: expect.any(String), after: 0, count: 1 }],
        order: "steady",
        isUneven: false,
      },
      text: expect.stringContaining("what goes wrong:\n    ship "),
    });
  });

  it("gives the same for the same seed, and the first failing seed alone shows the same", async () => {
    const all = await explore(daily(false), { seeds: 40, ...quiet });
    expect(await explore(daily(false), { seeds: 40, ...quiet })).toEqual(all);
    const alone = await explore(daily(false), { seeds: [all.smallest?.seed ?? 0], ...quiet });
    expect(alone.smallest?.plan).toEqual(all.smallest?.plan);
    expect(alone.lost[0]?.message).toBe(all.lost[0]?.message);
  });

  it("cuts a loop that has no end, and says what went round", async () => {
    const manifests = [broker("b"), trigger("again", "b", "unused", { subscriber: brokerRef("b") })];
    const found = await explore({ manifests, send: [order] }, { seeds: 1000, ...quiet });
    expect({ ...found, faults: undefined, smallest: undefined }).toEqual({
      faults: undefined,
      smallest: undefined,
      seeds: 1,
      runs: 2,
      endings: { handled: 0, "dead-lettered": 0, filtered: 0, lost: 0, refused: 0 },
      lost: [
        {
          code: "endless",
          severity: "error",
          at: {},
          object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "n", name: "again" },
          message:
            'What comes of an event never ends: the event "shop.order" went from b to b 2000 times, then the run was cut.',
          mend: "Look for a step whose replies come back to it, and filter them or rename their type.",
          source: "knative/eventing.md §6.6",
          seed: 1,
          seeds: 1,
          hop: id.trigger("again"),
          from: id.broker("b"),
          to: id.broker("b"),
          type: "shop.order",
        },
      ],
    });
    expect(found.smallest?.text).toContain("nothing\n  what travels:\n    shop.order  sender → b: still under way\n");
  });

  it("cuts replies that come back to their own Trigger, each with its retries", async () => {
    const Echo = defineStep("ship", { accepts: [Order], replies: [Order] });
    const serve = [serving(Echo, ({ data }) => Order.create(data))];
    const found = await explore(
      { manifests: shop({ retry: 1 }), serve, send: [order] },
      { seeds: 2, maxTurns: 20_000, ...quiet },
    );
    expect(lines(found)).toContain("endless shop.order t 2 1");
  });

  it("finds what a channel loses in silence", async () => {
    const manifests = [
      channel("b"),
      channel("next"),
      ...["ship", "bill", "dls"].map(service),
      subscription("first", "b", "ship", {
        reply: channelRef("next"),
        delivery: { deadLetterSink: ref("dls"), timeout: "PT9S" },
      }),
      subscription("second", "next", "bill", { delivery: { deadLetterSink: ref("dls"), timeout: "PT9S" } }),
    ];
    const found = await explore({ manifests, send: [order] }, { seeds: 200, ...quiet });
    expect(lines(found)).toEqual(["reply-thrown-away shop.order first 1 6"]);
    const { message, source } = found.lost[0] ?? {};
    expect({ message, source }).toEqual({
      message:
        'ship answered "shop.order" from b with a body that is no event: a channel throws it away and calls that success, so the flow ends here in silence.',
      source: "knative/eventing.md §6.2",
    });
  });

  it("finds that without a timeout an event is given up after 15 minutes, or never where a channel does not wait", async () => {
    const faults = { kinds: ["time-out"] } as const;
    const waited: Scenario = { manifests: shop({ deadLetterSink: ref("dls") }), send: [order], faults };
    expect(lines(await explore(waited, { seeds: 50, ...quiet }))).toEqual(["sender-left shop.order t 1 13"]);
    const manifests = [
      channel("b", { "messaging.knative.dev/async-handler": "true" }),
      service("ship"),
      service("dls"),
      subscription("s", "b", "ship", { delivery: { deadLetterSink: ref("dls") } }),
    ];
    expect(lines(await explore({ manifests, send: [order], faults }, { seeds: 50, ...quiet }))).toEqual([
      "never-answered shop.order s 1 13",
    ]);
  });

  it("finds a leg that does not resolve, unless its filter wants something else", async () => {
    const dangling = (type: string): Scenario => ({
      manifests: [broker("b"), trigger("t", "b", "nowhere", { filter: { attributes: { type } } })],
      send: [order],
    });
    expect(lines(await explore(dangling("shop.order"), { seeds: 3, ...quiet }))).toEqual([
      "leg-never-added shop.order t 1 3",
    ]);
    const other = await explore(dangling("shop.refund"), { seeds: 3, ...quiet });
    expect({ lost: other.lost, endings: other.endings }).toEqual({
      lost: [],
      endings: { handled: 0, "dead-lettered": 0, filtered: 3, lost: 0, refused: 0 },
    });
  });

  it("finds a dead-letter sink that refuses as well", async () => {
    const Refuses = defineStep("dls", { accepts: [defineEvent("other")] });
    const scenario: Scenario = {
      manifests: shop({ deadLetterSink: ref("dls"), timeout: "PT9S" }),
      serve: [serving(Refuses, () => {})],
      send: [order],
    };
    expect(lines(await explore(scenario, { seeds: 20, ...quiet }))).toEqual(["dead-letter-refused shop.order t 1 4"]);
  });

  it("finds what takes longer than the limit", async () => {
    const scenario: Scenario = {
      manifests: shop({ retry: 5, backoffPolicy: "exponential", backoffDelay: "PT10S", deadLetterSink: ref("dls") }),
      send: [order],
      faults: { kinds: ["retried-status"] },
      timeLimitMs: 60_000,
    };
    expect(lines(await explore(scenario, { seeds: 20, ...quiet }))).toEqual([
      "too-late shop.order t 5 1",
      "too-late shop.order t 18 1",
    ]);
  });

  it("fires every PingSource once when the scenario sends nothing else, and counts what nobody took", async () => {
    const found = await explore(
      { manifests: [ping("p", ref("ship")), service("ship")], faults: { kinds: [] } },
      { seeds: 4, ...quiet },
    );
    expect(found.endings).toEqual({ handled: 4, "dead-lettered": 0, filtered: 0, lost: 0, refused: 0 });
    // A service that takes nothing has accepted nothing.
    const scenario: Scenario = {
      manifests: [ping("p", ref("ship")), service("ship")],
      faults: { kinds: ["final-status"], rate: 1 },
    };
    const refused = await explore(scenario, { seeds: 4, ...quiet });
    // A fault may also begin later than at the first request.
    expect({ ...refused.endings, lost: refused.lost }).toMatchObject({ refused: 1, handled: 3, lost: [] });
  });

  it("lets only the named services fail", async () => {
    const scenario: Scenario = { ...daily(false), faults: { at: ["chart-creator"], kinds: ["final-status"] } };
    const found = await explore(scenario, { seeds: 50, ...quiet });
    expect(found.lost.map(({ type }) => type)).toEqual(["dev.reports.query.completed.v1"]);
  });

  it("refuses a scenario that says nothing, or something odd", async () => {
    const scenario: Scenario = { manifests: shop({}), send: [order] };
    const faults = [
      () => explore({ manifests: shop({}) }),
      () => explore({ ...scenario, timeLimitMs: 0 }),
      () => explore({ ...scenario, faults: { rate: 2 } }),
      () => explore({ ...scenario, faults: { atMost: 0 } }),
      // @ts-expect-error -- no such kind
      () => explore({ ...scenario, faults: { kinds: ["fire"] } }),
      () => explore(scenario, { seeds: 0 }),
      () => explore(scenario, { seeds: [1.5] }),
      () => explore({ ...scenario, faults: { at: ["shop"] } }),
    ].map(faultOf);
    const told = (message: string, mend: string) => ({
      code: "invalid-scenario",
      severity: "error",
      at: {},
      message,
      mend,
    });
    expect(await Promise.all(faults)).toEqual([
      told("Nothing is sent: the scenario has no `send`, and there is no PingSource.", "List events in `send`."),
      told("`timeLimitMs: 0` is no time.", "Use more than 0 milliseconds."),
      told("`rate: 2` is no chance.", "Use a number from 0 to 1."),
      told("`atMost: 0` is no number of requests.", "Use a whole number from 1, or leave it out."),
      told(
        'There is no kind of fault "fire".',
        'Use "retried-status", "final-status", "no-answer", "time-out", "text-reply", "broken-reply", "cut-reply", "answer-lost", "duplicate".',
      ),
      told("`seeds: 0` are no seeds.", "Use how many, from 1, or a list of whole numbers."),
      told("`seeds: [1.5]` are no seeds.", "Use how many, from 1, or a list of whole numbers."),
      {
        code: "unknown-endpoint",
        severity: "error",
        at: {},
        message: 'Nothing here is called "shop".',
        mend: 'Use one of "serving.knative.dev/Service/n/ship", "serving.knative.dev/Service/n/dls".',
      },
    ]);
  });

  it("waits for handlers that are asynchronous, under every fault", async () => {
    const scenario: Scenario = {
      ...daily(true),
      serve: [
        serving(QueryRunner, async ({ data }) => {
          await Promise.resolve();
          return QueryCompleted.create({ table: data.airport });
        }),
        serving(ChartCreator, async ({ data }) => ChartCreated.create({ image: `${data.table}.png` })),
      ],
    };
    const found = await explore(scenario, { seeds: 200, ...quiet });
    const inTurn = await explore(daily(true), { seeds: 200, ...quiet });
    expect({ endings: found.endings, lost: found.lost }).toEqual({ endings: inTurn.endings, lost: [] });
  });

  it("never blames a pipeline in which every leg has a timeout and a dead-letter sink", async () => {
    const delivery = { timeout: "PT10S", deadLetterSink: ref("dls") };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 3 }),
        async (seed, retry) => {
          const manifests = [
            ...shop({ ...delivery, retry }),
            service("bill"),
            trigger("u", "b", "bill", {
              delivery: { ...delivery, retry, backoffPolicy: "linear", backoffDelay: "PT1S" },
            }),
          ];
          const found = await explore({ manifests, send: [order, order] }, { seeds: [seed], ...quiet });
          expect(lines(found)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
