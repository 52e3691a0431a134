import { ApiObject, App, Chart } from "cdk8s";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { Broker, defineEvent, KnativeService } from "../../../constructs/index.ts";
import { shop } from "../harness.ts";

const FILE = "test/constructs/adapter/manifests.test.ts";
const Placed = defineEvent("dev.shop.order.placed.v1");

/** The line this is called from. */
function here(): number {
  return Number(/manifests\.test\.ts:(\d+)/.exec(new Error().stack?.split("\n")[2] ?? "")?.[1]);
}

test("gives every object with its construct, and the line that made it", () => {
  const chart = shop();
  const line = here();
  const broker = new Broker(chart, "orders");
  const bill = new KnativeService(chart, "bill", { image: "shop/bill:1" });
  broker
    .on(Placed) // its place is that of the next line
    .to(bill);
  expect(toManifests(chart).map(({ manifest, place }) => [manifest.kind, place])).toEqual([
    ["Broker", { construct: "shop/orders", file: FILE, line: line + 1, column: 18 }],
    ["Trigger", { construct: "shop/orders/bill-on-dev-shop-order-placed-v1", file: FILE, line: line + 5, column: 6 }],
    [
      "EventType",
      { construct: expect.stringMatching(/^shop\/orders\/event-type-/), file: FILE, line: line + 1, column: 18 },
    ],
    ["Service", { construct: "shop/bill", file: FILE, line: line + 2, column: 16 }],
  ]);
});

test("places a construct of the author's own class where the class makes it", () => {
  class Shop extends Construct {
    public readonly line = here();
    public readonly broker = new Broker(this, "orders");
  }
  const chart = shop();
  const own = new Shop(chart, "eu");
  expect(toManifests(chart)[0]?.place).toMatchObject({ construct: "shop/eu/orders", line: own.line + 1 });
});

test("places a subclass of a construct where the author makes it", () => {
  class Biller extends KnativeService {
    public constructor(scope: Construct, id: string) {
      super(scope, id, { image: "shop/bill:1" });
    }
  }
  const chart = shop();
  const line = here();
  new Biller(chart, "bill");
  expect(toManifests(chart)[0]?.place).toMatchObject({ construct: "shop/bill", line: line + 1 });
});

test("gives objects that are not Sluice's, with their construct path", () => {
  const app = new App();
  new ApiObject(new Chart(app, "plain"), "config", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "config" },
  });
  const [config, ...more] = toManifests(app);
  expect(more).toEqual([]);
  expect(config?.manifest).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config" } });
  expect(config?.place).toEqual({ construct: "plain/config" });
  expect(config?.placeOf("data.x")).toEqual({ construct: "plain/config" });
});

test("gives `local` to the object it was said of, and to no other of the construct", () => {
  const chart = shop();
  const bill = new KnativeService(chart, "bill", { image: "shop/bill:1", local: { url: "http://127.0.0.1:9000" } });
  new ApiObject(bill, "extra", { apiVersion: "v1", kind: "ConfigMap" });
  expect(toManifests(chart).map(({ manifest, local }) => [manifest.kind, local])).toEqual([
    ["Service", { url: "http://127.0.0.1:9000" }],
    ["ConfigMap", undefined],
  ]);
});
