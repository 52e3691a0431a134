import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { SqlQuery, type SqlQueryProps } from "../../../constructs/processing/index.ts";
import { QueryCompleted, queryCompleted } from "../../../src/processing/contracts.ts";
import { refusal, shop } from "../harness.ts";
import { Asked, folder, query } from "./processing.ts";

test("is a service that runs the query, with the folder of tables, and starts the same module here", () => {
  const chart = shop();
  const runner = new SqlQuery(chart, "query-runner", {
    ...query,
    store: folder(chart, "tables"),
    parameters: { town: "place.name" },
    maxRows: 10,
    env: { HTTPS_PROXY: "http://proxy:3128" },
    metadata: { name: "runner" },
  });
  expect([runner.step.accepts, runner.step.replies]).toEqual([[Asked], [QueryCompleted]]);
  const [, service] = toManifests(chart);
  expect(service?.local).toEqual({ module: "sluice/processing/query-runner", env: { STORE: ".sluice/data/tables" } });
  expect(service?.manifest).toMatchObject({
    kind: "Service",
    metadata: { name: "runner", labels: { "networking.knative.dev/visibility": "cluster-local" } },
    spec: {
      template: {
        spec: {
          containers: [
            {
              command: ["sluice-serve", "sluice/processing/query-runner"],
              env: [
                { name: "STEP", value: "query-runner" },
                { name: "ACCEPTS", value: "test.asked" },
                { name: "REPLIES", value: "dev.knative.samples.querycompleted" },
                { name: "DATASETS", value: '{"visits":"/data/visits.csv"}' },
                { name: "QUERY", value: query.sql },
                { name: "PARAMETERS", value: '{"town":"place.name"}' },
                { name: "DATASET_ID", value: "visits" },
                { name: "TABLE_ID", value: "by_{town}" },
                { name: "MAX_ROWS", value: "10" },
                { name: "STORE", value: "/mnt/tables" },
                { name: "HTTPS_PROXY", value: "http://proxy:3128" },
              ],
              volumeMounts: [{ name: "tables", mountPath: "/mnt/tables" }],
            },
          ],
          volumes: [{ name: "tables", persistentVolumeClaim: { claimName: "tables" } }],
        },
      },
    },
  });
});

test("replies with an event of another type where one Broker has several queries", () => {
  const chart = shop();
  const completed = queryCompleted("dev.example.done");
  const runner = new SqlQuery(chart, "runner", { ...query, store: folder(chart, "tables"), completed });
  expect(runner.step.replies).toEqual([completed]);
});

test("without a store it is refused: an emptyDir would lose its tables in silence", () => {
  const props: object = { ...query };
  expect(refusal(() => new SqlQuery(shop(), "runner", props as SqlQueryProps))).toEqual({
    code: "processing-without-store",
    severity: "error",
    at: { construct: "shop/runner" },
    message: "It has no `store`, so what it writes would end with its pod and no other service could read it.",
    mend: "Give it `store`: a SharedFolder that the services of the pipeline share.",
  });
});

test.each([
  [{ datasetId: "my-set" }, '`datasetId` is "my-set".', "Use a to z, 0 to 9 and _."],
  [
    { tableId: "by-{town}" },
    '`tableId` is "by-{town}".',
    "Use a to z, 0 to 9, _ and parameters in braces: `late_{airport}`.",
  ],
  [{ tableId: "" }, '`tableId` is "".', "Use a to z, 0 to 9, _ and parameters in braces: `late_{airport}`."],
  [
    { tableId: "by_{city}" },
    '`tableId` is "by_{city}", but the query has no parameter $city.',
    "Use `$city` in the query, or take it out of `tableId`.",
  ],
])("%j is refused while authoring", (wrong, message, mend) => {
  const chart = shop();
  const store = folder(chart, "tables");
  expect(refusal(() => new SqlQuery(chart, "runner", { ...query, ...wrong, store }))).toEqual({
    code: "invalid-query-table",
    severity: "error",
    at: { construct: "shop/runner" },
    message,
    mend,
    source: "pipelines.md §7",
  });
});
