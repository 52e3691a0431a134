import { expect, test } from "vitest";
import { Configuration } from "../../../constructs/index.ts";
import { shop, yamlOf } from "../harness.ts";

test("makes revisions under its own name, with every default written out where it names one", () => {
  const yaml = yamlOf((chart) => {
    new Configuration(chart, "bill", { image: "shop/bill:1", revision: { name: "v2" }, metadata: { name: "bill" } });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: serving.knative.dev/v1
    kind: Configuration
    metadata:
      name: bill
      namespace: shop
    spec:
      template:
        metadata:
          name: bill-v2
        spec:
          containerConcurrency: 0
          containers:
            - image: shop/bill:1
              name: user-container
              readinessProbe:
                successThreshold: 1
                tcpSocket:
                  port: 0
              resources: {}
          enableServiceLinks: false
          timeoutSeconds: 300
    "
  `);
});

test("can be named from another object", () => {
  const configuration = new Configuration(shop(), "bill", { image: "shop/bill:1", metadata: { name: "bill" } });
  expect(configuration.ref).toEqual({
    apiVersion: "serving.knative.dev/v1",
    kind: "Configuration",
    name: "bill",
    namespace: "shop",
  });
});
