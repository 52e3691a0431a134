import { describe, expect, it } from "vitest";
import { documents, serviceObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const broker = (name: string, sink: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: ${name} }
spec: { delivery: { retry: 1, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: ${sink} } }
`;
const brokerRef = (name: string): string =>
  `{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: ${name} } }`;
const trigger = (name: string, on: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec:
  broker: ${on}
  filter: { attributes: { type: t } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: s } }
`;

describe("never-ready", () => {
  it("tells a circle once, with what waits for it and what gets nothing", () => {
    const yaml = documents(
      broker("outer", brokerRef("a")),
      broker("a", brokerRef("b")),
      broker("b", brokerRef("a")),
      trigger("work", "a"),
      trigger("failed", "b"),
      trigger("outside", "outer"),
      serviceObject("s"),
    );
    expect(findings(yaml).map(({ code, object, field }) => [code, object?.name, field])).toEqual([
      ["never-ready", "a", "spec.delivery.deadLetterSink.ref"],
    ]);
    expect(findings(yaml)[0]).toMatchObject({
      message:
        "The dead-letter sink of Broker a leads back to it (Broker a → Broker b → Broker a), so it never becomes ready: its address answers 500, and nothing is delivered.",
      notes: ["Nothing reaches Trigger work and Trigger failed.", "Broker outer waits for it too."],
    });
  });

  it("leaves a sink that does not exist to the dangling reference", () => {
    const yaml = documents(broker("a", brokerRef("nowhere")), trigger("work", "a"), serviceObject("s"));
    expect(findings(yaml).map(({ code }) => code)).toEqual(["dangling-reference"]);
  });

  it("does not wait for a URL", () => {
    const own = `{ uri: "http://broker-ingress.knative-eventing.svc.cluster.local/default/a" }`;
    const yaml = documents(broker("a", own), trigger("work", "a"), serviceObject("s"));
    expect(findings(yaml, "never-ready")).toEqual([]);
  });
});
