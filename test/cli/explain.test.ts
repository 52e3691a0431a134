import { describe, expect, it } from "vitest";
import { app, project, sluice, YAML } from "./harness.ts";

const BROKER = `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: {name: orders, namespace: shop}
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: {name: tick, namespace: shop}
spec:
  nonsense: 3
  sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders}}
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: {name: sub}
spec:
  channel: {apiVersion: messaging.knative.dev/v1, kind: Channel, name: c}
  subscriber: {uri: "http://a.example.com"}
  delivery: {retry: 2, backoffDelay: PT0.25S}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
`;

describe("sluice explain FILE", () => {
  it("shows each object as the cluster stores it, with who fills in what", async () => {
    const { code, stdout, stderr } = await sluice(project({ "app.yaml": BROKER }), "explain", "app.yaml");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatchInlineSnapshot(`
      "# Broker shop/orders, app.yaml:1
      apiVersion: eventing.knative.dev/v1
      kind: Broker
      metadata:
        name: orders
        namespace: shop
        annotations: # ConfigMap config-br-defaults, as shipped: the default class (knative/eventing.md §4.1)
          eventing.knative.dev/broker.class: MTChannelBasedBroker
      spec:
        config: # ConfigMap config-br-defaults, as shipped (knative/eventing.md §4.1)
          apiVersion: v1
          kind: ConfigMap
          name: config-br-default-channel
          namespace: knative-eventing
        delivery: # ConfigMap config-br-defaults, as shipped; gone with any delivery of your own (knative/eventing.md §4.1)
          retry: 10
          backoffPolicy: exponential
          backoffDelay: PT0.2S
      ---
      # PingSource shop/tick, app.yaml:5
      # lost: spec.nonsense (3) is not stored.
      apiVersion: sources.knative.dev/v1
      kind: PingSource
      metadata:
        name: tick
        namespace: shop
      spec:
        sink:
          ref:
            apiVersion: eventing.knative.dev/v1
            kind: Broker
            name: orders
        schedule: "* * * * *" # PingSource webhook: every minute (knative/eventing.md §4.12)
      ---
      # Subscription sub, app.yaml:12
      # Nothing is filled in.
      # note: spec.delivery.backoffDelay: PT0.25S is 200 ms: Knative keeps one decimal of each field. (knative/eventing.md §3.5)
      apiVersion: messaging.knative.dev/v1
      kind: Subscription
      metadata:
        name: sub
      spec:
        channel:
          apiVersion: messaging.knative.dev/v1
          kind: Channel
          name: c
        subscriber:
          uri: http://a.example.com
        delivery:
          retry: 2
          backoffDelay: PT0.25S
      ---
      # ConfigMap c, app.yaml:20
      # Sluice knows no defaults of this kind: it is shown as it is written.
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: c
      "
    `);
  });

  it("gives the same as JSON", async () => {
    const { stdout } = await sluice(project({ "app.yaml": BROKER }), "explain", "--format", "json", "app.yaml");
    expect(JSON.parse(stdout)).toMatchObject({
      objects: [
        {
          kind: "Broker",
          at: { file: "app.yaml", line: 1 },
          fields: [{ field: "metadata.annotations" }, { field: "spec.config" }, { field: "spec.delivery" }],
        },
        { kind: "PingSource", dropped: [{ field: "spec.nonsense", value: 3 }] },
        { kind: "Subscription", notes: [{ field: "spec.delivery.backoffDelay" }] },
        { kind: "ConfigMap", isKnown: false },
      ],
    });
  });

  it("says of an object that the cluster does not store why", async () => {
    const folder = project({ "app.yaml": BROKER.replace("shop}", "shop}\nspec: {delivery: {backoffDelay: 1s}}") });
    const { stdout } = await sluice(folder, "explain", "app.yaml");
    expect(stdout.split("\n", 2)).toEqual([
      "# Broker shop/orders, app.yaml:1",
      '# refused: spec.delivery.backoffDelay: backoffDelay is "1s": it is no ISO 8601 duration as Knative reads it.',
    ]);
  });

  it("refuses a file that is not there", async () => {
    expect(await sluice(project({}), "explain", "nowhere.yaml")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'sluice: There is no file or folder "nowhere.yaml".\n  Name YAML files, or folders of them.\n',
    });
  });
});

describe("sluice explain NAME", () => {
  it("tells what everything behind an endpoint costs and can lose", async () => {
    const { code, stdout, stderr } = await sluice(project({ "app.yaml": YAML }), "explain", "shop/default", "app.yaml");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^default: .*\n\nOne event causes, when nothing fails:\n/);
    expect(stdout).toContain("Who can lose what:\n");
  });

  it("lists what there is when nothing has the name", async () => {
    const { code, stdout, stderr } = await sluice(project({ "app.yaml": YAML }), "explain", "nobody", "app.yaml");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^sluice: Nothing here is called "nobody"\.\n {2}There are: .*Broker\/shop\/default/);
  });
});

describe("sluice explain NAME --targets", () => {
  it("compares what a Pipeline would be on every target", async () => {
    const { code, stdout, stderr } = await sluice(project(app()), "explain", "daily", "--targets");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^reports\/daily on each target:\n\n +broker \(yours\) +flows +channels +shim\n/);
    expect(stdout).toMatch(/ {2}requests of one event +10, 2 of them to services .* 3, 2 of them to services\n/);
    expect(stdout).toContain("its sender, until the outcome is known");
  });

  it("gives the same as JSON", async () => {
    const { stdout } = await sluice(project(app()), "explain", "reports/daily", "--targets", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      pipeline: "reports/daily",
      targets: [
        { target: "broker", isChosen: true },
        { target: "flows", isChosen: false },
        { target: "channels", isChosen: false },
        { target: "shim", isChosen: false },
      ],
    });
  });

  it("lists the Pipelines when none has the name, and needs an app", async () => {
    const folder = project({ ...app(), "app.yaml": YAML });
    expect(await sluice(folder, "explain", "weekly", "--targets")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'sluice: No Pipeline here is called "weekly".\n  There are: reports/daily.\n',
    });
    const { code, stderr } = await sluice(folder, "explain", "orders", "app.yaml", "--targets");
    expect([code, stderr.split("\n", 1)]).toEqual([
      2,
      ["sluice: `--targets` needs an app with a Pipeline: YAML does not say the flow."],
    ]);
  });
});
