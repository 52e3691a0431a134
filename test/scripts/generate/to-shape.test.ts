import { expect, it } from "vitest";
import type { OpenApi } from "../../../scripts/generate/read-crds.ts";
import { shapesOf } from "../../../scripts/generate/to-shape.ts";
import { crd, folder } from "./crds.ts";

function convert(spec: OpenApi, kind = "Example"): unknown {
  const definition = crd(kind, spec);
  return shapesOf(folder(definition), []).convert(definition, "spec");
}

it("keeps types, sets of values, defaults, list keys and the fate of unknown fields", () => {
  expect(
    convert({
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      required: ["items", "name"],
      properties: {
        name: { type: "string" },
        level: { type: "string", enum: ["INFO", "WARN"], default: "INFO" },
        empty: { type: "string", default: "" },
        count: { type: "integer", format: "int32" },
        port: { "x-kubernetes-int-or-string": true },
        labels: { type: "object", additionalProperties: { type: "string" } },
        items: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: { type: "object", properties: { name: { type: "string" } } },
        },
      },
    }),
  ).toEqual({
    fields: {
      count: "int32",
      empty: "string",
      items: { list: { fields: { name: "string" } }, keys: ["name"] },
      labels: { map: "string" },
      level: { type: "string", enum: ["INFO", "WARN"], default: "INFO" },
      name: "string",
      port: "int-or-string",
    },
    // `name` is text, which Go never leaves out.
    required: ["items"],
    unknown: "refused",
  });
});

it("writes what equals a shared shape as its name", () => {
  const reference: OpenApi = { type: "object", properties: { name: { type: "string" } } };
  const definition = crd("Example", { type: "object", properties: { a: reference, b: reference } });
  const shapes = shapesOf(folder(definition), [
    { name: "Reference", home: "knative", doc: "Names.", from: ["eventing.knative.dev/Example/v1", "spec.a"] },
  ]);
  expect(shapes.convert(definition, "spec")).toEqual({ fields: { a: "#Reference", b: "#Reference" } });
});

it("reports a free-form place that no overlay explains", () => {
  const definition = crd("Example", {
    type: "object",
    properties: { raw: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  });
  const shapes = shapesOf(folder(definition), []);
  expect(shapes.convert(definition, "spec")).toEqual({ fields: { raw: "any" } });
  expect(shapes.open).toEqual(["Example/v1 spec.raw"]);
});

it("puts what Go keeps into free-form places", () => {
  const kept: OpenApi = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  expect(
    convert(
      {
        type: "object",
        properties: { filters: { type: "array", items: { type: "object", properties: { exact: kept, not: kept } } } },
      },
      "Trigger",
    ),
  ).toEqual({
    fields: {
      filters: {
        list: {
          fields: {
            exact: { struct: { map: "string" }, unknown: "refused" },
            not: { struct: "#SubscriptionsAPIFilter", unknown: "refused" },
          },
        },
      },
    },
  });
});

it("keeps limits, and asks for text that may not be empty", () => {
  expect(
    convert({
      type: "object",
      required: ["name", "note"],
      properties: {
        name: { type: "string", minLength: 1 },
        note: { type: "string" },
        count: { type: "integer", format: "int32", minimum: 1, maximum: 1000, default: 1 },
        items: { type: "array", minItems: 1, items: { type: "string" } },
      },
    }),
  ).toEqual({
    fields: {
      count: { type: "int32", minimum: 1, maximum: 1000, default: 1 },
      items: { list: "string", minItems: 1 },
      name: { type: "string", minLength: 1 },
      note: "string",
    },
    required: ["name"],
  });
});
