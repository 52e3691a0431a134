import { expect, test } from "vitest";
import { DomainMapping, KnativeService } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

test("leads from a domain to a service", () => {
  const yaml = yamlOf((chart) => {
    const service = new KnativeService(chart, "bill", { image: "shop/bill:1", metadata: { name: "bill" } });
    new DomainMapping(chart, "domain", { domain: "bill.example.com", to: service, tlsSecret: "bill-tls" });
  });
  expect(yaml.split("---\n")[1]).toMatchInlineSnapshot(`
    "apiVersion: serving.knative.dev/v1beta1
    kind: DomainMapping
    metadata:
      name: bill.example.com
      namespace: shop
    spec:
      ref:
        apiVersion: serving.knative.dev/v1
        kind: Service
        name: bill
      tls:
        secretName: bill-tls
    "
  `);
});

test("is a destination by its domain", () => {
  const chart = shop();
  const to = KnativeService.fromName(chart, "bill", "bill");
  expect(new DomainMapping(chart, "domain", { domain: "bill.example.com", to }).destination).toEqual({
    ref: {
      apiVersion: "serving.knative.dev/v1beta1",
      kind: "DomainMapping",
      name: "bill.example.com",
      namespace: "shop",
    },
  });
});

test("refuses another namespace and what is no domain", () => {
  const chart = shop();
  const elsewhere = KnativeService.fromName(chart, "bill", "bill", { namespace: "money" });
  expect(refusal(() => new DomainMapping(chart, "a", { domain: "bill.example.com", to: elsewhere }))).toEqual({
    code: "other-namespace",
    severity: "error",
    at: { construct: "shop/a" },
    field: "spec.ref.namespace",
    message: 'A DomainMapping in "shop" cannot lead to "money": both are in one namespace.',
    mend: 'Write metadata: { namespace: "money" }.',
    source: "knative/serving.md DM-2",
  });
  const here = KnativeService.fromName(chart, "here", "bill");
  expect(refusal(() => new DomainMapping(chart, "b", { domain: "bill", to: here }))).toMatchObject({
    code: "invalid-name",
    message: 'A DomainMapping cannot be named "bill".',
  });
});
