import { describe, expect, it } from "vitest";
import { applyDefaults, DEFAULT_SETTINGS, type Manifest } from "../../../src/manifests/index.ts";
import { defaultedYaml } from "../harness.ts";

describe("applyDefaults", () => {
  it("gives a bare Broker its class, its channels and ten retries", () => {
    expect(
      defaultedYaml("{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: a, namespace: shop } }"),
    ).toEqual({
      apiVersion: "eventing.knative.dev/v1",
      kind: "Broker",
      metadata: {
        name: "a",
        namespace: "shop",
        annotations: { "eventing.knative.dev/broker.class": "MTChannelBasedBroker" },
      },
      spec: {
        config: {
          apiVersion: "v1",
          kind: "ConfigMap",
          name: "config-br-default-channel",
          namespace: "knative-eventing",
        },
        delivery: { retry: 10, backoffPolicy: "exponential", backoffDelay: "PT0.2S" },
      },
    });
  });

  it("takes all retries from a Broker that writes any delivery", () => {
    const broker = defaultedYaml(
      "{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: a }, spec: { delivery: {} } }",
    );
    expect(broker.spec?.delivery).toEqual({});
  });

  it("fills in namespaces of references, and leaves them to the apply where the object does", () => {
    const trigger = (namespace: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: t${namespace} }
spec:
  broker: orders
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
`;
    const ref = { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "charge" };
    expect(defaultedYaml(trigger(", namespace: shop")).spec?.subscriber).toEqual({
      ref: { ...ref, namespace: "shop" },
    });
    expect(defaultedYaml(trigger(""))).toEqual({
      apiVersion: "eventing.knative.dev/v1",
      kind: "Trigger",
      metadata: { name: "t", labels: { "eventing.knative.dev/broker": "orders" } },
      spec: { broker: "orders", filter: {}, subscriber: { ref } },
    });
  });

  it("completes a Service as Serving does", () => {
    expect(
      defaultedYaml(`
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: hello }
spec: { template: { spec: { containers: [{ image: shop/hello, ports: [{ containerPort: 8080 }] }] } } }
`).spec,
    ).toEqual({
      template: {
        metadata: {},
        spec: {
          containers: [
            {
              name: "user-container",
              image: "shop/hello",
              ports: [{ containerPort: 8080 }],
              readinessProbe: { tcpSocket: { port: 0 }, successThreshold: 1 },
              resources: {},
            },
          ],
          timeoutSeconds: 300,
          containerConcurrency: 0,
          enableServiceLinks: false,
        },
      },
      traffic: [{ latestRevision: true, percent: 100 }],
    });
  });

  it("names a ContainerSource's containers, and lets a PingSource fire every minute", () => {
    const source = defaultedYaml(`
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: beat }
spec: { sink: { uri: "http://a" }, template: { spec: { containers: [{ image: a/b }] } } }
`);
    expect(source.spec?.template).toEqual({
      metadata: {},
      spec: { containers: [{ name: "beat-0", image: "a/b", resources: {} }] },
    });
    const ping = defaultedYaml(
      '{ apiVersion: sources.knative.dev/v1, kind: PingSource, metadata: { name: p }, spec: { sink: { uri: "http://a" } } }',
    );
    expect(ping.spec?.schedule).toBe("* * * * *");
  });

  it("stores an EventType of v1beta3 with the four attributes that survive", () => {
    const type = defaultedYaml(`
apiVersion: eventing.knative.dev/v1beta3
kind: EventType
metadata: { name: t }
spec: { attributes: [{ name: region, value: eu }, { name: type, value: dev.orders, required: true }] }
`);
    expect(type.spec?.attributes).toEqual([
      { name: "specversion", required: true },
      { name: "id", required: true },
      { name: "type", required: true, value: "dev.orders" },
      { name: "source", required: true },
    ]);
  });

  it("drops nulls and fields nobody knows, as the cluster does", () => {
    const broker = defaultedYaml(
      "{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: a }, spec: { delivery: { retry: null, format: json }, extra: 1 }, data: {} }",
    );
    expect([broker.spec?.delivery, Object.keys(broker), Object.keys(broker.spec ?? {}).toSorted()]).toEqual([
      { format: "json" },
      ["apiVersion", "kind", "metadata", "spec"],
      ["config", "delivery"],
    ]);
  });

  it("returns an object of a kind it does not know as it is", () => {
    const manifest: Manifest = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "a" },
      spec: { x: null },
    };
    expect(applyDefaults(manifest, DEFAULT_SETTINGS)).toBe(manifest);
  });

  it("never writes into its input, and changes nothing the second time", () => {
    for (const kind of ["Broker", "Trigger"]) {
      const manifest = frozen({
        apiVersion: "eventing.knative.dev/v1",
        kind,
        metadata: { name: "a", namespace: "shop" },
        spec: { broker: "b", delivery: { deadLetterSink: { ref: { apiVersion: "v1", kind: "Service", name: "s" } } } },
      });
      const once = applyDefaults(manifest, DEFAULT_SETTINGS);
      expect(applyDefaults(frozen(once), DEFAULT_SETTINGS)).toEqual(once);
    }
  });
});

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
