import { App, Chart } from "cdk8s";
import { z } from "zod";
import {
  type AnyContract,
  Broker,
  type Contract,
  defineEvent,
  defineStep,
  type Ended,
  type EventSource,
  type EventsOf,
  external,
  type Flow,
  type FlowEnd,
  KnativeService,
  Pipeline,
  PingSource,
  pingEvent,
  type Subscriber,
} from "../../constructs/index.ts";
import { claim, type Equal } from "./equal.ts";

const DailyReport = pingEvent({ data: z.object({ airport: z.string() }) });
const WeeklyReport = pingEvent({ data: z.object({ airport: z.string(), week: z.int() }) });
const QueryCompleted = defineEvent("dev.reports.query.completed.v1", {
  data: z.object({ table: z.string(), rows: z.int() }),
});
const QueryFailed = defineEvent("dev.reports.query.failed.v1", { data: z.object({ reason: z.string() }) });
const ChartCreated = defineEvent("dev.reports.chart.created.v1", { data: z.object({ url: z.string() }) });

const app = new App();
const chart = new Chart(app, "reports");
const image = "reports";
const runner = new KnativeService(chart, "query-runner", {
  step: defineStep("query-runner", { accepts: [DailyReport], replies: [QueryCompleted, QueryFailed] }),
  image,
});
const charter = new KnativeService(chart, "chart-creator", {
  step: defineStep("chart-creator", { accepts: [QueryCompleted], replies: [ChartCreated] }),
  image,
});
const recorder = external("recorder", { uri: "http://recorder/", accepts: [QueryCompleted, QueryFailed] });
const notifier = new KnativeService(chart, "notifier", {
  step: defineStep("notifier", { accepts: [ChartCreated] }),
  image,
});
const ord = new PingSource(chart, "ord", { schedule: "@daily", event: DailyReport });
const weekly = new PingSource(chart, "weekly", { schedule: "@weekly", event: WeeklyReport });
const bucket: EventSource<typeof ChartCreated | typeof QueryFailed> = {
  emits: [ChartCreated, QueryFailed],
  sinkTo() {},
};

type Carried<F> = F extends Flow<infer C> ? C : never;

// A flow carries what its sources emit: of one, of several, of a contract.
new Pipeline(chart, "one", {
  from: ord,
  flow: (events) => {
    claim<Equal<Carried<typeof events>, typeof DailyReport>>();
    return events;
  },
});
new Pipeline(chart, "several", {
  from: [ord, bucket, QueryCompleted],
  flow: (events) => {
    claim<
      Equal<
        Carried<typeof events>,
        typeof DailyReport | typeof ChartCreated | typeof QueryFailed | typeof QueryCompleted
      >
    >();
    return events;
  },
});

declare const start: Flow<typeof DailyReport>;

// A step's replies are what is carried after it.
claim<Equal<Carried<ReturnType<typeof afterRunner>>, typeof QueryCompleted | typeof QueryFailed>>();
function afterRunner() {
  return start.to(runner);
}

// A step must accept everything that is carried.
claim<
  Equal<
    ReturnType<typeof wrongSecondStep>,
    "step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.reports.query.failed.v1'"
  >
>();
function wrongSecondStep() {
  return start.to(runner).to(charter);
}
new Pipeline(chart, "wrong", {
  from: ord,
  // @ts-expect-error: chart-creator does not accept a ping
  flow: (report) => report.to(charter),
});
new Pipeline(chart, "wrong-before-more", {
  from: ord,
  // @ts-expect-error: chart-creator does not accept a ping
  flow: (report) => report.to(charter).to(notifier),
});

// Filters narrow by contract and by type; other attributes leave the contracts as they are.
claim<Equal<Carried<ReturnType<typeof byContract>>, typeof QueryCompleted>>();
function byContract() {
  return start.to(runner).filter(QueryCompleted);
}
claim<Equal<Carried<ReturnType<typeof byType>>, typeof QueryFailed>>();
function byType() {
  return start.to(runner).filter({ type: "dev.reports.query.failed.v1", region: "eu" });
}
claim<Equal<Carried<ReturnType<typeof byAttribute>>, typeof QueryCompleted | typeof QueryFailed>>();
function byAttribute() {
  return start.to(runner).filter({ region: "eu" });
}
claim<
  Equal<
    ReturnType<typeof byAbsentType>,
    "this flow carries 'dev.knative.sources.ping', and never what this filter asks for"
  >
>();
function byAbsentType() {
  return start.filter({ type: "dev.other.v1" });
}

// A switch narrows by contract, case by case; conditions leave the contracts as they are; otherwise gets what is left.
new Pipeline(chart, "switch", {
  from: ord,
  flow: (report) =>
    report.to(runner).switch((on) =>
      on
        .case({ region: "eu" }, (european) => {
          claim<Equal<Carried<typeof european>, typeof QueryCompleted | typeof QueryFailed>>();
          return european.to(recorder);
        })
        .case(QueryFailed, (failed) => {
          claim<Equal<Carried<typeof failed>, typeof QueryFailed>>();
          return failed.discard();
        })
        .case({ data: { "/rows": [0, 1] } }, (few) => few.to(charter).discard())
        .otherwise((rest) => {
          claim<Equal<Carried<typeof rest>, typeof QueryCompleted>>();
          return rest.to(charter).discard();
        }),
    ),
});
claim<
  Equal<ReturnType<typeof withoutOtherwise>, "this switch has no 'otherwise' for 'dev.reports.query.completed.v1'">
>();
function withoutOtherwise() {
  return start.to(runner).switch((on) => on.case(QueryFailed, (failed) => failed.discard()));
}
function switched() {
  return start.switch((on) => on.case({ region: "eu" }, (one) => one.to(runner)).otherwise((two) => two.to(runner)));
}
claim<Equal<ReturnType<typeof switched>, Ended<"every case of a switch goes on by itself">>>();

// A map goes on as the contract that it makes.
claim<Equal<Carried<ReturnType<typeof mapped>>, typeof ChartCreated>>();
function mapped() {
  return start.map(ChartCreated, { jsonata: '{ "url": data.airport }' });
}

// The same type with other data is another contract: less is refused, more is not.
const weeklyRunner: Subscriber<"weekly-runner", typeof WeeklyReport, never> = external("weekly-runner", {
  uri: "http://weekly/",
  accepts: [WeeklyReport],
});
claim<
  Equal<
    ReturnType<typeof lessData>,
    "step 'weekly-runner' accepts other data in 'dev.knative.sources.ping' than this flow carries"
  >
>();
function lessData() {
  return start.to(weeklyRunner);
}
new Pipeline(chart, "more-data", { from: weekly, flow: (report) => report.to(runner) });

// What counts is what travels, the schema's input: the step may read it as something else.
const ReadDailyReport = pingEvent({ data: z.object({ airport: z.string().transform((code) => code.length) }) });
const reader = external("reader", { uri: "http://reader/", accepts: [ReadDailyReport] });
claim<Equal<ReturnType<typeof otherOutput>, Ended<"step 'reader' replies nothing, so nothing can follow it">>>();
function otherOutput() {
  return start.to(reader);
}

// After a step that replies nothing, and after any other end, no verb follows; the flow may end there.
new Pipeline(chart, "ended", { from: ord, flow: (report) => report.to(runner).to(recorder) });
new Pipeline(chart, "after-the-end", {
  from: ord,
  // @ts-expect-error: recorder replies nothing
  flow: (report) => report.to(runner).to(recorder).to(notifier),
});
new Pipeline(chart, "after-discard", {
  from: ord,
  // @ts-expect-error: what is discarded goes nowhere
  flow: (report) => report.to(runner).discard().to(notifier),
});
new Pipeline(chart, "after-publish", {
  from: ord,
  // @ts-expect-error: what is published leaves the flow
  flow: (report) => report.publish(new Broker(chart, "other")).to(notifier),
});
new Pipeline(chart, "after-fan-out", {
  from: ord,
  // @ts-expect-error: nothing joins the branches
  flow: (report) => report.fanOut((events) => events.to(runner)).to(notifier),
});

// Branches get what is carried, and are checked like the flow.
new Pipeline(chart, "branches", {
  from: ord,
  flow: (report) =>
    report.to(runner).fanOut(
      (events) => events.filter(QueryCompleted).to(charter).to(notifier),
      (events) => {
        claim<Equal<Carried<typeof events>, typeof QueryCompleted | typeof QueryFailed>>();
        return events.to(recorder);
      },
    ),
});

// A flow must be returned, and a sentence is none.
// @ts-expect-error: nothing is returned
new Pipeline(chart, "not-returned", { from: ord, flow: (report) => void report.to(runner) });
// @ts-expect-error: a text is no flow
new Pipeline(chart, "text", { from: ord, flow: () => "done" });
claim<Equal<Flow<AnyContract> extends FlowEnd ? true : false, true>>();

// A service without a step cannot stand in a flow; it can be published to.
const plain = new KnativeService(chart, "plain", { image });
new Pipeline(chart, "no-step", {
  from: ord,
  // @ts-expect-error: nobody knows what it accepts
  flow: (report) => report.to(plain),
});
new Pipeline(chart, "published", { from: ord, flow: (report) => report.publish(plain) });

// A step of unknown contracts takes everything, and what it replies is unknown.
declare const anything: Subscriber;
claim<Equal<ReturnType<typeof toAnything>, Flow<Contract>>>();
function toAnything() {
  return start.to(anything);
}
claim<
  Equal<
    ReturnType<typeof fromUnknown>,
    "step 'notifier' accepts 'dev.reports.chart.created.v1', but this flow carries any type"
  >
>();
function fromUnknown() {
  return start.to(anything).to(notifier);
}

// The typed events of a flow, by type.
claim<Equal<EventsOf<Flow<typeof DailyReport>>["data"], { airport: string }>>();
