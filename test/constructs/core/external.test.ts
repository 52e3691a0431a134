import { expect, test } from "vitest";
import { defineEvent, external } from "../../../constructs/index.ts";
import { refusal } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1");
const Billed = defineEvent("dev.shop.order.billed.v1");
const ref = { apiVersion: "v1", kind: "Service", name: "billing", namespace: "money" };

test("names a URL or an object that lives elsewhere, with what it takes and replies", () => {
  const billing = external("billing", { ref, accepts: [Placed], replies: [Billed] });
  expect(billing.destination).toEqual({ ref });
  expect(billing.external).toEqual({
    ref,
    name: "billing",
    accepts: ["dev.shop.order.placed.v1"],
    replies: ["dev.shop.order.billed.v1"],
  });
  expect(billing.step).toMatchObject({ name: "billing", accepts: [Placed], replies: [Billed] });
});

test("claims nothing about what it is not told", () => {
  const failures = external("failures", { uri: "https://failures.example.com/in" });
  expect(failures).toEqual({
    destination: { uri: "https://failures.example.com/in" },
    external: { uri: "https://failures.example.com/in", name: "failures" },
  });
});

test.each(["/relative", "failures.example.com", "http://", "", "http:///path", "not a url"])(
  "refuses %j, which is no absolute URL",
  (uri) => {
    expect(refusal(() => external("failures", { uri }))).toEqual({
      code: "external-address",
      severity: "error",
      at: {},
      message: `The \`uri\` of external "failures" is no absolute URL: ${JSON.stringify(uri)}.`,
      mend: 'Give `ref: { apiVersion, kind, name }`, or an absolute URL such as `uri: "http://billing.example.com/"`.',
      source: "knative/eventing.md §3.2",
    });
  },
);

test("refuses an address that is none or two", () => {
  // @ts-expect-error -- neither
  expect(refusal(() => external("x", {})).message).toBe('External "x" has neither `ref` nor `uri`.');
  // @ts-expect-error -- both
  expect(refusal(() => external("x", { ref, uri: "http://x" })).message).toBe('External "x" has both `ref` and `uri`.');
});

test("refuses a name that no step can have", () => {
  expect(refusal(() => external("Billing", { ref, accepts: [Placed] })).code).toBe("invalid-step-name");
});
