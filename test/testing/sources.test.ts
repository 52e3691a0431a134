import { App, Chart, Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toManifests } from "../../constructs/adapter/manifests.ts";
import {
  apiServerEvent,
  ApiServerSource,
  defineEvent,
  defineStep,
  exponential,
  external,
  GitHubSource,
  githubEvent,
  IntegrationSource,
  integrationEvent,
  JobSink,
  KafkaSink,
  KafkaSource,
  KnativeService,
  Pipeline,
} from "../../constructs/index.ts";
import { checkApp } from "../../src/checks/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/index.ts";
import { serving, simulate } from "../../src/testing/index.ts";

const Pushed = githubEvent("push", { data: z.object({ ref: z.string() }) });
const Message = integrationEvent("aws-sqs", { data: z.object({ ref: z.string() }) });
const Placed = defineEvent("dev.shop.order.placed.v1", { data: z.object({ ref: z.string() }) });
const PodAdded = apiServerEvent("resource.add");
const Built = defineEvent("dev.shop.built.v1", { data: z.object({ image: z.string() }) });
const Builder = defineStep("builder", { accepts: [Pushed, Message, Placed, PodAdded], replies: [Built] });
const Failures = defineStep("failures", { accepts: [Pushed, Message, Placed, PodAdded, Built] });

/** Four sources of other kinds, one step, and a sink that takes its reply. */
function shop(): App {
  const app = new App();
  const chart = new Chart(app, "shop", { namespace: "shop" });
  const token = { name: "github", key: "token" };
  const kafka = { bootstrapServers: ["kafka:9092"] };
  const auth = { secret: "aws" };
  const builder = new KnativeService(chart, "builder", { step: Builder, image: "shop/builder:1" });
  const failures = new KnativeService(chart, "failures", { step: Failures, image: "shop/failures:1" });
  const job = new JobSink(chart, "deploy", { image: "shop/deploy:1", accepts: [Built] });
  const topic = new KafkaSink(chart, "topic", { ...kafka, topic: "built", accepts: [Built] });
  new Pipeline(chart, "ci", {
    from: [
      new GitHubSource(chart, "repo", {
        ownerAndRepository: "a/b",
        events: [Pushed],
        accessToken: token,
        secretToken: token,
      }),
      new IntegrationSource(chart, "queue", {
        connector: { sqs: { arn: "q", region: "eu-west-1" }, auth },
        event: Message,
      }),
      new KafkaSource(chart, "orders", { ...kafka, topics: ["orders"], events: [Placed] }),
    ],
    delivery: { retry: 3, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
    flow: (events) =>
      events.to(builder).fanOut(
        (built) => built.to(job),
        (built) => built.to(topic),
      ),
  });
  return app;
}

describe("events of sources of every kind", () => {
  it("flow typed through a Pipeline in which nothing is found", () => {
    expect(checkApp(toManifests(shop()), DEFAULT_SETTINGS).diagnostics).toEqual([]);
  });

  it("are sent by their source and end in sinks", async () => {
    const run = await simulate(shop(), [
      serving(Builder, (event) => Built.create({ image: event.type === PodAdded.type ? "pod" : event.data.ref })),
    ]);
    await run.send(Pushed.create({ ref: "main" }), { from: "repo" });
    await run.send(Placed.create({ ref: "order" }), { from: "orders" });
    expect(run).toHaveDelivered(Built, { to: "deploy", times: 2 });
    expect(run).toHaveDelivered(Built, { to: "topic", times: 2 });
    expect(run.deadLetters).toEqual([]);
  });

  it("that the flow forgets are told: an ApiServerSource sends all three of its types", () => {
    const chart = new Chart(new App(), "shop", { namespace: "shop" });
    const watcher = defineStep("watcher", { accepts: [PodAdded] });
    const service = new KnativeService(chart, "watcher", { step: watcher, image: "shop/watcher:1" });
    const failures = external("failures", { uri: "http://failures.example.com/" });
    const source = new ApiServerSource(chart, "pods", {
      resources: [{ apiVersion: "v1", kind: "Pod" }],
      mode: "Resource",
    });
    new Pipeline(chart, "watch", {
      from: source,
      delivery: { retry: 3, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
      flow: (changes) =>
        changes.fanOut(
          (added) => added.filter(PodAdded).to(service),
          (updated) => updated.filter(apiServerEvent("resource.update")).discard(),
        ),
    });
    const found = checkApp(toManifests(chart), DEFAULT_SETTINGS).diagnostics;
    expect(found.map(({ code, at }) => [code, at.construct])).toEqual([["event-nobody-receives", "shop/pods"]]);
  });
});
