import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { formatText } from "../../src/diagnostics/text.ts";

const lost: Diagnostic = {
  code: "no-failure-path",
  severity: "error",
  at: { construct: "shop/orders/charge", file: "main.ts", line: 41, column: 7 },
  object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "shop", name: "charge" },
  field: "spec.delivery.deadLetterSink",
  message: "An event that charge keeps refusing is lost after 6 attempts.",
  mend: "Name a deadLetterSink on this subscription, or acknowledge the loss with a reason.",
  notes: ["The Broker has none either."],
  source: "knative/eventing.md §5.5",
};

test("prints code, construct, field, file and line, then what is wrong and how to mend it", () => {
  expect(formatText([lost], { color: false })).toMatchInlineSnapshot(`
    "error no-failure-path   shop/orders/charge  spec.delivery.deadLetterSink   main.ts:41:7
      An event that charge keeps refusing is lost after 6 attempts.
      Name a deadLetterSink on this subscription, or acknowledge the loss with a reason.
      note: The Broker has none either.
    "
  `);
});

test("parts findings by a blank line, names the object where there is no construct, and leaves out what is unknown", () => {
  const { kind, apiVersion, name } = { kind: "Broker", apiVersion: "eventing.knative.dev/v1", name: "orders" };
  const findings: readonly Diagnostic[] = [
    {
      code: "a-rule",
      severity: "warning",
      at: { file: "broker.yaml", line: 3 },
      object: { kind, apiVersion, name },
      message: "One.",
    },
    {
      code: "b-rule",
      severity: "error",
      at: {},
      object: { kind, apiVersion, namespace: "shop", name },
      message: "Two.\nThree.",
    },
    { code: "c-rule", severity: "error", at: { file: "sluice.yaml" }, message: "Four." },
  ];
  expect(formatText(findings, { color: false })).toMatchInlineSnapshot(`
    "warning a-rule   Broker orders   broker.yaml:3
      One.

    error b-rule   Broker shop/orders
      Two.
      Three.

    error c-rule   sluice.yaml
      Four.
    "
  `);
});

test("prints nothing for no findings", () => {
  expect(formatText([], { color: true })).toBe("");
});

test("colours severity, code and place when asked", () => {
  const [header] = formatText([lost], { color: true }).split("\n");
  expect(header).toBe(
    "\u001b[31merror\u001b[39m \u001b[1mno-failure-path\u001b[22m   shop/orders/charge  spec.delivery.deadLetterSink   \u001b[2mmain.ts:41:7\u001b[22m",
  );
});

test("shows control characters from somebody's YAML instead of sending them to the terminal", () => {
  const hostile = {
    ...lost,
    at: {},
    notes: [],
    message: 'A Trigger named "\u001b[2J\u0007x\u202e" is bad.',
    mend: "\rgone",
  };
  expect(formatText([hostile], { color: false })).toMatchInlineSnapshot(`
    "error no-failure-path   Trigger shop/charge  spec.delivery.deadLetterSink
      A Trigger named "\\u001b[2J\\u0007x\\u202e" is bad.
      \\u000dgone
    "
  `);
});
