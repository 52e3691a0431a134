import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { TableChart, type TableChartProps } from "../../../constructs/processing/index.ts";
import { buildGraph } from "../../../src/graph/index.ts";
import { WRITES_TO } from "../../../src/manifests/annotations.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";
import { refusal, shop } from "../harness.ts";
import { folder, picture, pipelineParts } from "./processing.ts";

test("is a service that draws tables into a bucket, which the graph shows as a link", () => {
  const chart = shop();
  const { bucket, charter } = pipelineParts(chart);
  expect(charter.step.replies).toEqual([]);
  const manifests = toManifests(chart);
  const service = manifests.find(({ place }) => place.construct === "shop/chart-creator");
  expect(service?.manifest.metadata.annotations?.[WRITES_TO]).toBe(
    JSON.stringify([{ apiVersion: "sources.knative.dev/v1", kind: "ContainerSource", name: bucket.ref.name }]),
  );
  expect(service?.local).toEqual({
    module: "sluice/processing/chart-creator",
    env: { STORE: ".sluice/data/tables", BUCKET_FOLDER: ".sluice/data/pictures" },
  });
  expect(buildGraph(manifests, DEFAULT_SETTINGS).links).toMatchObject([
    {
      from: `serving.knative.dev/Service/shop/${charter.ref.name}`,
      to: `sources.knative.dev/ContainerSource/shop/${bucket.ref.name}`,
    },
  ]);
});

test("carries the chart as data, and mounts each folder once", () => {
  const chart = shop();
  pipelineParts(chart);
  const service = toManifests(chart).find(({ place }) => place.construct === "shop/chart-creator");
  const { image: _image, ...spec } = picture;
  expect(service?.manifest.spec).toMatchObject({
    template: {
      spec: {
        containers: [
          {
            env: [
              { name: "STEP", value: "chart-creator" },
              { name: "ACCEPTS", value: "dev.knative.samples.querycompleted" },
              { name: "CHART", value: JSON.stringify(spec) },
              { name: "BUCKET", value: "charts" },
              { name: "STORE", value: "/mnt/tables" },
              { name: "BUCKET_FOLDER", value: "/mnt/pictures" },
            ],
          },
        ],
        volumes: [{ name: "tables" }, { name: "pictures" }],
      },
    },
  });
});

test.each(["store", "bucket"])("without its %s it is refused", (prop) => {
  const chart = shop();
  const props: object = { ...picture, store: folder(chart, "tables"), [prop]: undefined };
  expect(refusal(() => new TableChart(chart, "charter", props as TableChartProps))).toMatchObject({
    code: "processing-without-store",
    at: { construct: "shop/charter" },
  });
});
