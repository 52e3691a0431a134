import { describe, expect, it } from "vitest";
import { explainPart, findPart, partText } from "../../src/exports/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { applyDefaults, DEFAULT_SETTINGS } from "../../src/manifests/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../../src/checks/example-objects.ts";
import { manifests } from "../graph/manifests.ts";

const YAML = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "shop.order.paid" }),
  triggerObject("pack", "shop.order.paid"),
  serviceObject("pack", { accepts: "shop.order.paid", replies: "" }),
  serviceObject("failures"),
);

function explained(yaml: string, name: string): string {
  const stored = manifests(yaml).map((one) => ({ ...one, manifest: applyDefaults(one.manifest, DEFAULT_SETTINGS) }));
  const graph = buildGraph(stored, DEFAULT_SETTINGS);
  const found = findPart(graph, name);
  return found.hops === undefined ? found.candidates.join("\n") : partText(explainPart(graph, found.name, found.hops));
}

describe("explaining a part of the graph", () => {
  it("tells objects, requests of one event, hops with attempts and waits, and who can lose what", () => {
    expect(explained(YAML, "shop")).toMatchInlineSnapshot(`
      "shop: 1 ContainerSource, 2 Triggers, 1 Broker, 2 Services

      One event causes, when nothing fails:
        shop.order.placed  ContainerSource shop → Broker orders
            10 requests, 2 of them to services; Broker orders answers after up to 14 seconds of retries

      Hops:
        ContainerSource shop: ContainerSource shop → Broker orders
            carries shop.order.placed
            up to 1 attempt, then nowhere
            an answer is not read
        Trigger charge: Broker orders → Service charge
            carries shop.order.placed
            up to 4 attempts over 7 seconds, then to Service failures
            an event goes to Broker orders; any other body counts as failed (502)
        Trigger pack: Broker orders → Service pack
            carries shop.order.paid
            up to 4 attempts over 7 seconds, then to Service failures
            replies nothing

      Who can lose what:
        ContainerSource shop loses an event that Broker orders does not take within 1 attempt: a source keeps nothing.
        Broker orders keeps events in memory: what it has taken and not delivered is lost when its pods end.
      "
    `);
  });

  it("counts an event that comes back once, and says so", () => {
    const loop = documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      serviceObject("charge", { accepts: "shop.order.placed", replies: "shop.order.placed" }),
      serviceObject("failures"),
    );
    expect(explained(loop, "shop")).toContain(
      "5 requests, 1 of them to a service; it comes back, so this is one round",
    );
  });

  it("says why a shim stands in a flow, and that its sender hears of what it cannot deliver", () => {
    const table = {
      version: 1,
      name: "tiers",
      destinations: { pack: { url: "http://pack.shop.svc.cluster.local" } },
      routes: { "/": { mode: "fuse", flow: [{ to: "pack", name: "pack" }, { discard: true }] } },
    };
    const text = explained(
      documents(
        YAML,
        triggerObject("tiers", "shop.order.placed"),
        `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: tiers
  namespace: shop
  annotations: { sluice.dev/inserted-because: case "gold" looks at data, sluice.dev/replies: "" }
spec:
  template: { spec: { containers: [{ image: registry.example.com/shim, env: [{ name: SLUICE_ROUTES, value: '${JSON.stringify(table)}' }] }] } }
`,
      ),
      "tiers",
    );
    expect(text).toContain('Inserted:\n  Service tiers is there because case "gold" looks at data.\n');
    expect(text).toContain("up to 1 attempt, then its sender is told\n      an answer stays in the shim's flow");
    expect(text).toContain('step "pack" of Service tiers: Service tiers →');
    expect(text).not.toContain("loses what");
  });

  it("lists what there is where nothing has the name", () => {
    expect(explained(YAML, "nothing")).toBe(
      [
        "eventing.knative.dev/Broker/default/orders",
        "serving.knative.dev/Service/default/charge",
        "serving.knative.dev/Service/default/failures",
        "serving.knative.dev/Service/default/pack",
        "sources.knative.dev/ContainerSource/default/shop",
      ].join("\n"),
    );
  });
});
