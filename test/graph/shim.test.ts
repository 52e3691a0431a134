import { describe, expect, it } from "vitest";
import { buildGraph } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

/** A shim with this table, and the Service `charge`. */
const shim = (table: unknown, annotations: Readonly<Record<string, string>> = {}) =>
  buildGraph(
    manifests(`
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: orders, namespace: shop, annotations: ${JSON.stringify(annotations)} }
spec:
  template:
    spec:
      containers:
        - image: registry.example.com/sluice/shim:1
          env: [{ name: OTHER, value: x }, { name: SLUICE_ROUTES, value: ${JSON.stringify(typeof table === "string" ? table : JSON.stringify(table))} }]
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: charge, namespace: shop }
spec: {}
`),
    DEFAULT_SETTINGS,
  );

const table = {
  version: 1,
  name: "orders",
  destinations: {
    charge: { url: "http://charge.shop.svc.cluster.local" },
    out: { url: "http://out.example.com/" },
    failures: { url: "http://failures.example.com/" },
  },
  routes: {
    "/": {
      mode: "fuse",
      delivery: { retry: 2, deadLetterSink: "failures" },
      flow: [
        { to: "charge", name: "first" },
        {
          switch: [{ name: "eu", when: { filters: [{ exact: { region: "eu" } }] }, flow: [{ publish: "out" }] }],
          otherwise: [{ to: "charge", delivery: { timeout: "PT5S" } }, { discard: true }],
        },
      ],
    },
    "/prices": { mode: "envelope", to: "charge", response: { type: "price.v1" } },
    "/replies": { mode: "route", to: "charge", replies: [{ to: [{ destination: "out" }] }] },
  },
};

describe("a shim in the graph", () => {
  it("is a subscriber with its route table, and sends on a leg of each step", () => {
    const { endpoints, hops, dangling } = shim(table, { "sluice.dev/sends": '{"first":["a@sha256-0","b"]}' });
    expect(dangling).toEqual([]);
    expect(endpoints.find(({ name }) => name === "orders")).toMatchObject({ kind: "subscriber", routes: table });
    const told = hops.map(({ id, kind, name, to, filter, delivery, reply }) => ({
      leg: id.replace("serving.knative.dev/Service/shop/orders", ""),
      name,
      to: to?.endpoint,
      ...(filter.filters === undefined ? {} : { filters: filter.filters }),
      delivery: [delivery.retry?.value, delivery.timeout?.value, delivery.deadLetterSink?.url],
      kind,
      reply,
    }));
    const charge = "serving.knative.dev/Service/shop/charge";
    const out = "uri/http://out.example.com/";
    const inherited = [2, undefined, "http://failures.example.com/"];
    const none = [undefined, undefined, undefined];
    const same = { kind: "shim", reply: undefined };
    expect(told).toEqual([
      {
        leg: "#first",
        name: "first",
        to: charge,
        filters: [{ any: [{ exact: { type: "a" } }, { exact: { type: "b" } }] }],
        delivery: inherited,
        ...same,
      },
      { leg: "#flow-1-eu-0", name: "flow-1-eu-0", to: out, delivery: inherited, ...same },
      {
        leg: "#flow-1-otherwise-0",
        name: "flow-1-otherwise-0",
        to: charge,
        delivery: [undefined, "PT5S", undefined],
        ...same,
      },
      { leg: "#/prices/to", name: "to", to: charge, delivery: none, ...same },
      { leg: "#/replies/to", name: "to", to: charge, delivery: none, ...same },
      { leg: "#/replies/replies-0-to-0", name: "replies-0-to-0", to: out, delivery: none, ...same },
    ]);
  });

  it("says where in its manifest a leg is written", () => {
    const [leg] = shim(table).hops;
    expect(leg?.origin.field).toBe("spec.template.spec.containers[0].env[1].value");
  });

  it.for([["no JSON"], ["{}"], [JSON.stringify({ ...table, version: 2 })], ["[1]"]])(
    "is a plain subscriber where its table is none: %s",
    ([text = ""]) => {
      const { endpoints, hops } = shim(text);
      expect(endpoints.find(({ name }) => name === "orders")).not.toHaveProperty("routes");
      expect(hops).toEqual([]);
    },
  );

  it.for([["{"], ["[]"], ['{"first":"a"}'], ['{"first":[1]}']])(
    "takes what its legs send as unknown: %s",
    ([sends = ""]) => {
      expect(shim(table, { "sluice.dev/sends": sends }).hops[0]?.filter).toEqual({});
    },
  );
});
