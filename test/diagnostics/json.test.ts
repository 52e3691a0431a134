import { expect, test } from "vitest";
import { formatJson } from "../../src/diagnostics/json.ts";

test("gives the same bytes for the same findings, in a fixed order of keys, without what is unknown", () => {
  const text = formatJson([
    {
      message: "Text.",
      at: { line: 3, file: "a.yaml" },
      severity: "error",
      code: "a-rule",
      object: { name: "orders", kind: "Broker", apiVersion: "eventing.knative.dev/v1" },
    },
  ]);
  expect(text).toMatchInlineSnapshot(`
    "{
      "diagnostics": [
        {
          "code": "a-rule",
          "severity": "error",
          "at": {
            "file": "a.yaml",
            "line": 3
          },
          "object": {
            "apiVersion": "eventing.knative.dev/v1",
            "kind": "Broker",
            "name": "orders"
          },
          "message": "Text."
        }
      ]
    }"
  `);
});

test("is an empty list when nothing is wrong", () => {
  expect(JSON.parse(formatJson([]))).toEqual({ diagnostics: [] });
});
