import { expect, test } from "vitest";
import { formatGithub } from "../../src/diagnostics/github.ts";

test("writes one workflow command a finding, at its line", () => {
  const text = formatGithub([
    {
      code: "no-failure-path",
      severity: "warning",
      at: { file: "k8s/a,b.yaml", line: 3, column: 5 },
      object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "shop", name: "charge" },
      field: "spec.delivery",
      message: "100 % of it is lost.",
      mend: "Name a sink.",
      notes: ["First.", "Second."],
    },
  ]);
  expect(text).toBe(
    "::warning file=k8s/a%2Cb.yaml,line=3,col=5,title=no-failure-path::" +
      "Trigger shop/charge  spec.delivery%0A100 %25 of it is lost.%0AName a sink.%0Anote: First.%0Anote: Second.\n",
  );
});

test("puts what has no file into the run's summary, under its construct", () => {
  const text = formatGithub([{ code: "x", severity: "error", at: { construct: "shop/orders" }, message: "a\r\n::b" }]);
  expect(text).toBe("::error title=x::shop/orders%0Aa%0D%0A::b\n");
});

test("is empty when nothing is wrong", () => {
  expect(formatGithub([])).toBe("");
});
