import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineEvent, defineStep, noReply } from "../../src/events/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import {
  accepts,
  delays,
  explore,
  fails,
  repliesText,
  type Run,
  type Served,
  serving,
  simulateManifests,
  timesOut,
} from "../../src/testing/index.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed", { data: z.object({ order: z.string() }) });
const Bill = defineStep("bill", { accepts: [Placed], replies: [Billed] });
const Book = defineStep("book", { accepts: [Billed] });
const Failures = defineStep("failures", { accepts: [Placed, Billed] });
const billing = ({ data }: { data: { order: string } }) => Billed.create(data);
const order = Placed.create({ order: "1" });

const at = (name: string) => ({ url: `http://${name}.n.svc.cluster.local` });
const FLOW = [{ to: "bill" }, { to: "book" }, { discard: true }] as const;
const DELIVERY = { retry: 2, backoffPolicy: "exponential", backoffDelay: "PT1S", deadLetterSink: "failures" } as const;

function table(route: object): object {
  return {
    version: 1,
    name: "orders",
    destinations: { bill: at("bill"), book: at("book"), failures: at("failures") },
    routes: { "/": { mode: "fuse", budgetMs: 60_000, ...route } },
  };
}

function service(name: string, annotations: Readonly<Record<string, string>>, routes?: object): Manifest {
  const env = routes === undefined ? [] : [{ name: "SLUICE_ROUTES", value: JSON.stringify(routes) }];
  return {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name, namespace: "n", annotations },
    spec: { template: { spec: { containers: [{ image: "registry.example/step", env }] } } },
  };
}

const accepted = { "sluice.dev/accepts": Placed.type, "sluice.dev/replies": "" };

/** A shim between a Channel and three services. */
function shop(routes: object, delivery: object = {}): readonly Manifest[] {
  return [
    { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", metadata: { name: "inbox", namespace: "n" } },
    {
      apiVersion: "messaging.knative.dev/v1",
      kind: "Subscription",
      metadata: { name: "inbox", namespace: "n" },
      spec: {
        channel: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel", name: "inbox" },
        subscriber: { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "orders" } },
        delivery,
      },
    },
    service("orders", accepted, routes),
    service("bill", { "sluice.dev/accepts": Placed.type, "sluice.dev/replies": Billed.type }),
    service("book", { "sluice.dev/accepts": Billed.type, "sluice.dev/replies": "" }),
    service("failures", { "sluice.dev/accepts": `${Placed.type},${Billed.type}`, "sluice.dev/replies": "" }),
  ];
}

const served = (bill: Served = serving(Bill, billing, { at: "bill" }), ...others: readonly Served[]) => [
  bill,
  ...others,
];

async function ran(routes: object, code = served(), delivery: object = {}): Promise<Run> {
  const run = await simulateManifests(shop(routes, delivery), code);
  await run.send(order, { to: "inbox" });
  return run;
}

/** One line an attempt: number, the one that led to it, seconds, type, way, outcome. */
function lines(run: Run): readonly string[] {
  return run.deliveries.map(({ n, cause, time, took, event, from, to, leg, attempt, outcome }) => {
    const short = (id: string) => id.split("/").at(-1);
    const status = outcome.kind === "cancelled" ? "" : ` ${outcome.status}`;
    const seconds = `${(time - run.startedAt) / 1000}${took === 0 ? "" : `+${took / 1000}`}`;
    return `${n}<${cause ?? "-"} ${seconds} ${event.type.slice(9)} ${short(from)} ${leg} ${short(to)} #${attempt} ${outcome.kind}${status}`;
  });
}

describe("a shim of the graph", () => {
  it("runs its own table: its requests are deliveries that the arriving one led to", async () => {
    const run = await ran(table({ flow: FLOW }));
    expect(lines(run)).toEqual([
      "1<- 0 placed outside source inbox #1 accepted 202",
      "2<1 0 placed inbox subscriber orders #1 accepted 202",
      "3<2 0 placed orders subscriber bill #1 replied 200",
      "4<3 0 billed orders subscriber book #1 accepted 202",
    ]);
    expect(run).toHaveDelivered(Placed, { times: 1 });
    expect(run.deliveries.map(({ hop }) => hop?.split("#")[1])).toEqual([undefined, undefined, "flow-0", "flow-1"]);
  });

  it("retries a step by the table's delivery, in virtual time", async () => {
    const run = await ran(
      table({ flow: FLOW, delivery: DELIVERY }),
      served(serving(Bill, fails(503).times(2).then(billing), { at: "bill" })),
    );
    expect(lines(run).slice(2)).toEqual([
      "3<2 0 placed orders subscriber bill #1 retried 503",
      "4<3 1 placed orders subscriber bill #2 retried 503",
      "5<4 3 placed orders subscriber bill #3 replied 200",
      "6<5 3 billed orders subscriber book #1 accepted 202",
    ]);
  });

  it("keeps a step's input at the dead-letter sink, and its sender hears success", async () => {
    const run = await ran(
      table({ flow: FLOW, delivery: { ...DELIVERY, retry: 0 } }),
      served(serving(Bill, billing, { at: "bill" }), serving(Book, fails(422), { at: "book" })),
    );
    expect(lines(run).slice(2)).toEqual([
      "3<2 0 placed orders subscriber bill #1 replied 200",
      "4<3 0 billed orders subscriber book #1 dead-lettered 422",
      "5<4 0 billed orders dead-letter failures #1 accepted 202",
    ]);
    expect(run.deadLetters).toMatchObject([
      { failedAt: "serving.knative.dev/Service/n/book", status: 422, why: "status" },
    ]);
  });

  it("without a sink tells its sender, whose delivery repeats the whole flow and keeps the event", async () => {
    const run = await ran(table({ flow: FLOW }), served(serving(Bill, fails(503), { at: "bill" })), {
      retry: 1,
      deadLetterSink: { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "failures" } },
    });
    expect(lines(run).slice(1)).toEqual([
      "2<1 0 placed inbox subscriber orders #1 retried 503",
      "3<2 0 placed orders subscriber bill #1 lost 503",
      "4<2 0 placed inbox subscriber orders #2 dead-lettered 503",
      "5<4 0 placed orders subscriber bill #1 lost 503",
      "6<4 0 placed inbox dead-letter failures #1 accepted 202",
    ]);
  });

  it("takes a body that is no event for a failure, and says so", async () => {
    const run = await ran(
      table({ flow: FLOW, delivery: DELIVERY }),
      served(serving(Bill, repliesText("OK"), { at: "bill" })),
    );
    expect(run.deadLetters).toMatchObject([{ status: 502, why: "reply-is-no-event", attempts: 3 }]);
  });

  it("gives up a step at its timeout", async () => {
    const delivery = { ...DELIVERY, retry: 1, timeout: "PT5S" };
    const run = await ran(table({ flow: FLOW, delivery }), served(serving(Bill, timesOut(), { at: "bill" })));
    expect(lines(run).slice(2)).toEqual([
      "3<2 0+5 placed orders subscriber bill #1 retried 500",
      "4<3 6+5 placed orders subscriber bill #2 dead-lettered 500",
      "5<4 11 placed orders dead-letter failures #1 accepted 202",
    ]);
    expect(run.deadLetters).toMatchObject([{ why: "timeout", detail: "no answer within 5000 ms" }]);
  });

  it("stops what is under way when its budget is over, and tells 504", async () => {
    const run = await ran(
      table({ flow: FLOW, budgetMs: 2_000 }),
      served(serving(Bill, delays(3_000, billing), { at: "bill" })),
    );
    expect(lines(run).slice(1)).toEqual([
      "2<1 0+2 placed inbox subscriber orders #1 lost 504",
      "3<2 0+2 placed orders subscriber bill #1 cancelled",
    ]);
  });

  it("stops when its sender leaves", async () => {
    const run = await ran(table({ flow: FLOW }), served(serving(Bill, delays(3_000, billing), { at: "bill" })), {
      timeout: "PT1S",
    });
    expect(lines(run).slice(1)).toEqual([
      "2<1 0+1 placed inbox subscriber orders #1 lost 500",
      "3<2 0+1 placed orders subscriber bill #1 cancelled",
    ]);
  });

  it("maps by JSONata while virtual time stands still", async () => {
    const map = { map: { jsonata: '{ "order": data.order & "!", "at": $millis() }' }, name: "louder" };
    const run = await ran(table({ flow: [map, { to: "bill" }, { discard: true }] }), [
      serving(Bill, ({ data }) => Billed.create({ order: JSON.stringify(data) }), { at: "bill" }),
    ]);
    expect(lines(run).slice(2)).toEqual(["3<2 0 placed orders subscriber bill #1 replied 200"]);
    expect(run.deliveries.at(-1)?.event.id).toMatch(/\/louder$/);
  });

  it("keeps an event that its own step cannot work with, and says why", async () => {
    const map = { map: { jsonata: "$error('no such order')" }, name: "wrong" };
    const run = await ran(table({ flow: [map, { to: "bill" }, { discard: true }], delivery: DELIVERY }));
    expect(lines(run).slice(2)).toEqual(["3<2 0 placed orders dead-letter failures #1 accepted 202"]);
    expect(run.deadLetters).toMatchObject([
      {
        failedAt: "serving.knative.dev/Service/n/orders",
        status: 422,
        why: "unworkable",
        detail: "wrong: its expression failed: no such order.",
        attempts: 1,
      },
    ]);
  });

  it("remembers an event that reaches it twice, where its route says so", async () => {
    const billed = async (idempotence: object) => {
      const manifests = shop(table({ flow: FLOW, ...idempotence }));
      const twice = manifests.flatMap((one) =>
        one.kind === "Subscription" ? [one, { ...one, metadata: { name: "again", namespace: "n" } }] : [one],
      );
      const run = await simulateManifests(twice, served());
      await run.send(order, { to: "inbox" });
      return run.deliveries.filter(({ to }) => to.endsWith("/bill")).length;
    };
    expect(await billed({})).toBe(2);
    expect(await billed({ idempotence: { windowMs: 60_000 } })).toBe(1);
  });

  it("says when its table cannot run, and refuses every connection", async () => {
    const map = { map: { jsonata: "((" } };
    const run = await ran(table({ flow: [map, { to: "bill" }, { discard: true }] }));
    expect(lines(run).slice(1)).toEqual(["2<1 0 placed inbox subscriber orders #1 lost 500"]);
    expect(run.notices.at(-1)).toMatch(/^orders never becomes ready and refuses every connection: .*does not compile/);
  });

  it("is explored: faults meet the services behind it, and what its sender repeats is not lost", async () => {
    const scenario = {
      manifests: shop(table({ flow: FLOW, delivery: { retry: 1, timeout: "PT5S" } }), {
        retry: 2,
        timeout: "PT30S",
        deadLetterSink: { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "failures" } },
      }),
      serve: () =>
        served(
          serving(Bill, billing, { at: "bill" }),
          serving(Book, () => noReply, { at: "book" }),
        ),
      send: [{ event: order, to: "inbox" }],
    };
    const explored = await explore(scenario, { seeds: 60 });
    expect(explored.lost).toEqual([]);
    const without = await explore(
      { ...scenario, manifests: shop(table({ flow: FLOW, delivery: { retry: 1, timeout: "PT5S" } })) },
      { seeds: 60 },
    );
    expect(without.lost.map(({ code }) => code)).toContain("no-dead-letter-sink");
  });

  it("has nobody standing in for it", async () => {
    await expect(
      ran(table({ flow: FLOW }), served(serving(Failures, accepts(), { at: "orders" }))),
    ).rejects.toMatchObject({
      diagnostic: { code: "unknown-endpoint" },
    });
  });
});
