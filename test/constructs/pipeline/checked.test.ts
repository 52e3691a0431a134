import { type Chart, Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { ContainerSource, exponential, external, Pipeline } from "../../../constructs/index.ts";
import { checkApp } from "../../../src/checks/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";
import { ChartCreated, charter, newChart, notifier, QueryCompleted, runner, schedule, store } from "./harness.ts";

const failures = external("failures", { uri: "http://failures.example.com/" });
const delivery = { retry: 3, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures };

/** What is found against the chart's manifests: code and construct. */
function found(chart: Chart) {
  return checkApp(toManifests(chart), DEFAULT_SETTINGS).diagnostics.map(({ code, at }) => [code, at.construct]);
}

describe("the checks of what a Pipeline writes", () => {
  it("find nothing in a flow that names all its ends", () => {
    const chart = newChart();
    new Pipeline(chart, "p", {
      from: schedule(chart),
      delivery,
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter, { delivery: { retry: 1 } }).to(notifier),
          (query) => query.filter({ region: "eu" }).to(store).discard(),
        ),
    });
    expect(found(chart)).toEqual([]);
  });

  it("find the replies that nobody takes, unless the flow discards them", () => {
    const chart = newChart();
    new Pipeline(chart, "p", { from: schedule(chart), delivery, flow: (report) => report.to(runner).to(charter) });
    expect(found(chart)).toEqual([["reply-nobody-receives", "reports/p/chart-creator"]]);
  });

  it("find nothing against a source's event that the flow discards", () => {
    const make = (ending: "discard" | "none") => {
      const chart = newChart();
      const bucket = new ContainerSource(chart, "bucket", { emits: [ChartCreated, QueryCompleted], image: "bucket" });
      new Pipeline(chart, "p", {
        from: bucket,
        delivery,
        flow: (events) =>
          events.fanOut(
            (one) => one.filter(ChartCreated).to(notifier),
            (one) => (ending === "discard" ? one.filter(QueryCompleted).discard() : one.filter(QueryCompleted)),
          ),
      });
      return found(chart);
    };
    expect(make("none")).toEqual([["event-nobody-receives", "reports/bucket"]]);
    expect(make("discard")).toEqual([]);
  });

  it("find a flow whose failures are lost", () => {
    const chart = newChart();
    new Pipeline(chart, "p", { from: schedule(chart), flow: (report) => report.to(runner).discard() });
    expect(found(chart)).toEqual([["no-failure-path", "reports/p/broker"]]);
  });
});
