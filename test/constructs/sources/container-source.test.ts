import { expect, test } from "vitest";
import { ContainerSource, defineEvent, external } from "../../../constructs/index.ts";
import { infoOf } from "../../../constructs/core/construct-info.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Stored = defineEvent("dev.shop.object.stored.v1");
const sink = external("ledger", { uri: "http://ledger.example.com/" });

test("renders its container, what it emits and where to", () => {
  const yaml = yamlOf((chart) => {
    new ContainerSource(chart, "bucket", {
      image: "shop/bucket:1",
      args: ["--watch", "/data"],
      env: { FOLDER: "/data" },
      volumes: [{ name: "data", mountPath: "/data", emptyDir: {} }],
      serviceAccountName: "bucket",
      emits: [Stored],
      extensions: { region: "eu" },
      sink,
      metadata: { name: "bucket" },
    });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1
    kind: ContainerSource
    metadata:
      annotations:
        sluice.dev/emits: dev.shop.object.stored.v1
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: bucket
      namespace: shop
    spec:
      ceOverrides:
        extensions:
          region: eu
      sink:
        uri: http://ledger.example.com/
      template:
        spec:
          containers:
            - args:
                - --watch
                - /data
              env:
                - name: FOLDER
                  value: /data
              image: shop/bucket:1
              name: source
              volumeMounts:
                - mountPath: /data
                  name: data
          serviceAccountName: bucket
          volumes:
            - emptyDir: {}
              name: data
    "
  `);
});

test("claims no events that it was not told of", () => {
  const source = new ContainerSource(shop(), "bucket", { image: "shop/bucket:1", sink });
  expect(source.emits).toEqual([]);
  expect(JSON.stringify(source.object.toJson())).not.toContain("sluice.dev/emits");
});

test("keeps how it is started here beside the manifest, never in it", () => {
  const local = { command: "go", args: ["run", "."] };
  const source = new ContainerSource(shop(), "bucket", { image: "shop/bucket:1", sink, local });
  expect(infoOf(source)?.local).toEqual(local);
  expect(JSON.stringify(source.object.toJson())).not.toContain("local");
});

test("refuses a second sink, and a name too long for the label of its Deployment", () => {
  const source = new ContainerSource(shop(), "bucket", { image: "shop/bucket:1", sink });
  expect(refusal(() => source.sinkTo(sink))).toMatchObject({
    code: "sink-already-set",
    at: { construct: "shop/bucket" },
  });
  const name = "b".repeat(64);
  expect(refusal(() => new ContainerSource(shop(), "b", { image: "x", metadata: { name } })).code).toBe("invalid-name");
});
