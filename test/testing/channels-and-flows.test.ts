import { App, Chart, Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineEvent,
  defineStep,
  exponential,
  type FlowEnd,
  type Flow,
  InMemoryChannel,
  KnativeService,
  Parallel,
  Pipeline,
  Sequence,
} from "../../constructs/index.ts";
import { type Handler, noReply } from "../../src/events/index.ts";
import {
  accepts,
  delays,
  fails,
  repliesText,
  type Run,
  type Served,
  serving,
  simulate,
} from "../../src/testing/index.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed", { data: z.object({ order: z.string() }) });
const Shipped = defineEvent("dev.shop.shipped", { data: z.object({ order: z.string() }) });
const Bill = defineStep("bill", { accepts: [Placed], replies: [Billed] });
const Ship = defineStep("ship", { accepts: [Billed], replies: [Shipped] });
const Mail = defineStep("mail", { accepts: [Shipped] });
const Book = defineStep("book", { accepts: [Billed] });
const Check = defineStep("check", { accepts: [Placed], replies: [Placed] });
const Failures = defineStep("failures", { accepts: [Placed, Billed, Shipped] });

const billing: Handler<typeof Bill> = ({ data }) => Billed.create(data);
const shipping: Handler<typeof Ship> = ({ data }) => Shipped.create(data);
const bill = serving(Bill, billing);
const ship = serving(Ship, shipping);
const order = Placed.create({ order: "1" });

function shop() {
  const app = new App();
  const chart = new Chart(app, "shop", { namespace: "shop", disableResourceNameHashes: true });
  const image = "registry.example/step";
  return {
    app,
    chart,
    bill: new KnativeService(chart, "bill", { step: Bill, image }),
    ship: new KnativeService(chart, "ship", { step: Ship, image }),
    mail: new KnativeService(chart, "mail", { step: Mail, image }),
    book: new KnativeService(chart, "book", { step: Book, image }),
    check: new KnativeService(chart, "check", { step: Check, image }),
    failures: new KnativeService(chart, "failures", { step: Failures, image }),
  };
}

/** What services were sent, one line an attempt: seconds since the start, type, to, attempt, outcome. */
function travelled(run: Run): readonly string[] {
  return run.deliveries.flatMap(({ time, event, to, attempt, outcome }) => {
    const endpoint = run.graph.endpoints.find(({ id }) => id === to);
    if (endpoint?.kind !== "subscriber") return [];
    const status = outcome.kind === "cancelled" ? "" : ` ${outcome.status}`;
    const name = endpoint.construct?.split("/").at(-1);
    return [`${(time - run.startedAt) / 1000} ${event.type} ${name} ${attempt} ${outcome.kind}${status}`];
  });
}

/** Each dead letter as `type from step`; from where replies go, when it was those that failed. */
function deadLetters(run: Run): readonly string[] {
  const name = (id: string) => {
    const endpoint = run.graph.endpoints.find((one) => one.id === id);
    return endpoint?.kind === "subscriber" ? endpoint.construct : "where replies go";
  };
  return run.deadLetters.map(({ event, failedAt }) => `${event.type} from ${name(failedAt)}`);
}

describe("a Sequence", () => {
  const retry = { retry: 2, backoff: exponential(Duration.seconds(1)) };

  it("takes an event through its steps, and what the last replies to its reply", async () => {
    const { app, chart, ...to } = shop();
    new Sequence(chart, "orders", { steps: [to.check, to.bill, to.ship], reply: to.mail });
    const run = await simulate(app, [serving(Check, ({ data }) => Placed.create(data)), bill, ship]);
    const { sent } = await run.send(order, { to: "orders" });
    expect(sent).toEqual({ isTaken: true, status: 202 });
    expect(travelled(run)).toEqual([
      "0 dev.shop.placed check 1 replied 200",
      "0 dev.shop.placed bill 1 replied 200",
      "0 dev.shop.billed ship 1 replied 200",
      "0 dev.shop.shipped mail 1 accepted 202",
    ]);
  });

  it("ends where a step replies nothing, and where its reply is no event: both are success", async () => {
    const { app, chart, ...to } = shop();
    new Sequence(chart, "orders", { steps: [to.check, to.bill, to.book] });
    const ends = async (...served: readonly Served[]) => {
      const run = await simulate(app, served);
      const { sent } = await run.send(order, { to: "orders" });
      return [sent?.isTaken, travelled(run).length, run.lost.length];
    };
    expect(await ends(serving(Check, () => noReply))).toEqual([true, 1, 0]);
    expect(
      await ends(
        serving(Check, ({ data }) => Placed.create(data)),
        serving(Bill, repliesText("OK")),
      ),
    ).toEqual([true, 2, 0]);
  });

  it("retries each step by its own delivery, and keeps by the template's sink what a step gives up", async () => {
    const { app, chart, ...to } = shop();
    new Sequence(chart, "orders", {
      channelTemplate: { delivery: { ...retry, deadLetterSink: to.failures } },
      steps: [to.bill, { subscriber: to.ship, delivery: { retry: 1 } }],
    });
    const run = await simulate(app, [bill, serving(Ship, fails(503))]);
    const { sent } = await run.send(order, { to: "orders" });
    expect(sent).toEqual({ isTaken: true, status: 202 });
    expect(travelled(run)).toEqual([
      "0 dev.shop.placed bill 1 replied 200",
      "0 dev.shop.billed ship 1 retried 503",
      // Its own delivery has no backoff, and takes none from the template.
      "0 dev.shop.billed ship 2 dead-lettered 503",
      "0 dev.shop.billed failures 1 accepted 202",
    ]);
    expect(deadLetters(run)).toEqual(["dev.shop.billed from shop/ship"]);
  });

  it("asks a failing last step again for every retry of the step before, whose input is what is kept", async () => {
    const { app, chart, ...to } = shop();
    new Sequence(chart, "orders", {
      steps: [
        { subscriber: to.bill, delivery: { retry: 2, deadLetterSink: to.failures } },
        { subscriber: to.ship, delivery: { retry: 1 } },
      ],
    });
    const run = await simulate(app, [bill, serving(Ship, fails(500))]);
    await run.send(order, { to: "orders" });
    expect(run).toHaveDelivered(Placed, { to: "bill", times: 1 });
    expect(run).toHaveDelivered(Billed, { to: "ship", times: 6 });
    expect(run).toHaveDeadLettered(Placed, { to: "failures", times: 1 });
  });
});

describe("a Parallel", () => {
  it("gives every event to every branch, and each reply to the branch's reply or its own", async () => {
    const { app, chart, ...to } = shop();
    new Parallel(chart, "orders", {
      carries: Placed,
      branches: [{ subscriber: to.bill, reply: to.book }, { subscriber: to.bill }],
      reply: to.ship,
      channelTemplate: {},
    });
    const run = await simulate(app, [bill, ship]);
    await run.send(order, { to: "orders" });
    expect(run).toHaveDelivered(Placed, { to: "bill", times: 2 });
    expect(run).toHaveDelivered(Billed, { to: "book", times: 1 });
    expect(run).toHaveDelivered(Billed, { to: "ship", times: 1 });
  });

  it("lets into a branch what its filter replies, and nothing where it replies nothing", async () => {
    const { app, chart, ...to } = shop();
    new Parallel(chart, "orders", {
      carries: Placed,
      branches: [{ filter: to.check, subscriber: to.bill, reply: to.book }],
      channelTemplate: {},
    });
    const only = serving(Check, ({ data }) => (data.order === "1" ? Placed.create({ order: "one" }) : noReply));
    const run = await simulate(app, [only, serving(Bill, ({ data }) => Billed.create(data))]);
    await run.send(order, { to: "orders" });
    await run.send(Placed.create({ order: "2" }), { to: "orders" });
    expect(run).toHaveDelivered(Placed, { to: "check", times: 2 });
    expect(run).toHaveDelivered(Placed, { to: "bill", times: 1 });
    expect(run).toHaveDelivered(Billed, { to: "book", times: 1 });
  });

  it("retries and dead-letters a failing filter by its template only", async () => {
    const lost = async (delivery: boolean) => {
      const { app, chart, ...to } = shop();
      new Parallel(chart, "orders", {
        carries: Placed,
        branches: [{ filter: to.check, subscriber: to.bill, delivery: { retry: 5, deadLetterSink: to.failures } }],
        channelTemplate: delivery ? { delivery: { retry: 3, deadLetterSink: to.failures } } : {},
      });
      const run = await simulate(app, [serving(Check, fails(503)), bill]);
      const { sent } = await run.send(order, { to: "orders" });
      return [sent?.isTaken, travelled(run).filter((line) => line.includes(" check ")).length, deadLetters(run)];
    };
    expect(await lost(false)).toEqual([false, 1, []]);
    expect(await lost(true)).toEqual([true, 4, ["dev.shop.placed from shop/check"]]);
  });
});

describe("a channel", () => {
  it("is a source for a Pipeline and a place to publish to", async () => {
    const { app, chart, ...to } = shop();
    const inbox = new InMemoryChannel(chart, "inbox", { carries: Placed });
    const outbox = new InMemoryChannel(chart, "outbox", { carries: Shipped });
    outbox.subscribe(to.mail);
    new Pipeline(chart, "orders", { from: inbox, flow: (placed) => placed.to(to.bill).to(to.ship).publish(outbox) });
    const run = await simulate(app, [bill, ship]);
    await run.send(order, { to: "inbox" });
    expect(travelled(run)).toEqual([
      "0 dev.shop.placed bill 1 replied 200",
      "0 dev.shop.billed ship 1 replied 200",
      "0 dev.shop.shipped mail 1 accepted 202",
    ]);
  });

  it("that answers at once tells no sender of a failure, and its dead-letter sink keeps it", async () => {
    const { app, chart, ...to } = shop();
    const inbox = new InMemoryChannel(chart, "inbox", {
      carries: Placed,
      async: true,
      delivery: { retry: 1, deadLetterSink: to.failures },
    });
    inbox.subscribe(to.bill);
    const run = await simulate(app, [serving(Bill, fails(503))]);
    const { sent } = await run.send(order, { to: "inbox" });
    expect(sent).toEqual({ isTaken: true, status: 202 });
    expect(deadLetters(run)).toEqual(["dev.shop.placed from shop/bill"]);
  });
});

describe("one flow on a Broker and on Sequences and Parallels", () => {
  type Services = ReturnType<typeof shop>;
  const FLOWS = {
    chain: (from: Flow<typeof Placed>, to: Services): FlowEnd => from.to(to.bill).to(to.ship).to(to.mail),
    branches: (from: Flow<typeof Placed>, to: Services): FlowEnd =>
      from.to(to.bill).fanOut(
        (billed) => billed.to(to.ship).to(to.mail),
        (billed) => billed.to(to.book),
      ),
    "branches at the start": (from: Flow<typeof Placed>, to: Services): FlowEnd =>
      from.fanOut(
        (placed) =>
          placed.to(to.bill).fanOut(
            (billed) => billed.to(to.ship, { delivery: { retry: 1 } }).discard(),
            (billed) => billed.to(to.book),
          ),
        (placed) => placed.publish(to.failures, { name: "archive" }),
      ),
  };
  const FAULTS: Readonly<Record<string, readonly Served[]>> = {
    "nothing fails": [bill, ship],
    "a step fails for a while": [bill, serving(Ship, fails(503).times(2).then(shipping))],
    "the first step fails for good": [serving(Bill, fails(422)), ship],
    "a step keeps failing": [bill, serving(Ship, fails(503))],
    "the last steps keep failing": [bill, ship, serving(Mail, fails(500)), serving(Book, fails(400))],
    "a step is slow": [bill, serving(Ship, delays(3_000, shipping)), serving(Book, delays(5_000, accepts()))],
    "a step is slower than the timeout": [bill, serving(Ship, delays(60_000, shipping))],
  };

  /** What each service accepted, what was kept and what was lost, whatever the order, and what the sender heard. */
  async function outcome(target: "broker" | "flows", flow: keyof typeof FLOWS, served: readonly Served[]) {
    const services = shop();
    const pipeline = new Pipeline(services.chart, "orders", {
      target,
      from: Placed,
      delivery: {
        retry: 3,
        backoff: exponential(Duration.seconds(1)),
        timeout: Duration.seconds(30),
        deadLetterSink: services.failures,
      },
      flow: (placed) => FLOWS[flow](placed, services),
    });
    const run = await simulate(services.app, served);
    const { sent } = await run.send(order, { to: pipeline.destination.ref?.name ?? "" });
    return {
      attempts: [...travelled(run)].sort(),
      deadLetters: [...deadLetters(run)].sort(),
      lost: run.lost.length,
      isTaken: sent?.isTaken,
    };
  }

  it.for(Object.keys(FLOWS).flatMap((flow) => Object.keys(FAULTS).map((fault) => [flow, fault] as const)))(
    "delivers alike: %s, %s",
    async ([flow, fault]) => {
      const served = FAULTS[fault] ?? [];
      const [broker, flows] = await Promise.all([
        outcome("broker", flow as keyof typeof FLOWS, served),
        outcome("flows", flow as keyof typeof FLOWS, served),
      ]);
      expect(flows).toEqual(broker);
      expect(flows.attempts.length).toBeGreaterThan(0);
      // The reply whose sender left; its cause is kept.
      expect(flows.lost).toBe(fault === "a step is slower than the timeout" ? 1 : 0);
    },
  );
});
