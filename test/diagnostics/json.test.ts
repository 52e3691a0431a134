import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { formatJson } from "../../src/diagnostics/json.ts";

test("gives the same bytes for the same findings, in a fixed order of keys, without what is unknown", () => {
  const finding: Diagnostic = {
    message: "Text.",
    at: { line: 3, file: "a.yaml" },
    severity: "error",
    code: "a-rule",
    object: { name: "orders", kind: "Broker", apiVersion: "eventing.knative.dev/v1" },
  };
  const text = formatJson({ findings: [finding], acknowledged: [] });
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
  expect(JSON.parse(formatJson({ findings: [], acknowledged: [] }))).toEqual({ diagnostics: [] });
});

test("lists what is acknowledged, with its reason", () => {
  const finding: Diagnostic = { code: "a-rule", severity: "warning", at: {}, message: "Text." };
  expect(JSON.parse(formatJson({ findings: [], acknowledged: [{ finding, reason: "Known." }] }))).toEqual({
    diagnostics: [],
    acknowledged: [{ reason: "Known.", finding }],
  });
});
