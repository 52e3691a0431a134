import { expect, test } from "vitest";
import { ObjectFinalized, QueryCompleted, queryCompleted } from "../../src/processing/contracts.ts";

const event = { id: "1", source: "/s", type: QueryCompleted.type };
const data = { datasetId: "d", tableId: "t", parameters: { airport: "ORD", n: 1, none: null }, rows: 3 };

test("keep the types of the original pipeline", () => {
  expect([QueryCompleted.type, ObjectFinalized.type]).toEqual([
    "dev.knative.samples.querycompleted",
    "google.cloud.storage.object.v1.finalized",
  ]);
});

test("say everything that is wrong with their data", () => {
  expect(QueryCompleted.parse({ ...event, data }).data).toEqual(data);
  const bad = { datasetId: 7, parameters: { a: [] }, rows: -1 };
  expect(() => QueryCompleted.parse({ ...event, data: bad })).toThrow(
    "data.datasetId: must be a text; data.tableId: must be a text; " +
      "data.parameters: must be an object of texts, numbers, booleans and nulls; data.rows: must be a whole number from 0.",
  );
  expect(() => QueryCompleted.parse({ ...event, data: "text" })).toThrow("data: must be an object");
});

test("have a JSON Schema, equal for every type of a completed query", () => {
  expect(ObjectFinalized.jsonSchema).toMatchObject({ type: "object", required: expect.arrayContaining(["bucket"]) });
  expect(queryCompleted("a").schemaHash).toBe(queryCompleted("b").schemaHash);
});
