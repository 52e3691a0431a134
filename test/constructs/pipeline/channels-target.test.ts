import { Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { exponential, external, Pipeline } from "../../../constructs/index.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { checkApp } from "../../../src/checks/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import { charter, manifests, newChart, notifier, runner, schedule, specs, store } from "./harness.ts";

const failures = external("failures", { uri: "http://failures.example.com/" });
const delivery = { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures };

describe("a Pipeline on the target channels", () => {
  it("writes Channels and Subscriptions that find each other, and the checks find nothing", () => {
    const chart = newChart();
    const pipeline = new Pipeline(chart, "daily-report", {
      target: "channels",
      channelTemplate: {
        kind: "KafkaChannel",
        apiVersion: "messaging.knative.dev/v1beta1",
        spec: { numPartitions: 3 },
      },
      from: schedule(chart),
      delivery,
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter, { delivery: { retry: 1 } }).to(notifier),
          (query) => query.to(store).discard(),
        ),
    });
    const channels = specs(chart, "Channel");
    expect(Object.keys(channels)).toEqual([
      "daily-report-events",
      "daily-report-query-runner-replies",
      "daily-report-chart-creator-replies",
    ]);
    expect(channels["daily-report-events"]).toEqual({
      channelTemplate: {
        apiVersion: "messaging.knative.dev/v1beta1",
        kind: "KafkaChannel",
        spec: { numPartitions: 3 },
      },
    });
    const names = manifests(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const subscriptions = specs(chart, "Subscription");
    for (const spec of Object.values(subscriptions)) {
      const { channel, reply } = spec as { channel: { name: string }; reply?: { ref: { name: string } } };
      expect(names).toContain(`Channel ${channel.name}`);
      expect(names).toEqual(expect.arrayContaining(reply === undefined ? [] : [`Channel ${reply.ref.name}`]));
    }
    expect(subscriptions["daily-report-chart-creator"]).toMatchObject({
      delivery: { retry: 1, backoffPolicy: "exponential", deadLetterSink: { uri: "http://failures.example.com/" } },
    });
    expect(pipeline.findObject("query-runner").kind).toBe("Subscription");
    expect(pipeline.destination).toMatchObject({ ref: { kind: "Channel" } });
    expect(checkApp(toManifests(chart), DEFAULT_SETTINGS).diagnostics).toEqual([]);
  });

  it("changes for an inserted step only by its objects and its neighbour's", () => {
    const written = (inserted: boolean) => {
      const chart = newChart();
      const echo = external("echo", {
        uri: "http://echo/",
        accepts: runner.step.replies,
        replies: runner.step.replies,
      });
      new Pipeline(chart, "daily-report", {
        target: "channels",
        from: schedule(chart),
        delivery,
        flow: (report) => {
          const query = report.to(runner);
          return (inserted ? query.to(echo) : query).to(charter).to(notifier);
        },
      });
      return new Map(manifests(chart).map((one) => [`${one.kind} ${one.metadata.name}`, JSON.stringify(one)]));
    };
    const [before, after] = [written(false), written(true)];
    const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([]);
    expect(changed.map((name) => name.replace(/reports-daily-report-|-c8[0-9a-f]{6}$/g, "")).sort()).toEqual([
      "Channel echo-replies",
      "Subscription chart-creator",
      "Subscription echo",
    ]);
  });
});
