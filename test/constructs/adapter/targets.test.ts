import { App, Chart, Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { targetsOf } from "../../../constructs/adapter/targets.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import {
  Broker,
  ContainerSource,
  defineEvent,
  defineStep,
  exponential,
  KnativeService,
  Pipeline,
  type PipelineProps,
} from "../../../constructs/index.ts";
import { graphOfManifests } from "../../../src/testing/simulate.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed", { data: z.object({ order: z.string() }) });
const Bill = defineStep("bill", { accepts: [Placed], replies: [Billed] });
const Book = defineStep("book", { accepts: [Billed] });
const image = "registry.example/step";

/** A Pipeline in a chart, and another one that publishes to it. */
function shop(props: Partial<PipelineProps> = {}, isGiven = false) {
  const app = new App();
  const chart = new Chart(app, "shop", { namespace: "shop" });
  const bill = new KnativeService(chart, "bill", { step: Bill, image });
  const book = new KnativeService(chart, "book", { step: Book, image });
  const web = new ContainerSource(chart, "web", { image, emits: [Placed] });
  const orders = new Pipeline(chart, "orders", {
    ...props,
    ...(isGiven ? { broker: new Broker(chart, "shared") } : {}),
    from: web,
    delivery: { retry: 3, backoff: exponential(Duration.seconds(1)) },
    flow: (placed) => placed.filter({ region: "eu" }).to(bill).to(book),
  });
  const desk = new ContainerSource(chart, "desk", { image, emits: [Placed] });
  new Pipeline(chart, "desk-orders", { from: desk, flow: (placed) => placed.publish(orders) });
  return { app, reported: toManifests(app) };
}

/** What sends to what, by construct. */
function legs(manifests: Parameters<typeof graphOfManifests>[0]): readonly string[] {
  const { hops, dangling } = graphOfManifests(manifests);
  const short = (id: string | undefined) =>
    id
      ?.split("/")
      .slice(-1)[0]
      ?.replace(/-c[0-9a-f]{7}$/, "");
  return [
    ...hops.map(({ kind, from, to }) => `${kind} ${short(from)} > ${short(to?.endpoint)}`),
    ...dangling.map(({ ref }) => `dangling ${ref.name}`),
  ];
}

describe("the targets of an app's Pipelines", () => {
  it("are each the whole app, with what sends to the Pipeline sending to its new entry", () => {
    const { app, reported } = shop();
    const before = reported.map(({ manifest }) => JSON.stringify(manifest));
    const targets = targetsOf(app, reported).filter(({ pipeline }) => pipeline === "shop/orders");
    expect(targets.map(({ target, isChosen, refusal }) => [target, isChosen, refusal?.code])).toEqual([
      ["broker", true, undefined],
      ["flows", false, "filter-on-channels"],
      ["channels", false, "filter-on-channels"],
      ["shim", false, undefined],
    ]);
    const shim = targets.find(({ target }) => target === "shim")?.manifests.map(({ manifest }) => manifest) ?? [];
    expect(legs(shim)).toEqual([
      "sink shop-web > shop-orders-shim",
      "sink shop-desk > shop-desk-orders-broker",
      "trigger shop-desk-orders-broker > shop-orders-shim",
      "shim shop-orders-shim > shop-bill",
      "shim shop-orders-shim > shop-book",
    ]);
    expect(toManifests(app).map(({ manifest }) => JSON.stringify(manifest))).toEqual(before);
  });

  it("carry with a shim what they could not, where the Pipeline lets them", () => {
    const { app, reported } = shop({ shim: { use: "where-needed", image: "registry.example/shim" } });
    const targets = targetsOf(app, reported).filter(({ pipeline }) => pipeline === "shop/orders");
    expect(targets.map(({ refusal }) => refusal)).toEqual([undefined, undefined, undefined, undefined]);
    for (const { manifests } of targets) {
      expect(legs(manifests.map(({ manifest }) => manifest)).filter((leg) => leg.startsWith("dangling"))).toEqual([]);
    }
  });

  it("leave a given Broker to the others on it", () => {
    const { app, reported } = shop({ shim: { use: "where-needed", image: "registry.example/shim" } }, true);
    const channels = targetsOf(app, reported).find(
      ({ pipeline, target }) => pipeline === "shop/orders" && target === "channels",
    );
    const found = legs(channels?.manifests.map(({ manifest }) => manifest) ?? []);
    expect(found.filter((leg) => leg.startsWith("sink shop-web"))).not.toEqual(["sink shop-web > shop-shared"]);
    expect(found.filter((leg) => leg.startsWith("dangling"))).toEqual([]);
  });
});
