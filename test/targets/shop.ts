import { App, Chart, Duration } from "cdk8s";
import { z } from "zod";
import {
  ContainerSource,
  defineEvent,
  defineStep,
  exponential,
  type Flow,
  type FlowEnd,
  InMemoryChannel,
  KnativeService,
  Pipeline,
  type PipelineProps,
} from "../../constructs/index.ts";
import type { EventDraft } from "../../src/events/index.ts";

/** What every event says: which order it is about, and the steps it came through, so that its data tells its cause. */
const data = z.object({ order: z.string(), way: z.string() });
export type Data = z.infer<typeof data>;

export const Placed = defineEvent("dev.shop.placed", { data });
export const Cancelled = defineEvent("dev.shop.cancelled", { data });
export const Billed = defineEvent("dev.shop.billed", { data });
export const Refused = defineEvent("dev.shop.refused", { data });
export const Shipped = defineEvent("dev.shop.shipped", { data });
export const Noted = defineEvent("dev.shop.noted", { data });

/** The steps by name: what they accept, and what they make of it. */
export const STEPS = {
  bill: defineStep("bill", { accepts: [Placed], replies: [Billed] }),
  sort: defineStep("sort", { accepts: [Placed], replies: [Billed, Refused] }),
  check: defineStep("check", { accepts: [Placed], replies: [Placed] }),
  ship: defineStep("ship", { accepts: [Billed], replies: [Shipped] }),
  mail: defineStep("mail", { accepts: [Shipped] }),
  book: defineStep("book", { accepts: [Billed] }),
  refund: defineStep("refund", { accepts: [Refused] }),
  note: defineStep("note", { accepts: [Noted] }),
  audit: defineStep("audit", { accepts: [Placed, Cancelled], replies: [Noted] }),
  archive: defineStep("archive", { accepts: [Placed, Billed, Shipped] }),
  failures: defineStep("failures", {
    accepts: [Placed, Cancelled, Billed, Refused, Shipped, Noted],
  }),
} as const;
export type StepName = keyof typeof STEPS;

/** What a step replies to an event of some data; the last step of its way is its own name. */
export const REPLIES: Partial<Readonly<Record<StepName, (data: Data) => EventDraft>>> = {
  bill: (given) => Billed.create(given),
  sort: (given) => (given.order === "1" ? Billed : Refused).create(given),
  check: (given) => Placed.create(given),
  ship: (given) => Shipped.create(given),
  audit: (given) => Noted.create(given),
};

type Incoming = Flow<typeof Placed>;
type Shop = ReturnType<typeof services>;

/** One flow and the step of it that things happen to. */
export interface TestedFlow {
  readonly weak: StepName;
  readonly make: (from: Incoming, to: Shop) => FlowEnd;
  /** Whether cancelled orders come in too. */
  readonly both?: (from: Flow<typeof Placed | typeof Cancelled>, to: Shop) => FlowEnd;
}

const louder = '{ "order": data.order, "way": data.way & ">map" }';

/** Every verb, and the ways they stand together. */
export const FLOWS: Readonly<Record<string, TestedFlow>> = {
  "a chain": { weak: "ship", make: (from, to) => from.to(to.bill).to(to.ship).to(to.mail) },
  "a fan-out behind a step": {
    weak: "ship",
    make: (from, to) =>
      from.to(to.bill).fanOut(
        (billed) => billed.to(to.ship).to(to.mail),
        (billed) => billed.to(to.book),
      ),
  },
  "a fan-out at the start": {
    weak: "bill",
    make: (from, to) =>
      from.fanOut(
        (placed) => placed.to(to.bill).to(to.book),
        (placed) => placed.to(to.archive),
      ),
  },
  "a filter by attribute": { weak: "bill", make: (from, to) => from.filter({ region: "eu" }).to(to.bill).to(to.book) },
  "a filter by type": { weak: "ship", make: (from, to) => from.to(to.sort).filter(Billed).to(to.ship).to(to.mail) },
  "a filter by data": {
    weak: "bill",
    make: (from, to) =>
      from
        .filter({ data: { "/order": "1" } })
        .to(to.bill)
        .to(to.book),
  },
  "a switch by type": {
    weak: "refund",
    make: (from, to) =>
      from
        .to(to.sort)
        .switch((on) =>
          on.case(Refused, (refused) => refused.to(to.refund)).otherwise((billed) => billed.to(to.ship).to(to.mail)),
        ),
  },
  "a switch by attribute": {
    weak: "bill",
    make: (from, to) =>
      from.switch((on) =>
        on
          .case({ region: "eu" }, (european) => european.to(to.bill).to(to.book))
          .otherwise((other) => other.to(to.archive)),
      ),
  },
  "a map": { weak: "note", make: (from, to) => from.to(to.bill).map(Noted, { jsonata: louder }).to(to.note) },
  "a map into a fan-out": {
    weak: "note",
    make: (from, to) =>
      from.map(Noted, { jsonata: louder }).fanOut(
        (noted) => noted.to(to.note),
        (noted) => noted.publish(to.failures, { name: "keep" }),
      ),
  },
  "a publication": { weak: "bill", make: (from, to) => from.to(to.bill).publish(to.outbox) },
  "a discard": { weak: "bill", make: (from, to) => from.to(to.bill).discard() },
  "two kinds of input": {
    weak: "audit",
    make: (from, to) => from.to(to.audit).to(to.note),
    both: (from, to) => from.to(to.audit).to(to.note),
  },
  "deliveries of their own": {
    weak: "ship",
    make: (from, to) =>
      from
        .to(to.bill, { delivery: { retry: 0 } })
        .to(to.ship, { delivery: { retry: 4, timeout: Duration.seconds(5) } })
        .to(to.mail),
  },
  "a step that replies its input's type": {
    weak: "check",
    make: (from, to) => from.to(to.check).to(to.bill).to(to.book),
  },
};

export const TARGETS = ["broker", "flows", "channels", "shim"] as const;
export type TargetName = (typeof TARGETS)[number];

/** How the Pipeline of a shop is made. */
export interface ShopOptions {
  readonly target: TargetName;
  readonly flow: TestedFlow;
  /** Whether a shim may stand where the target cannot carry a node. */
  readonly helped: boolean;
  readonly deadLetterSink: boolean;
}

/** An app with one Pipeline; throws what its target refuses. */
export function shop({ target, flow, helped, deadLetterSink }: ShopOptions): App {
  const app = new App();
  const chart = new Chart(app, "shop", { namespace: "shop", disableResourceNameHashes: true });
  const to = services(chart);
  const image = "registry.example/web";
  const web = new ContainerSource(chart, "web", { image, emits: [Placed] });
  const desk = new ContainerSource(chart, "desk", { image, emits: [Cancelled] });
  const run = { image: "registry.example/shim", timeout: Duration.seconds(600) };
  const props = {
    target,
    delivery: {
      retry: 2,
      backoff: exponential(Duration.seconds(1)),
      ...(deadLetterSink ? { deadLetterSink: to.failures } : {}),
    },
    ...(target === "shim" ? { shim: run } : helped ? { shim: { ...run, use: "where-needed" } } : {}),
  } satisfies Partial<PipelineProps>;
  const { both, make } = flow;
  if (both === undefined) new Pipeline(chart, "orders", { ...props, from: web, flow: (events) => make(events, to) });
  else new Pipeline(chart, "orders", { ...props, from: [web, desk], flow: (events) => both(events, to) });
  return app;
}

function services(chart: Chart) {
  const image = "registry.example/step";
  const made = {
    bill: new KnativeService(chart, "bill", { step: STEPS.bill, image }),
    sort: new KnativeService(chart, "sort", { step: STEPS.sort, image }),
    check: new KnativeService(chart, "check", { step: STEPS.check, image }),
    ship: new KnativeService(chart, "ship", { step: STEPS.ship, image }),
    mail: new KnativeService(chart, "mail", { step: STEPS.mail, image }),
    book: new KnativeService(chart, "book", { step: STEPS.book, image }),
    refund: new KnativeService(chart, "refund", { step: STEPS.refund, image }),
    note: new KnativeService(chart, "note", { step: STEPS.note, image }),
    audit: new KnativeService(chart, "audit", { step: STEPS.audit, image }),
    archive: new KnativeService(chart, "archive", { step: STEPS.archive, image }),
    failures: new KnativeService(chart, "failures", { step: STEPS.failures, image }),
  };
  const outbox = new InMemoryChannel(chart, "outbox", { carries: Billed });
  outbox.subscribe(made.archive);
  return { ...made, outbox };
}
