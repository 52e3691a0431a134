import { describe, expect, it } from "vitest";
import {
  type AnyContract,
  Broker,
  defineStep,
  external,
  type Flow,
  type FlowEnd,
  KnativeService,
  Pipeline,
  type Subscriber,
} from "../../../constructs/index.ts";
import type { FlowNode } from "../../../src/compiler/index.ts";
import {
  ChartCreated,
  at,
  charter,
  DailyReport,
  faultOf,
  newChart,
  notifier,
  QueryCompleted,
  runner,
  schedule,
  store,
  TableStored,
} from "./harness.ts";

/** What a flow over daily reports throws. */
function faultOfFlow(flow: (report: Flow<typeof DailyReport>) => FlowEnd) {
  const chart = newChart();
  return faultOf(() => new Pipeline(chart, "p", { from: DailyReport, flow }));
}

/** A flow for authors without types, who can write what the compiler would refuse. */
interface Untyped extends Record<"to" | "fanOut" | "filter" | "publish" | "discard", (...given: unknown[]) => Untyped> {
  readonly [key: symbol]: true;
}
function faultOfUntyped(flow: (report: Untyped) => unknown) {
  return faultOfFlow(flow as (report: object) => FlowEnd as (report: Flow<typeof DailyReport>) => FlowEnd);
}

const place = { construct: "reports/p" };
const severity = "error";

describe("recording a flow", () => {
  it("gives the flow as data", () => {
    const reader = at(defineStep("reader", { accepts: [DailyReport], replies: [TableStored] }));
    const pipeline = new Pipeline(newChart(), "p", {
      from: [DailyReport, QueryCompleted],
      delivery: { retry: 3 },
      flow: (events) =>
        events.fanOut(
          (one) =>
            one
              .filter(DailyReport)
              .to(reader, { delivery: { retry: 1 } })
              .discard(),
          (one) => one.filter({ type: QueryCompleted.type, region: "eu" }).to(charter).to(notifier),
          (one) => one.publish(external("lake", { uri: "http://lake/" })),
        ),
    });
    const both = [DailyReport, QueryCompleted];
    const destination = ({ destination: written, external: declared }: Subscriber) => ({
      ...written,
      ...(declared === undefined ? {} : { external: declared }),
    });
    const branches: FlowNode[][] = [
      [
        {
          kind: "filter",
          name: "filter-dev-knative-sources-ping",
          attributes: {},
          carries: both,
          passes: [DailyReport],
          next: [
            {
              kind: "step",
              name: "reader",
              step: reader.step,
              destination: destination(reader),
              delivery: { retry: 1 },
              carries: [DailyReport],
              next: [{ kind: "discard", carries: reader.step.replies }],
            },
          ],
        },
      ],
      [
        {
          kind: "filter",
          name: "filter-dev-reports-query-completed-v1-region-eu",
          attributes: { region: "eu" },
          carries: both,
          passes: [QueryCompleted],
          next: [
            {
              kind: "step",
              name: "chart-creator",
              step: charter.step,
              destination: destination(charter),
              carries: [QueryCompleted],
              next: [
                {
                  kind: "step",
                  name: "notifier",
                  step: notifier.step,
                  destination: destination(notifier),
                  carries: charter.step.replies,
                  next: [],
                },
              ],
            },
          ],
        },
      ],
      [
        {
          kind: "publish",
          name: "lake",
          destination: { uri: "http://lake/", external: { uri: "http://lake/", name: "lake" } },
          carries: both,
        },
      ],
    ];
    expect(pipeline.flow).toEqual({
      path: "reports/p",
      carries: both,
      delivery: { retry: 3 },
      nodes: [{ kind: "fanOut", carries: both, branches }],
    });
  });

  it("takes a published destination's name from its construct", () => {
    const chart = newChart();
    const broker = new Broker(chart, "Archive Broker");
    const pipeline = new Pipeline(chart, "p", { from: DailyReport, flow: (report) => report.publish(broker) });
    expect(pipeline.node.tryFindChild("archive-broker")).toBeDefined();
  });

  it("loses nothing that is not returned", () => {
    const pipeline = new Pipeline(newChart(), "p", {
      from: DailyReport,
      flow: (report) => {
        const query = report.to(runner);
        query.to(charter).discard();
        return query;
      },
    });
    expect(pipeline.node.children.map(({ node }) => node.id)).toEqual(["broker", "query-runner", "chart-creator"]);
  });
});

describe("a flow refuses", () => {
  it("to go on twice from one place", () => {
    expect(
      faultOfFlow((report) => {
        const query = report.to(runner);
        query.to(charter);
        return query.to(store);
      }),
    ).toEqual({
      code: "flow-goes-on-twice",
      severity,
      at: place,
      message: "This flow went on with `to` already, and `to` would go on from the same place.",
      mend: "Chain on what the first call returned, or send the events both ways with `fanOut`.",
    });
  });

  it("to go on after its Pipeline is made", () => {
    let kept: Flow<typeof DailyReport> | undefined;
    new Pipeline(newChart(), "p", {
      from: DailyReport,
      flow: (report) =>
        report.fanOut(
          (one) => one.to(runner),
          (one) => {
            kept = one;
            return one;
          },
        ),
    });
    expect(faultOf(() => kept?.discard())).toEqual({
      code: "flow-is-over",
      severity,
      at: place,
      message: "`discard` was called on a flow whose Pipeline is already made.",
      mend: "Call it inside the function given as `flow`, before that returns.",
    });
  });

  it("to go on after its end, for authors without types", () => {
    expect(faultOfUntyped((report) => report.to(runner).to(charter).to(notifier).to(store))).toEqual({
      code: "flow-is-over",
      severity,
      at: place,
      message: '`to` was called where the flow has ended: step "notifier" replies nothing, so nothing can follow it.',
      mend: "Leave the call out, or put it before the end.",
    });
    for (const [end, because] of [
      [(report: Untyped) => report.discard(), "what is discarded goes nowhere"],
      [(report: Untyped) => report.publish(external("x", { uri: "http://x/" })), "what is published leaves this flow"],
      [
        (report: Untyped) => report.fanOut((one: Untyped) => one.to(runner)),
        "every branch of a fanOut goes on by itself",
      ],
    ] as const) {
      expect(faultOfUntyped((report) => end(report).filter({ region: "eu" })).message).toBe(
        `\`filter\` was called where the flow has ended: ${because}.`,
      );
    }
  });

  it("a step that does not accept what is carried, for authors without types", () => {
    expect(faultOfUntyped((report) => report.to(charter))).toEqual({
      code: "step-does-not-accept",
      severity,
      at: place,
      message:
        'Step "chart-creator" accepts "dev.reports.query.completed.v1", but this flow carries "dev.knative.sources.ping".',
      mend: "Put a step between that replies what it accepts, or `filter` to the types it accepts.",
    });
  });

  it.for([
    ["a service without a step", (): unknown => new KnativeService(newChart(), "plain", { image: "x" })],
    ["nothing at all", (): unknown => undefined],
  ] as const)("%s as a step", ([, subscriber]) => {
    expect(faultOfUntyped((report) => report.to(subscriber()))).toEqual({
      code: "not-a-step",
      severity,
      at: place,
      message: "`to` was given something without a step, so nobody knows what it takes and replies.",
      mend: "Give the service its `step`, declare an external one with `accepts` and `replies`, or use `publish(…)` for a Broker, Channel or sink.",
    });
  });

  it("to publish to a step that replies", () => {
    expect(faultOfFlow((report) => report.publish(runner))).toEqual({
      code: "publish-to-step",
      severity,
      at: place,
      message: 'Step "query-runner" replies, and what is published has no reply.',
      mend: "Use `to(…)`, and `discard()` after it if nobody needs the replies.",
    });
  });

  it.for(["", "Query", "1st", "a.b", "a-", "x".repeat(64)])("a step named %j", (name) => {
    expect(faultOfFlow((report) => report.to(runner, { name }))).toEqual({
      code: "invalid-step-name",
      severity,
      at: place,
      message: `A step of a flow cannot be named "${name}".`,
      mend: "Use a DNS label: lower-case letters, digits and dashes, starting with a letter, at most 63 characters.",
    });
  });

  it("a fanOut without branches", () => {
    expect(faultOfFlow((report) => report.to(runner).fanOut())).toEqual({
      code: "fan-out-of-nothing",
      severity,
      at: place,
      message: "`fanOut()` has no branches, so the events go nowhere.",
      mend: "Give at least one branch: `fanOut((events) => events.to(service))`; or say `discard()`.",
    });
  });

  it("a filter for a type that never arrives, for authors without types", () => {
    expect(faultOfUntyped((report) => report.filter(ChartCreated).to(notifier))).toEqual({
      code: "type-not-carried",
      severity,
      at: place,
      message: 'This flow carries "dev.knative.sources.ping", and never "dev.reports.chart.created.v1".',
      mend: "Filter on a type that arrives here, or let an earlier step reply it.",
    });
  });

  it("filters that exclude each other, also across a fanOut", () => {
    const fault = {
      code: "duplicate-filter",
      severity,
      at: place,
      message: 'Nothing passes: region cannot be "eu" and "us".',
      mend: "Ask for one value, or give each its branch in a `fanOut`.",
    };
    expect(faultOfFlow((report) => report.filter({ region: "eu" }).filter({ region: "us" }))).toEqual(fault);
    expect(
      faultOfFlow((report) => report.filter({ region: "eu" }).fanOut((one) => one.filter({ region: "us" }).to(runner))),
    ).toEqual(fault);
  });

  it("a filter that asks for nothing, for a name no cluster takes, or for an empty value", () => {
    expect(faultOfFlow((report) => report.filter({}))).toEqual({
      code: "invalid-filter",
      severity,
      at: place,
      message: "This filter asks for nothing.",
      mend: 'Name a contract, or attribute values: `filter({ region: "eu" })`.',
    });
    expect(faultOfFlow((report) => report.filter({ "my-region": "eu" })).code).toBe("invalid-filter");
    expect(faultOfFlow((report) => report.filter({ region: "" })).code).toBe("invalid-filter");
  });

  it("to be made later", () => {
    expect(faultOfUntyped(async (report) => report.to(runner))).toEqual({
      code: "async-flow",
      severity,
      at: place,
      message: "The flow's function returned a promise, and a Pipeline is made at once.",
      mend: "Await what it needs before the Pipeline, and make the function synchronous.",
    });
  });

  it("with the cause, when its function throws", () => {
    const cause = new Error("no such airport");
    let thrown: unknown;
    try {
      new Pipeline(newChart(), "p", {
        from: DailyReport,
        flow: () => {
          throw cause;
        },
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      cause,
      diagnostic: {
        code: "flow-failed",
        severity,
        at: place,
        message: "The flow's function threw: no such airport",
        mend: "Mend what it does before it returns the flow.",
      },
    });
  });
});

describe("a Pipeline refuses", () => {
  it("a flow that delivers to nobody", () => {
    expect(faultOfFlow((report) => report)).toEqual({
      code: "flow-without-step",
      severity,
      at: place,
      message: "This flow delivers its events to nobody.",
      mend: "Add a step: `flow: (events) => events.to(service)`.",
    });
  });

  it("everything a Broker cannot carry, in one error", () => {
    const echo = external("echo", { uri: "http://echo/", accepts: [DailyReport], replies: [DailyReport] });
    expect(
      faultOfFlow((report) =>
        report.fanOut(
          (one) => one.to(runner),
          (one) => one.to(runner),
          (one) => one.to(echo),
        ),
      ),
    ).toEqual({
      code: "duplicate-step-name",
      severity,
      at: { construct: "reports/p/query-runner" },
      message: '"query-runner" stands twice at the flow\'s start, and one name is one Trigger.',
      mend: 'Give one of them a name of its own: `.to(…, { name: "query-runner-2" })`.',
      notes: [
        'step-replies-its-input: Step "echo" replies "dev.knative.sources.ping", which it also takes here: on a Broker it would get its own replies, again and again. Let it reply an event type of its own.',
      ],
    });
  });

  it("to start from nothing", () => {
    const none: readonly AnyContract[] = [];
    const fault = faultOf(() => new Pipeline(newChart(), "p", { from: none, flow: (events) => events }));
    expect(fault).toEqual({
      code: "nothing-enters",
      severity,
      at: place,
      message: "No event enters this flow: `from` names no source with a declared event.",
      mend: "Name a source in `from`, and the `event` it sends.",
    });
  });

  it("a source that sends elsewhere already", () => {
    const chart = newChart();
    const source = schedule(chart);
    const first = new Pipeline(chart, "first", { from: source, flow: (report) => report.to(runner) });
    const fault = faultOf(() => new Pipeline(chart, "second", { from: source, flow: (report) => report.to(runner) }));
    expect(fault).toMatchObject({ code: "sink-already-set", at: { construct: "reports/ord" } });
    expect(fault.message).toContain(first.broker.name);
  });

  it("to find a Trigger of a step it does not have", () => {
    const pipeline = new Pipeline(newChart(), "p", { from: DailyReport, flow: (report) => report.to(runner) });
    expect(faultOf(() => pipeline.findTrigger("query-runer"))).toEqual({
      code: "no-such-step",
      severity,
      at: place,
      message: 'This Pipeline has no step "query-runer".',
      mend: 'Its steps are "query-runner".',
    });
  });
});
