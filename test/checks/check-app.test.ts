import { describe, expect, it } from "vitest";
import { checkApp } from "../../src/checks/index.ts";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../src/checks/example-objects.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "../graph/manifests.ts";

describe("checkApp", () => {
  it("tells at once what a cluster would refuse and what it would lose, errors first", () => {
    const yaml = documents(
      BROKER.replace("retry: 3", "retry: -1"),
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      serviceObject("charge", { accepts: "shop.order.placed", replies: "charged" }),
      serviceObject("failures"),
    );
    const { diagnostics, graph } = checkApp(manifests(yaml), DEFAULT_SETTINGS);
    expect(diagnostics.map(({ severity, field }) => [severity, field])).toEqual([
      ["error", "spec.delivery.retry"],
      ["warning", "metadata.annotations[sluice.dev/replies]"],
    ]);
    expect(graph.hops).toHaveLength(2);
  });
});
