import { App, Chart } from "cdk8s";
import { z } from "zod";
import {
  type AnyContract,
  Channel,
  type ChannelBase,
  defineEvent,
  defineStep,
  type EventSource,
  external,
  InMemoryChannel,
  KnativeService,
  Parallel,
  Pipeline,
  PingSource,
  pingEvent,
  Sequence,
} from "../../constructs/index.ts";
import { claim, type Equal } from "./equal.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const PlacedLate = defineEvent("dev.shop.placed", { data: z.object({ order: z.string(), late: z.boolean() }) });
const Billed = defineEvent("dev.shop.billed", { data: z.object({ sum: z.number() }) });
const Shipped = defineEvent("dev.shop.shipped", { data: z.object({ parcel: z.string() }) });
const Tick = pingEvent({ data: z.object({ at: z.string() }) });

const chart = new Chart(new App(), "shop");
const image = "shop";
const bill = new KnativeService(chart, "bill", {
  step: defineStep("bill", { accepts: [Placed], replies: [Billed] }),
  image,
});
const ship = new KnativeService(chart, "ship", {
  step: defineStep("ship", { accepts: [Billed], replies: [Shipped] }),
  image,
});
const log = new KnativeService(chart, "log", { step: defineStep("log", { accepts: [Billed, Shipped] }), image });
const check = external("check", { uri: "http://check/", accepts: [Placed], replies: [Placed] });
const late = external("late", { uri: "http://late/", accepts: [PlacedLate] });
const anything = external("anything", { uri: "http://anything/" });
const plain = new KnativeService(chart, "plain", { image });

// A channel carries what it is told to; without that nobody knows.
const placed = new InMemoryChannel(chart, "placed", { carries: Placed });
const several = new Channel(chart, "several", { carries: [Billed, Shipped] });
const unknown = new Channel(chart, "unknown");
claim<Equal<typeof placed, InMemoryChannel<typeof Placed>>>();
claim<Equal<typeof several, Channel<typeof Billed | typeof Shipped>>>();
claim<Equal<typeof unknown, Channel<AnyContract>>>();
const existing = Channel.fromName(chart, "existing", "existing", { carries: Billed });
claim<Equal<typeof existing, ChannelBase<typeof Billed>>>();

// Who subscribes must accept it; who has no step may.
placed.subscribe(bill);
placed.subscribe(plain, { delivery: { retry: 1 } });
placed.subscribe(anything);
unknown.subscribe(ship);
several.subscribe(log);
// @ts-expect-error: ship accepts what is billed
placed.subscribe(ship);
// @ts-expect-error: one of the two types is not accepted
several.subscribe(ship);
// @ts-expect-error: the type is accepted, its data are not
placed.subscribe(late);
// @ts-expect-error: a subscriber is a destination
placed.subscribe({});

// What is replied must be what the other channel carries.
placed.subscribe(bill, { name: "replying", reply: existing });
placed.subscribe(bill, { name: "replying-anywhere", reply: unknown });
placed.subscribe(bill, { name: "replying-out", reply: anything });
placed.subscribe(plain, { name: "replying-unknown", reply: existing });
// @ts-expect-error: bill replies what is billed
placed.subscribe(bill, { name: "replying-wrong", reply: placed });

// A channel is a sink and a source of events.
new PingSource(chart, "tick", { schedule: "* * * * *", event: Tick, sink: placed });
const source: EventSource<typeof Placed> = placed;
new Pipeline(chart, "from-channel", { from: source, flow: (event) => event.to(bill).publish(existing) });
// @ts-expect-error: ship accepts what is billed
new Pipeline(chart, "from-channel-wrong", { from: placed, flow: (event) => event.to(ship) });

// Each step of a Sequence accepts what the one before replies.
const sequence = new Sequence(chart, "sequence", {
  steps: [check, { subscriber: bill, delivery: { retry: 2 } }, ship],
  reply: several,
});
claim<Equal<(typeof sequence)["emits"], readonly (typeof Shipped)[]>>();
new Sequence(chart, "ending", { steps: [bill, log] });
new Sequence(chart, "unknown-steps", { steps: [bill, plain, ship, anything, check] });
// @ts-expect-error: ship does not accept what check replies
new Sequence(chart, "wrong", { steps: [check, ship] });
// @ts-expect-error: nor with a delivery
new Sequence(chart, "wrong-with-delivery", { steps: [check, { subscriber: ship, delivery: { retry: 2 } }] });
// @ts-expect-error: log replies nothing, so nothing can follow it
new Sequence(chart, "after-the-end", { steps: [bill, log, ship] });
// @ts-expect-error: a Sequence has steps
new Sequence(chart, "without", {});
const list: readonly (typeof bill)[] = [bill, bill];
new Sequence(chart, "of-a-list", { steps: list });

// A Sequence can be a source of what its last step replies.
new Pipeline(chart, "from-sequence", {
  from: new Sequence(chart, "billing", { steps: [bill] }),
  flow: (event) => event.to(ship).discard(),
});

// Each branch of a Parallel accepts what is carried, or what its filter replies.
const parallel = new Parallel(chart, "parallel", {
  carries: Placed,
  branches: [
    { filter: check, subscriber: bill, delivery: { retry: 1 } },
    { subscriber: plain },
    { subscriber: bill, reply: existing },
  ],
});
claim<Equal<(typeof parallel)["emits"], readonly (typeof Billed | AnyContract)[]>>();
const typed = new Parallel(chart, "typed", { branches: [{ subscriber: bill }, { subscriber: ship, reply: several }] });
claim<Equal<(typeof typed)["emits"], readonly (typeof Billed)[]>>();
// @ts-expect-error: ship does not accept what is placed
new Parallel(chart, "wrong-subscriber", { carries: Placed, branches: [{ subscriber: ship }] });
// @ts-expect-error: ship does not accept what check lets in
new Parallel(chart, "wrong-after-filter", { branches: [{ filter: check, subscriber: ship }] });
// @ts-expect-error: the filter does not accept what is placed
new Parallel(chart, "wrong-filter", { carries: Placed, branches: [{ filter: late, subscriber: plain }] });
// @ts-expect-error: the filter replies nothing, so nothing would pass
new Parallel(chart, "closed-filter", { branches: [{ filter: log, subscriber: plain }] });

// The target of a Pipeline.
new Pipeline(chart, "on-flows", { target: "flows", from: Placed, flow: (event) => event.to(bill).to(ship).discard() });
// @ts-expect-error: there is no such target
new Pipeline(chart, "nowhere", { target: "kafka", from: Placed, flow: (event) => event.discard() });
