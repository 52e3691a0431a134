import { describe, expect, it } from "vitest";
import { readManifests } from "../../../src/manifests/index.ts";

const text = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: orders
  annotations:
    autoscaling.knative.dev/min-scale: "1"
    a: x
    a.b: y
spec:
  template:
    spec:
      containers:
        - name: main
          image: a/b
          env: [{ name: A }, { name: B }]
        - &second
          image: c/d
  copy: *second
`;

const [service] = readManifests([{ path: "app.yaml", text }]).manifests;

describe("placeOf", () => {
  it.each([
    ["", 1, 1],
    ["metadata.name", 4, 3],
    ["metadata.annotations[autoscaling.knative.dev/min-scale]", 6, 5],
    ["metadata.annotations.autoscaling.knative.dev/min-scale", 6, 5],
    ["metadata.annotations.a", 7, 5],
    ["metadata.annotations.a.b", 8, 5],
    ["spec.template.spec.containers[0]", 13, 11],
    ["spec.template.spec.containers[0].image", 14, 11],
    ["spec.template.spec.containers[0].env[1].name", 15, 32],
    ["spec.copy.image", 17, 11],
  ])("finds %s", (field, line, column) => {
    expect(service?.placeOf(field)).toEqual({ file: "app.yaml", line, column });
  });

  it.each([
    ["spec.template.spec.containers[7].image", 12, 7],
    ["spec.template.spec.containers[0].ports[0]", 13, 11],
    ["spec.traffic", 9, 1],
    ["status", 1, 1],
    ["spec.template.spec.containers[", 12, 7],
  ])("gives the nearest parent of %s, which is not there", (field, line, column) => {
    expect(service?.placeOf(field)).toEqual({ file: "app.yaml", line, column });
  });
});
