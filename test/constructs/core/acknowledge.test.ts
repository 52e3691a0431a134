import { App, Chart } from "cdk8s";
import { describe, expect, it } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { acknowledge, Broker, InMemoryChannel } from "../../../constructs/index.ts";
import { checkApp } from "../../../src/checks/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";

const annotations = (chart: Chart) => toManifests(chart).map(({ manifest }) => manifest.metadata.annotations);

describe("acknowledge", () => {
  it("writes rule and reason on the object of a construct, beside what was acknowledged before", () => {
    const chart = new Chart(new App(), "shop");
    const broker = new Broker(chart, "orders");
    acknowledge(broker, { rule: "no-failure-path", reason: "Clicks are cheap." });
    acknowledge(broker, { rule: "event-loop", reason: "It ends.", field: "spec.filter" });
    expect(annotations(chart)).toEqual([
      {
        "sluice.dev/acknowledges":
          '[{"rule":"no-failure-path","reason":"Clicks are cheap."},{"rule":"event-loop","reason":"It ends.","field":"spec.filter"}]',
      },
    ]);
  });

  it("covers all objects of a construct at once, and is stale only when none of them needs it", () => {
    const chart = new Chart(new App(), "shop");
    new Broker(chart, "orders");
    new InMemoryChannel(chart, "paid");
    acknowledge(chart, { rule: "no-failure-path", reason: "Known." });
    const { diagnostics } = checkApp(toManifests(chart), DEFAULT_SETTINGS);
    expect(diagnostics.map(({ code, at }) => [code, at.construct])).toEqual([["stale-acknowledgement", "shop/orders"]]);
  });

  it("refuses a blank reason, and a construct without objects", () => {
    const chart = new Chart(new App(), "shop");
    expect(() => acknowledge(new Broker(chart, "b"), { rule: "x", reason: " " })).toThrow(
      'no-reason: shop/b: The acknowledgement of "x" gives no reason. Say why it may stand.',
    );
    expect(() => acknowledge(new Chart(chart, "empty"), { rule: "x", reason: "y" })).toThrow(
      'nothing-to-acknowledge: shop/empty: "shop/empty" has made no object, so nothing of it can be acknowledged.',
    );
  });
});
