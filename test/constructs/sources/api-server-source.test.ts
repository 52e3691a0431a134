import { expect, test } from "vitest";
import { z } from "zod";
import { ApiServerSource, apiServerEvent, external, Pipeline, pingEvent } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });
const resources = [{ apiVersion: "v1", kind: "Event", selector: { matchLabels: { app: "shop" } } }];
const Added = apiServerEvent("resource.add", { data: z.object({ reason: z.string() }) });

test("renders what it watches, and claims all three types of its mode", () => {
  const { yaml, findings } = rendered((chart) => {
    new ApiServerSource(chart, "events", {
      resources,
      mode: "Resource",
      events: [Added],
      owner: { apiVersion: "apps/v1", kind: "Deployment" },
      serviceAccountName: "watcher",
      namespaceSelector: {},
      extensions: { team: "shop" },
      sink,
      metadata: { name: "events" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1
    kind: ApiServerSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.apiserver.resource.add@sha256-ffd8f36b087a6f0e2eb729d554afc38f24f8373e383022964a20e44e7f336a6d,dev.knative.apiserver.resource.update@sha256-09583ba39ecd819568577a68c7d5748528eb548e1fe321ebf68122b2d3895417,dev.knative.apiserver.resource.delete@sha256-09583ba39ecd819568577a68c7d5748528eb548e1fe321ebf68122b2d3895417
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: events
      namespace: shop
    spec:
      ceOverrides:
        extensions:
          team: shop
      mode: Resource
      namespaceSelector: {}
      owner:
        apiVersion: apps/v1
        kind: Deployment
      resources:
        - apiVersion: v1
          kind: Event
          selector:
            matchLabels:
              app: shop
      serviceAccountName: watcher
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("claims the types of references by default, which Knative fixes", () => {
  const source = new ApiServerSource(shop(), "events", { resources, sink });
  expect(source.emits.map(({ type }) => type)).toEqual([
    "dev.knative.apiserver.ref.add",
    "dev.knative.apiserver.ref.update",
    "dev.knative.apiserver.ref.delete",
  ]);
  expect(source.object.toJson().spec).toEqual({ resources, sink: { uri: "http://ledger.example.com/" } });
});

test("needs its feature flag for filters", () => {
  const build = (chart: ReturnType<typeof shop>) => {
    new ApiServerSource(chart, "events", { resources, sink, filters: [{ exact: { kind: "Event" } }] });
  };
  expect(rendered(build).findings).toEqual(["error api-server-source spec.filters"]);
  expect(rendered(build, { eventingFeatures: { "new-apiserversource-filters": "enabled" } }).findings).toEqual([]);
});

test("flows into a Pipeline, typed", () => {
  const chart = shop();
  const log = external("log", { uri: "http://log/", accepts: [Added] });
  new Pipeline(chart, "watch", {
    from: new ApiServerSource(chart, "events", { resources, mode: "Resource", events: [Added] }),
    flow: (events) => events.filter(Added).to(log),
  });
  const all = new ApiServerSource(chart, "all", { resources, mode: "Resource", events: [Added] });
  // @ts-expect-error -- updates and deletes arrive too
  const act = () => new Pipeline(chart, "all-events", { from: all, flow: (events) => events.to(log) });
  expect(refusal(act).code).toBe("step-does-not-accept");
});

test("refuses to claim what its mode does not send", () => {
  // @ts-expect-error -- the other mode
  expect(refusal(() => new ApiServerSource(shop(), "e", { resources, events: [Added] }))).toEqual({
    code: "impossible-emission",
    severity: "error",
    at: { construct: "shop/e" },
    message: 'This ApiServerSource cannot send "dev.knative.apiserver.resource.add".',
    mend: 'Declare the contract with `apiServerEvent("ref.add")`. Events are renamed in a step of the flow.',
    source: "knative/eventing.md §7.1, sources.md",
  });
  // @ts-expect-error -- of another source
  expect(refusal(() => new ApiServerSource(shop(), "e", { resources, events: [pingEvent()] })).code).toBe(
    "impossible-emission",
  );
});
