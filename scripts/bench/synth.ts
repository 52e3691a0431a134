import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiObject, App, Chart, Duration } from "cdk8s";
import { z } from "zod";
import { apiObjects } from "../../constructs/adapter/manifests.ts";
import {
  Broker,
  defineEvent,
  defineStep,
  exponential,
  external,
  KnativeService,
  PingSource,
  pingEvent,
  Trigger,
} from "../../constructs/index.ts";
import type { SynthReport } from "../../src/manifests/synth-report.ts";
import { SYNTH_HOST } from "../../src/manifests/synth-report.ts";
import { median, tell, time as shown } from "./measure.ts";

// App.synth with everything Sluice does there, against the same objects as bare cdk8s ApiObjects. One fault is seeded
// in the last object, a warning so that the manifests are written all the same; a run that misses it does not count.

const RUNS = Number(process.env.RUNS ?? 7);
const LIMIT = 1.15;
const LINEAR = 5.5;

const Tick = pingEvent({ data: z.object({ shop: z.string() }) });
const Counted = defineEvent("dev.bench.stock.counted.v1", { data: z.object({ shop: z.string(), items: z.int() }) });
const Ordered = defineEvent("dev.bench.stock.ordered.v1", { data: z.object({ shop: z.string(), order: z.string() }) });
const Count = defineStep("count", { accepts: [Tick], replies: [Counted] });
const Order = defineStep("order", { accepts: [Counted], replies: [Ordered] });
const Record = defineStep("record", { accepts: [Ordered] });
const failures = external("failures", { uri: "http://failures.example.com/" });

/** Objects of one unit: three steps on a Broker of their own, fired by a schedule. */
const UNIT = 11;

process.chdir(mkdtempSync(join(tmpdir(), "sluice-bench-")));
let report: SynthReport | undefined;
Object.defineProperty(globalThis, SYNTH_HOST, { value: { onSynth: (next: SynthReport) => (report = next) } });

// V8 compiles the checks' hot parts within the first few thousand objects; cdk8s' are compiled by then, too.
for (let round = 0; round < 10; round += 1) {
  const app = sluiceApp(1_000, 1);
  bareTwin(app).synth();
  app.synth();
}

for (const charts of [1, 20]) {
  const small = measure(1_000, charts);
  const large = measure(5_000, charts);
  tell({
    name: "growth of App.synth",
    counts: `5,000 objects in ${charts} charts, ${RUNS} runs`,
    ours: shown(large),
    peer: `${shown(small)} (1,000 objects)`,
    value: large / small,
    bar: LINEAR,
  });
}
rmSync(process.cwd(), { recursive: true, force: true });

/** Medians of runs that take turns, so that both sides see the same machine. Gives ours, in milliseconds. */
function measure(objects: number, charts: number): number {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const app = sluiceApp(objects, charts);
    const twin = bareTwin(app);
    const timeBare = () => bare.push(timed(() => twin.synth()));
    const timeOurs = () => ours.push(timed(() => app.synth()));
    for (const time of run % 2 === 0 ? [timeBare, timeOurs] : [timeOurs, timeBare]) time();
    checkReport(objects);
  }
  tell({
    name: "App.synth with all checks",
    counts: `${objects.toLocaleString("en")} objects in ${charts} charts, ${RUNS} runs, fault in the last found`,
    ours: shown(median(ours)),
    peer: `${shown(median(bare))} (bare cdk8s)`,
    value: median(ours) / median(bare),
    bar: LIMIT,
  });
  return median(ours);
}

function sluiceApp(objects: number, charts: number): App {
  const app = new App({ outdir: "out" });
  const each = objects / charts;
  for (let index = 0; index < charts; index += 1) {
    const chart = new Chart(app, `chart-${index}`, { namespace: `shop-${index}` });
    const last = index === charts - 1;
    const faulty = last ? 3 : 0;
    let made = 0;
    for (; made + UNIT <= each - faulty; made += UNIT) unit(chart, `unit-${made}`);
    for (; made < each - faulty; made += 1) new KnativeService(chart, `spare-${made}`, { image: "bench/spare:1" });
    if (last) fault(chart);
  }
  return app;
}

function unit(chart: Chart, id: string): void {
  const broker = new Broker(chart, id, {
    delivery: { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
  });
  const service = (step: typeof Count | typeof Order | typeof Record) =>
    new KnativeService(broker, step.name, {
      step,
      image: `bench/${step.name}:1`,
      env: { SHOP: id, TOKEN: { secretKeyRef: { name: "shop", key: "token" } } },
      scale: { min: 0, max: 5 },
    });
  broker.on(Tick).to(service(Count));
  broker.on(Counted).to(service(Order));
  broker.on(Ordered).to(service(Record));
  new PingSource(chart, `${id}-tick`, { schedule: "*/5 * * * *", event: Tick, data: { shop: id }, sink: broker });
}

/** A Trigger without a dead-letter sink, made last. */
function fault(chart: Chart): void {
  const backoff = exponential(Duration.seconds(1));
  const broker = new Broker(chart, "fault");
  const subscriber = new KnativeService(chart, "record", { step: Record, image: "bench/record:1" });
  new Trigger(chart, "last", { broker, filter: { type: Ordered.type }, subscriber, delivery: { retry: 1, backoff } });
}

/** The same objects, in the same charts, as bare cdk8s ApiObjects. */
function bareTwin(app: App): App {
  const twin = new App({ outdir: "out-bare" });
  for (const chart of app.node.children) {
    const copy = new Chart(twin, chart.node.id);
    apiObjects(chart).forEach((object, index) => {
      new ApiObject(copy, `object-${index}`, object.toJson());
    });
  }
  return twin;
}

function checkReport(objects: number): void {
  const found = report?.diagnostics.map(({ code, at }) => `${code} ${at.construct}`) ?? [];
  const count = report?.manifests.length ?? 0;
  if (count !== objects) throw new Error(`${count} objects were checked, not ${objects}.`);
  if (found.length !== 1 || !found[0]?.endsWith("/last")) {
    throw new Error(
      `The fault in the last object was not what was found: ${found.slice(0, 5).join(", ") || "nothing"}.`,
    );
  }
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
