import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import { manifests } from "../manifests.ts";

const build = (yaml: string): ReturnType<typeof buildGraph> => buildGraph(manifests(yaml), DEFAULT_SETTINGS);

/** A source that sends to a destination, behind other documents. */
const sending = (to: string): string => `
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: s }
spec: { sink: ${to} }
`;

/** Where the source's events go, and what is known of it. */
function receiver(yaml: string): unknown {
  const { endpoints, hops, dangling } = build(yaml);
  expect(dangling).toEqual([]);
  const { to } = hops[0] ?? {};
  const found = endpoints.find(({ id }) => id === to?.endpoint);
  const { id, kind, accepts, replies } = found ?? {};
  return { id, kind, url: to?.url, accepts, replies };
}

const ORDERS = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders, annotations: { sluice.dev/accepts: a, sluice.dev/replies: b } }
spec: { traffic: [{ tag: candidate, latestRevision: true, percent: 100 }] }
`;

const contracts = { accepts: [{ type: "a" }], replies: [{ type: "b" }] };

describe("a Route", () => {
  const route = (traffic: string): string => `${ORDERS}
---
apiVersion: serving.knative.dev/v1
kind: Configuration
metadata: { name: stock-eu }
---
apiVersion: serving.knative.dev/v1
kind: Route
metadata: { name: road }
spec: { traffic: ${traffic} }
${sending("{ ref: { apiVersion: serving.knative.dev/v1, kind: Route, name: road } }")}`;
  const found = {
    id: "serving.knative.dev/Route/default/road",
    kind: "subscriber",
    url: "http://road.default.svc.cluster.local",
  };

  it.each([
    "[{ revisionName: orders-00001, percent: 90 }, { revisionName: orders-v-2, percent: 10 }]",
    "[{ configurationName: orders, percent: 100 }]",
  ])("is another address of the one service behind it: %s", (traffic) => {
    const id = "serving.knative.dev/Service/default/orders";
    expect(receiver(route(traffic))).toEqual({ ...found, id, ...contracts });
    expect(build(route(traffic)).endpoints.filter(({ kind }) => kind === "subscriber")).toHaveLength(1);
  });

  it.each(["orders-00001", "stock-eu-00001"])("has its tags as addresses too, over %s", (revision) => {
    const yaml = route(`[{ revisionName: ${revision}, tag: old, percent: 100 }]`).replace(
      /sink: .*/,
      "sink: { uri: http://old-road.default.svc.cluster.local }",
    );
    expect(receiver(yaml)).toMatchObject({ kind: "subscriber", url: "http://old-road.default.svc.cluster.local" });
  });

  it("takes what the one Configuration behind it states", () => {
    const yaml = route("[{ revisionName: stock-eu-00001, percent: 100 }]").replace(
      "name: stock-eu }",
      "name: stock-eu, annotations: { sluice.dev/accepts: a, sluice.dev/replies: b } }",
    );
    expect(receiver(yaml)).toEqual({ ...found, ...contracts });
  });

  it.each([
    "[{ configurationName: orders, percent: 90 }, { configurationName: stock-eu, percent: 10 }]",
    "[{ revisionName: other-00001, percent: 100 }]",
    "[]",
    "5",
  ])("is unknown with several behind it, or none that is known: %s", (traffic) => {
    expect(receiver(route(traffic))).toEqual({ ...found, accepts: undefined, replies: undefined });
  });

  it("is not there unless something names it", () => {
    const ids = build(route("[]").replace(/---\napiVersion: sources[^]*/, "")).endpoints.map(({ id }) => id);
    expect(ids).toEqual(["serving.knative.dev/Service/default/orders"]);
  });
});

describe("a tag", () => {
  it.each([
    "{ uri: http://candidate-orders.default.svc.cluster.local/in }",
    "{ ref: { apiVersion: v1, kind: Service, name: candidate-orders } }",
  ])("is an address of its service: %s", (to) => {
    expect(receiver(ORDERS + sending(to))).toMatchObject({ id: "serving.knative.dev/Service/default/orders" });
  });
});

describe("a DomainMapping", () => {
  const mapping = (ref: string, to: string): string => `${ORDERS}
---
apiVersion: serving.knative.dev/v1
kind: Route
metadata: { name: road }
spec: { traffic: [{ configurationName: orders, percent: 100 }] }
---
apiVersion: serving.knative.dev/v1beta1
kind: DomainMapping
metadata: { name: shop.example.com }
spec: { ref: { apiVersion: serving.knative.dev/v1, ${ref} }, tls: { secretName: s } }
${sending(to)}`;
  const byRef = "{ ref: { apiVersion: serving.knative.dev/v1beta1, kind: DomainMapping, name: shop.example.com } }";

  it.each([
    ["kind: Service, name: orders", byRef],
    ["kind: Route, name: road", byRef],
    ["kind: Service, name: orders", "{ uri: https://shop.example.com/in }"],
  ])("leads to %s from %s", (ref, to) => {
    expect(receiver(mapping(ref, to))).toEqual({
      id: "serving.knative.dev/Service/default/orders",
      kind: "subscriber",
      url: to === byRef ? "https://shop.example.com" : "https://shop.example.com/in",
      ...contracts,
    });
  });

  it("is a subscriber of its own with anything else behind it", () => {
    const yaml = mapping("kind: Service, name: orders", byRef).replace(
      "apiVersion: serving.knative.dev/v1, kind: Service, name: orders }",
      "apiVersion: v1, kind: Service, name: api }",
    );
    const core = "---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\n";
    expect(receiver(yaml + core)).toEqual({
      id: "serving.knative.dev/DomainMapping/default/shop.example.com",
      kind: "subscriber",
      url: "https://shop.example.com",
      accepts: undefined,
      replies: undefined,
    });
  });

  it("is no address of a Configuration", () => {
    const yaml = mapping("kind: Configuration, name: stock", byRef);
    expect(
      receiver(`${yaml}---\napiVersion: serving.knative.dev/v1\nkind: Configuration\nmetadata: { name: stock }\n`),
    ).toMatchObject({
      id: "serving.knative.dev/DomainMapping/default/shop.example.com",
    });
  });

  it("has to lead somewhere", () => {
    const { dangling } = build(mapping("kind: Service, name: order", "{ uri: https://shop.example.com }"));
    expect(dangling.map(({ ref, near, origin }) => [ref.name, near, origin.field])).toEqual([
      ["order", "orders", "spec.ref"],
    ]);
  });
});

describe("a Configuration and a Revision", () => {
  it.each(["Configuration", "Revision"])("is no address: %s", (kind) => {
    const yaml = `
apiVersion: serving.knative.dev/v1
kind: ${kind}
metadata: { name: orders }
${sending(`{ ref: { apiVersion: serving.knative.dev/v1, kind: ${kind}, name: orders } }`)}`;
    expect(build(yaml).dangling.map(({ notAddressable }) => notAddressable)).toEqual([true]);
  });
});
