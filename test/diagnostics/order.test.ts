import { expect, test } from "vitest";
import { type Diagnostic, orderFindings } from "../../src/diagnostics/index.ts";

const finding = (code: string, severity: Diagnostic["severity"], message = "Text."): Diagnostic => ({
  code,
  severity,
  at: { construct: "shop/orders" },
  message,
});

test("tells errors before warnings and keeps the order within each", () => {
  const given = [finding("a", "warning"), finding("b", "error"), finding("c", "warning"), finding("d", "error")];
  expect(orderFindings(given).map(({ code }) => code)).toEqual(["b", "d", "a", "c"]);
});

test("tells the same finding of the same place once, and the same rule of another place or with other words again", () => {
  const one = finding("a", "error");
  const elsewhere = { ...one, at: { construct: "shop/other" } };
  const otherField = { ...one, field: "spec" };
  const otherWords = finding("a", "error", "Other text.");
  expect(orderFindings([one, { ...one }, elsewhere, otherField, otherWords, one])).toEqual([
    one,
    elsewhere,
    otherField,
    otherWords,
  ]);
});
