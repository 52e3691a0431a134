import { expect, it } from "vitest";
import { schemaFor, versionsOf } from "../../../src/manifests/schema/index.ts";

it("finds a kind by its version and name, exactly", () => {
  expect(schemaFor("eventing.knative.dev/v1", "Broker")?.kind).toBe("Broker");
  expect(schemaFor("eventing.knative.dev/v1", "broker")).toBeUndefined();
  expect(schemaFor("eventing.knative.dev/v1beta1", "Broker")).toBeUndefined();
});

it("has no schema of core kinds, which is no error", () => {
  expect(schemaFor("v1", "Service")).toBeUndefined();
  expect(schemaFor("apps/v1", "Deployment")).toBeUndefined();
});

it("knows all served versions of a kind", () => {
  expect(versionsOf("eventing.knative.dev", "EventType")).toEqual([
    "eventing.knative.dev/v1beta1",
    "eventing.knative.dev/v1beta2",
    "eventing.knative.dev/v1beta3",
  ]);
  expect(versionsOf("eventing.knative.dev", "Brooker")).toEqual([]);
});

it("makes each schema once, and only those of its own list", () => {
  const kafka = schemaFor("messaging.knative.dev/v1beta1", "KafkaChannel");
  expect(kafka?.apiVersion).toBe("messaging.knative.dev/v1beta1");
  expect(schemaFor("messaging.knative.dev/v1beta1", "KafkaChannel")).toBe(kafka);
  expect(schemaFor("__proto__", "")).toBeUndefined();
  expect(schemaFor("to", "String")).toBeUndefined();
});
