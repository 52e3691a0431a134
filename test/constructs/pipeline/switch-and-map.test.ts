import { describe, expect, it } from "vitest";
import { type Flow, type FlowEnd, Pipeline } from "../../../constructs/index.ts";
import { recordFlow } from "../../../constructs/pipeline/recorder.ts";
import type { FlowNode } from "../../../src/compiler/index.ts";
import { ChartCreated, charter, DailyReport, faultOf, newChart, notifier, QueryCompleted, runner } from "./harness.ts";

const severity = "error";
const place = { construct: "reports/p" };

/** A flow of two contracts, as data. */
function recorded(flow: (events: Flow<typeof DailyReport | typeof QueryCompleted>) => FlowEnd): readonly FlowNode[] {
  return recordFlow({ path: "reports/p", namespace: "reports" }, [DailyReport, QueryCompleted], flow);
}

/** The fault of a flow that types would refuse: its verbs are called as an author without types would. */
function faultWithoutTypes(flow: (events: Untyped) => unknown) {
  return faultOf(() => recorded((events) => flow(events as object as Untyped) as FlowEnd));
}

interface Untyped {
  readonly switch: (cases?: unknown, options?: unknown) => unknown;
  readonly map: (to?: unknown, options?: unknown) => Untyped;
  readonly filter: (only?: unknown, options?: unknown) => unknown;
}

interface UntypedCases {
  readonly case: (only?: unknown, flow?: unknown, options?: unknown) => UntypedCases;
  readonly otherwise: (flow?: unknown) => unknown;
}

const end = (events: Flow<never>): FlowEnd => events.discard();

describe("recording a switch", () => {
  it("gives each case what comes to it, and the rest to otherwise", () => {
    const [node] = recorded((events) =>
      events.switch((on) =>
        on
          .case({ region: "eu" }, (european) => european.discard())
          .case(DailyReport, (report) => report.to(runner))
          .case({ data: { "/rows": [0, null] } }, (empty) => empty.discard(), { name: "empty" })
          .case({ cesql: "EXISTS tier" }, (tiered) => tiered.discard())
          .otherwise((rest) => rest.to(charter)),
      ),
    );
    const both = [DailyReport, QueryCompleted];
    expect(node).toMatchObject({
      kind: "switch",
      name: "switch",
      carries: both,
      cases: [
        { name: "region-eu", when: { attributes: { region: "eu" } }, carries: both },
        { name: "dev-knative-sources-ping", when: { type: DailyReport.type }, carries: [DailyReport] },
        { name: "empty", when: { data: { "/rows": [0, null] } }, carries: [QueryCompleted] },
        {
          name: expect.stringMatching(/^cesql-[0-9a-f]{8}$/),
          when: { cesql: "EXISTS tier" },
          carries: [QueryCompleted],
        },
      ],
      otherwise: { carries: [QueryCompleted], next: [{ kind: "step", name: "chart-creator" }] },
    });
  });

  it("names what has no name of its own by what stands before it, never by its place", () => {
    const [node] = recorded((events) =>
      events
        .filter(DailyReport)
        .to(runner)
        .switch((on) =>
          on
            .case({ region: "eu" }, (european) => european.map(ChartCreated, { jsonata: "data" }).to(notifier))
            .otherwise((rest) => rest.filter({ region: "us" }).discard()),
        ),
    );
    expect(JSON.parse(JSON.stringify(node))).toMatchObject({
      kind: "filter",
      name: "filter-dev-knative-sources-ping",
      next: [
        {
          next: [
            {
              name: "switch-after-query-runner",
              cases: [{ next: [{ kind: "map", name: "map-to-dev-reports-chart-created-v1-after-8830d480" }] }],
              otherwise: {
                next: [
                  {
                    kind: "filter",
                    name: "filter-region-us-after-switch-after-query-62b10a24",
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  it("asks of what follows a filter that it does not contradict it", () => {
    expect(
      faultOf(() =>
        recorded((events) =>
          events
            .filter({ region: "eu" })
            .switch((on) =>
              on.case(DailyReport, (one) => one.filter({ region: "us" }).discard()).otherwise((two) => two.discard()),
            ),
        ),
      ),
    ).toMatchObject({ code: "duplicate-filter", message: 'Nothing passes: region cannot be "eu" and "us".' });
  });
});

describe("a switch refuses", () => {
  it("to be without otherwise, or without a case", () => {
    expect(faultWithoutTypes((events) => events.switch((on: UntypedCases) => on.case(DailyReport, end)))).toEqual({
      code: "switch-without-otherwise",
      severity,
      at: place,
      message: 'Switch "switch" does not say where events go that no case takes.',
      mend: "End it with `.otherwise((events) => …)`; `discard()` there throws them away on purpose.",
    });
    expect(faultWithoutTypes((events) => events.switch((on: UntypedCases) => on.otherwise(end)))).toEqual({
      code: "switch-without-case",
      severity,
      at: place,
      message: 'Switch "switch" has no case, so everything goes to `otherwise`.',
      mend: "Give it a case: `on.case(Contract, (events) => …)`, or leave the switch out.",
    });
  });

  it("a case for what never comes, or that an earlier one took", () => {
    expect(faultWithoutTypes((events) => events.switch((on: UntypedCases) => on.case(ChartCreated, end)))).toEqual({
      code: "type-not-carried",
      severity,
      at: place,
      message:
        'Switch "switch" has "dev.knative.sources.ping" and "dev.reports.query.completed.v1" left, and never "dev.reports.chart.created.v1".',
      mend: "Filter on a type that arrives here, or let an earlier step reply it.",
    });
    expect(
      faultWithoutTypes((events) =>
        events.switch((on: UntypedCases) =>
          on.case(DailyReport, end).case(QueryCompleted, end).case({ region: "eu" }, end).otherwise(end),
        ),
      ),
    ).toEqual({
      code: "type-not-carried",
      severity,
      at: place,
      message: 'Switch "switch" has nothing left, and nothing can come to another case.',
      mend: "Leave the case out, or put it before those that take whole contracts.",
    });
  });

  it("two cases of one name, and a case after otherwise", () => {
    expect(
      faultOf(() =>
        recorded((events) =>
          events.switch((on) =>
            on
              .case({ region: "eu" }, (one) => one.discard())
              .case({ region: "EU" }, (two) => two.discard())
              .otherwise((rest) => rest.discard()),
          ),
        ),
      ),
    ).toEqual({
      code: "duplicate-case",
      severity,
      at: place,
      message: 'Switch "switch" has two cases named "region-eu".',
      mend: 'Give one of them a name of its own: `case(…, …, { name: "…" })`.',
    });
    expect(
      faultWithoutTypes((events) =>
        events.switch((on: UntypedCases) => {
          const cases = on.case(DailyReport, end);
          cases.otherwise(end);
          return cases.case({ region: "eu" }, end);
        }),
      ),
    ).toMatchObject({ code: "flow-goes-on-twice" });
  });

  it.for([
    [{}, "A case of this switch asks for nothing."],
    [{ data: {} }, "This case asks for nothing of the data."],
    [{ data: { "no/pointer": 1 } }, 'A case cannot look at "no/pointer" in the data.'],
    [{ data: { "/a": { b: 1 } } }, 'A case cannot compare the data at "/a" with {"b":1}.'],
    [{ data: { "/a": [] } }, 'A case cannot compare the data at "/a" with [].'],
    [{ cesql: "a = " }, expect.stringContaining('The CESQL expression "a = " cannot be read')],
    [{ Region: "eu" }, 'A filter cannot name the attribute "Region".'],
  ])("a case that asks %j", ([only, message]) => {
    expect(faultWithoutTypes((events) => events.switch((on: UntypedCases) => on.case(only, end)))).toMatchObject({
      code: "invalid-filter",
      message,
    });
  });
});

describe("a map", () => {
  it("goes on as the contract it makes", () => {
    const [node] = recorded((events) => events.map(ChartCreated, { jsonata: "data", name: "view" }).to(notifier));
    expect(node).toMatchObject({
      kind: "map",
      name: "view",
      makes: ChartCreated,
      jsonata: "data",
      next: [{ kind: "step" }],
    });
  });

  it("refuses to make nothing known, or of nothing", () => {
    expect(faultWithoutTypes((events) => events.map("dev.reports.v1", { jsonata: "data" }))).toMatchObject({
      code: "invalid-mapping",
      message: "`map` was given something that is no contract, so nobody knows what goes on.",
    });
    expect(faultWithoutTypes((events) => events.map(ChartCreated, { jsonata: " " }))).toMatchObject({
      code: "invalid-mapping",
      message: 'The mapping to "dev.reports.chart.created.v1" has no JSONata expression.',
    });
    expect(faultWithoutTypes((events) => events.map(ChartCreated))).toMatchObject({ code: "invalid-mapping" });
  });

  it("is refused by a target that cannot carry it, which names the way out", () => {
    expect(
      faultOf(
        () =>
          new Pipeline(newChart(), "p", {
            from: DailyReport,
            flow: (events) => events.map(ChartCreated, { jsonata: "data", name: "view" }).to(notifier),
          }),
      ),
    ).toEqual({
      code: "map-needs-shim",
      severity,
      at: { construct: "reports/p/view" },
      message: '"view" makes "dev.reports.chart.created.v1" of an event, and a Broker only hands events on.',
      mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "shim"`.',
    });
  });
});
