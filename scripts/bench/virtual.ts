import { z } from "zod";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { median, tell } from "./measure.ts";

// Virtual deliveries as a user's test makes them, with the package that users get: one event to a Broker, ten Triggers
// that all match, ten handlers. Counted are calls of handlers; each went through filter, delivery law and record.

const RUNS = Number(process.env.RUNS ?? 5);
const TRIGGERS = 10;
const FEW = 100_000;
const MANY = 1_000_000;
/** Calls of handlers a second, on one core. */
const RATE = 100_000;
const GROWTH = 1.1;

// The built package, whose types are those of the sources.
const events: typeof import("../../src/events/index.ts") = await import(
  new URL("../../dist/events.js", import.meta.url).href
);
const testing: typeof import("../../src/testing/index.ts") = await import(
  new URL("../../dist/testing.js", import.meta.url).href
);

let handled = 0;
const Placed = events.defineEvent("dev.bench.order.placed.v1", { data: z.object({ order: z.int() }) });
const steps = Array.from({ length: TRIGGERS }, (_, index) => events.defineStep(`step-${index}`, { accepts: [Placed] }));

for (let round = 0; round < 2; round += 1) await deliver(FEW);

const rates: number[] = [];
for (let round = 0; round < RUNS; round += 1) {
  const { seconds, handled } = await deliver(FEW);
  rates.push(handled / seconds);
}
const rate = median(rates);
tell({
  name: "virtual deliveries",
  counts: `${FEW.toLocaleString("en")} calls of ${TRIGGERS} handlers, ${RUNS} runs, built package`,
  ours: `${Math.round(rate).toLocaleString("en")}/s`,
  peer: `bar ${RATE.toLocaleString("en")}/s`,
  value: RATE / rate,
  bar: 1,
});

const base = heap();
const few = await deliver(FEW);
const afterFew = heap();
const more = await deliver(MANY - FEW, few.run);
const afterMany = heap();
tell({
  name: "memory of a long run",
  counts: `${(few.handled + more.handled).toLocaleString("en")} calls against ${few.handled.toLocaleString("en")}, once`,
  ours: megabytes(afterMany),
  peer: `${megabytes(afterFew)} (${megabytes(base)} before)`,
  value: afterMany / afterFew,
  bar: GROWTH,
});

async function deliver(calls: number, existing?: Awaited<ReturnType<typeof start>>) {
  const run = existing ?? (await start());
  const before = handled;
  const began = process.hrtime.bigint();
  for (let order = 0; order < calls / TRIGGERS; order += 1) {
    await run.send(Placed.create({ order }), { to: "orders" });
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (handled - before !== calls) throw new Error(`${handled - before} of ${calls} events arrived`);
  return { run, seconds, handled: handled - before };
}

function start() {
  return testing.simulateManifests(
    manifests(),
    steps.map((step) =>
      testing.serving(step, () => {
        handled += 1;
      }),
    ),
  );
}

function manifests(): readonly Manifest[] {
  const knative = (apiVersion: string, kind: string, name: string, spec: object): Manifest => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "bench" },
    spec: { ...spec },
  });
  return [
    knative("eventing.knative.dev/v1", "Broker", "orders", {}),
    ...steps.flatMap(({ name }) => [
      knative("serving.knative.dev/v1", "Service", name, {
        template: { spec: { containers: [{ image: "example.com/step" }] } },
      }),
      knative("eventing.knative.dev/v1", "Trigger", name, {
        broker: "orders",
        filter: { attributes: { type: Placed.type } },
        subscriber: { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name } },
      }),
    ]),
  ];
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error("run it with node --expose-gc");
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
