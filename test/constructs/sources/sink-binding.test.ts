import { ApiObject } from "cdk8s";
import { expect, test } from "vitest";
import { infoOf } from "../../../constructs/core/construct-info.ts";
import { Broker, defineEvent, SinkBinding } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Stored = defineEvent("dev.shop.object.stored.v1");

test("renders the workload of cdk8s that it binds, what that sends and where to", () => {
  const { yaml, findings } = rendered((chart) => {
    const subject = new ApiObject(chart, "watcher", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "w" },
    });
    const sink = new Broker(chart, "orders", { metadata: { name: "orders" } });
    new SinkBinding(chart, "binding", {
      subject,
      emits: [Stored],
      extensions: { region: "eu" },
      sink,
      metadata: { name: "binding" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml.split("---\n").at(-1)).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1
    kind: SinkBinding
    metadata:
      annotations:
        sluice.dev/emits: dev.shop.object.stored.v1
      name: binding
      namespace: shop
    spec:
      ceOverrides:
        extensions:
          region: eu
      sink:
        ref:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: orders
      subject:
        apiVersion: apps/v1
        kind: Deployment
        name: w
    "
  `);
});

test("binds workloads by their labels, and claims no events that it was not told of", () => {
  const selector = { matchLabels: { app: "watcher" } };
  const local = { module: "./watcher.ts" };
  const binding = new SinkBinding(shop(), "b", {
    subject: { apiVersion: "apps/v1", kind: "Deployment", selector },
    local,
  });
  expect(binding.object.toJson().spec).toEqual({ subject: { apiVersion: "apps/v1", kind: "Deployment", selector } });
  expect(JSON.stringify(binding.object.toJson())).not.toContain("sluice.dev/emits");
  expect(infoOf(binding)?.local).toEqual(local);
});

test("refuses overrides that would be lost or mute it", () => {
  const subject = { apiVersion: "apps/v1", kind: "Deployment", name: "w" };
  const extensions = (name: string) =>
    refusal(() => new SinkBinding(shop(), "b", { subject, extensions: { [name]: "x" } }));
  expect(extensions("teamName")).toEqual({
    code: "invalid-extension-name",
    severity: "error",
    at: { construct: "shop/b" },
    field: "spec.ceOverrides.extensions[teamName]",
    message: '"teamName" is no name of an extension attribute.',
    mend: 'Use lower-case letters and digits: "teamname".',
    source: "knative/eventing.md §3.3, §7.2",
  });
  expect(extensions("Type")).toMatchObject({
    message: 'Overriding "Type" would mute this source: it is a core attribute.',
    mend: "Only extension attributes can be set here; change the others in a step of the flow.",
  });
});
