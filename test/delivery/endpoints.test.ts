import { expect, it } from "vitest";
import { channelPath, filterPath, ingressPath } from "../../src/delivery/endpoints.ts";

it("reads the Broker out of an ingress path", () => {
  expect(["/shop/orders", "/shop/orders/", "/shop/orders?x=1"].map(ingressPath)).toEqual([
    { namespace: "shop", name: "orders" },
    { namespace: "shop", name: "orders" },
    { namespace: "shop", name: "orders?x=1" },
  ]);
});

it("refuses other ingress paths: 404 for the root, 400 for the rest", () => {
  expect(["/", "/?x=1", "/shop", "/shop/orders//", "//shop/orders", "/a/b/c"].map(ingressPath)).toEqual([
    404, 400, 400, 400, 400, 400,
  ]);
});

it("leaves the root of a dispatcher to the host", () => {
  expect(["/", "", "/shop/c", "/shop"].map(channelPath)).toEqual([
    "host",
    "host",
    { namespace: "shop", name: "c" },
    400,
  ]);
});

it("reads the Trigger out of a filter path", () => {
  expect(["/triggers/shop/t/uid-1", "/triggers/shop/t", "/trigger/shop/t/uid-1", "/"].map(filterPath)).toEqual([
    { namespace: "shop", name: "t", uid: "uid-1" },
    400,
    400,
    400,
  ]);
});
