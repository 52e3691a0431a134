import { App, type Chart, Yaml } from "cdk8s";
import { fails, repliesText, serving, simulate } from "sluice/testing";
import { describe, expect, test } from "vitest";
import { Display, DisplayWithReply, Hello, HiFromKnative } from "./contracts.ts";
import { brokerTrigger, complex, complexWithReply, simple } from "./main.ts";
import displayWithReply from "./services/display-with-reply.ts";

const replying = [serving(DisplayWithReply, displayWithReply)];
const app = (method: (app: App) => Chart): Chart => method(new App());

test("a source sends straight to its service", async () => {
  const run = await simulate(app(simple));
  const { sent } = await run.fire("source");
  expect(sent).toEqual({ isTaken: true, status: 202 });
  expect(run).toHaveDelivered(Hello, { to: "service", times: 1 });
});

test("a channel gives every event to each of its subscribers", async () => {
  const run = await simulate(app(complex));
  await run.fire("source");
  expect(run).toHaveDelivered(Hello, { to: "service1", times: 1 });
  expect(run).toHaveDelivered(Hello, { to: "service2", times: 1 });
});

describe.for([
  ["into another channel", complexWithReply],
  ["back to the Broker, to whom its Trigger names", brokerTrigger],
] as const)("a reply goes %s", ([, method]) => {
  test("once, beside the two pings of every minute", async () => {
    const run = await simulate(app(method), replying);
    await run.advance(60_000);
    expect(run).toHaveDelivered(Hello, { to: "service1", times: 1 });
    expect(run).toHaveDelivered(Hello, { to: "service2", times: 1 });
    expect(run).toHaveDelivered(HiFromKnative, { to: "service3", times: 1 });
    expect(run).toHaveDelivered(Hello, { times: 2 });
  });
});

describe("a service that fails", () => {
  test("is asked once on a channel, and its sender hears 500, though the other service has the event", async () => {
    const run = await simulate(app(complex), [serving(Display, fails(503), { at: "service1" })]);
    const { sent } = await run.fire("source");
    expect(run).toHaveDelivered(Hello, { to: "service1", times: 1 });
    expect(run).toHaveDelivered(Hello, { to: "service2", times: 1 });
    expect(sent).toMatchObject({ isTaken: false, status: 500 });
  });

  test("is asked eleven times by a Broker as clusters ship it", async () => {
    const run = await simulate(app(brokerTrigger), [...replying, serving(Display, fails(503), { at: "service1" })]);
    await run.fire("source");
    expect(run).toHaveDelivered(Hello, { to: "service1", times: 11 });
  });
});

describe("an answer that is no event", () => {
  const talking = [serving(DisplayWithReply, repliesText("Hello back!"))];

  test("is dropped by a channel, as success", async () => {
    const run = await simulate(app(complexWithReply), talking);
    const { sent } = await run.fire("source");
    expect(sent).toMatchObject({ isTaken: true });
    expect(run).toHaveDelivered(Hello, { to: "service2", times: 1 });
    expect(run).not.toHaveDelivered(HiFromKnative);
  });

  test("is a failure to a Broker, which asks again and again", async () => {
    const run = await simulate(app(brokerTrigger), talking);
    await run.fire("source");
    expect(run).toHaveDelivered(Hello, { to: "service2", times: 11 });
    expect(run).not.toHaveDelivered(HiFromKnative);
  });
});

test.for([
  ["simple", simple],
  ["complex", complex],
  ["complex-with-reply", complexWithReply],
  ["broker-trigger", brokerTrigger],
] as const)("the YAML of %s is the one that was reviewed; vitest -u renews it", async ([name, method]) => {
  const yaml = Yaml.stringify(...(app(method).toJson() as unknown[]));
  await expect(yaml).toMatchFileSnapshot(`expected/${name}.k8s.yaml`);
});
