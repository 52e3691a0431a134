import { describe, expect, it } from "vitest";
import { app, project, sluice, YAML } from "./harness.ts";

describe("sluice graph", () => {
  it("draws YAML as Mermaid", async () => {
    const { code, stdout, stderr } = await sluice(project({ "shop.yaml": YAML }), "graph", "shop.yaml");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatchInlineSnapshot(`
      "flowchart LR
        n0{{"default"}}
        n1["orders"]
        n2["failures"]
        n0 -->|"dev.shop.order"| n1
        n0 -.->|"failed"| n2
        classDef broker fill:#e8f0fe,stroke:#1967d2
        class n0 broker
        classDef subscriber fill:#fff,stroke:#3c4043
        class n1,n2 subscriber
      "
    `);
  });

  it("gives an app's graph as JSON: endpoints and hops, with places", async () => {
    const { code, stdout, stderr } = await sluice(project(app()), "graph", "--format", "json");
    expect([code, stderr]).toEqual([0, ""]);
    const graph = JSON.parse(stdout) as {
      readonly endpoints: readonly { readonly name: string; readonly kind: string }[];
      readonly hops: readonly unknown[];
    };
    expect(graph.endpoints.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
      "broker reports-daily-broker",
      "source reports-ord",
      "subscriber reports-chart-creator",
      "subscriber reports-failures",
      "subscriber reports-query-runner",
    ]);
    expect(graph.hops.length).toBeGreaterThan(0);
  });

  it("draws what is wrong, too, and says what is wrong beside it", async () => {
    const folder = project({ "shop.yaml": YAML.replace("broker: default", "broker: defualt") });
    const { code, stdout, stderr } = await sluice(folder, "graph", "shop.yaml");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart LR\n/);
    expect(stderr).toContain("error dangling-reference");
  });
});
