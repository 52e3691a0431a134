import { expect, test } from "vitest";
import { Broker, camelEvent, defineEvent, external, Pipe, Pipeline } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Said = defineEvent("dev.shop.said.v1");

test("renders its ends and steps, and has Camel use the type of its contract", () => {
  const { yaml, findings } = rendered((chart) => {
    new Pipe(chart, "telegram", {
      source: { kamelet: "telegram-source", properties: { authorizationToken: "{{secret:telegram/token}}" } },
      steps: [{ uri: "log:said" }],
      event: Said,
      errorHandler: { log: {} },
      replicas: 2,
      serviceAccountName: "camel",
      traits: { container: { limitMemory: "256Mi" } },
      dependencies: ["camel:http"],
      extensions: { team: "shop" },
      sink: new Broker(chart, "events", { metadata: { name: "events" } }),
      metadata: { name: "telegram" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml.split("---\n").at(-1)).toMatchInlineSnapshot(`
    "apiVersion: camel.apache.org/v1
    kind: Pipe
    metadata:
      annotations:
        sluice.dev/emits: dev.shop.said.v1
      name: telegram
      namespace: shop
    spec:
      dependencies:
        - camel:http
      errorHandler:
        log: {}
      replicas: 2
      serviceAccountName: camel
      sink:
        properties:
          ce.override.ce-team: shop
          type: dev.shop.said.v1
        ref:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: events
      source:
        properties:
          authorizationToken: "{{secret:telegram/token}}"
        ref:
          apiVersion: camel.apache.org/v1
          kind: Kamelet
          name: telegram-source
      steps:
        - uri: log:said
      traits:
        container:
          limitMemory: 256Mi
    "
  `);
});

test("sends Camel's own type by default, and starts from any object", () => {
  const chart = shop();
  const ref = { apiVersion: "kafka.strimzi.io/v1beta2", kind: "KafkaTopic", name: "orders" };
  const pipe = new Pipe(chart, "orders", { source: { ref } });
  expect(pipe.emits.map(({ type }) => type)).toEqual(["org.apache.camel.event"]);
  const log = external("log", { uri: "http://log/", accepts: [Said] });
  new Pipeline(chart, "p", {
    from: [pipe, Said],
    flow: (events) =>
      events.fanOut(
        (said) => said.filter(Said).to(log),
        (other) => other.filter(camelEvent()).discard(),
      ),
  });
  const { metadata, spec } = pipe.object.toJson();
  expect(spec.source).toEqual({ ref });
  expect(Object.keys(spec.sink)).toEqual(["ref"]);
  expect(metadata.annotations).toEqual({
    "sluice.dev/discards": "org.apache.camel.event",
    "sluice.dev/emits": "org.apache.camel.event",
  });
});

test("refuses a URL, which Camel would take for one of its own", () => {
  const pipe = new Pipe(shop(), "p", { source: { uri: "timer:tick" } });
  expect(refusal(() => pipe.sinkTo(external("ledger", { uri: "http://ledger/" }))).code).toBe("sink-needs-object");
});
