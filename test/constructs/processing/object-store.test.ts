import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { Broker } from "../../../constructs/eventing/broker.ts";
import { ObjectStore, type ObjectStoreProps } from "../../../constructs/processing/index.ts";
import { ObjectFinalized } from "../../../src/processing/contracts.ts";
import { refusal, shop } from "../harness.ts";
import { folder, image } from "./processing.ts";

test("is a source that watches a part of a folder and sends what it finds", () => {
  const chart = shop();
  const store = new ObjectStore(chart, "charts", {
    image,
    folder: folder(chart, "files"),
    path: "charts",
    bucket: "reports-charts",
    announce: "*.png",
    sink: new Broker(chart, "broker"),
  });
  expect([store.emits, store.bucket]).toEqual([[ObjectFinalized], "reports-charts"]);
  const source = toManifests(chart).find(({ manifest }) => manifest.kind === "ContainerSource");
  expect(source?.local).toEqual({
    module: "sluice/processing/object-store",
    env: { BUCKET_FOLDER: ".sluice/data/files/charts" },
  });
  expect(source?.manifest.spec).toMatchObject({
    sink: { ref: { kind: "Broker" } },
    template: {
      spec: {
        containers: [
          {
            command: ["sluice-serve", "sluice/processing/object-store"],
            env: [
              { name: "SOURCE", value: "charts" },
              { name: "BUCKET", value: "reports-charts" },
              { name: "ANNOUNCE", value: "*.png" },
              { name: "BUCKET_FOLDER", value: "/mnt/files/charts" },
            ],
            volumeMounts: [{ name: "files", mountPath: "/mnt/files" }],
          },
        ],
      },
    },
  });
});

test("without a folder it is refused", () => {
  const props: object = { image };
  expect(refusal(() => new ObjectStore(shop(), "charts", props as ObjectStoreProps))).toMatchObject({
    code: "processing-without-store",
    at: { construct: "shop/charts" },
  });
});
