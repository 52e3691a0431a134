import { expect, test } from "vitest";
import type { TypedEvent } from "../../src/events/event.ts";
import { QueryCompleted } from "../../src/processing/contracts.ts";
import type { QueryEngine, Scalar, TableRef } from "../../src/processing/ports.ts";
import { queryRunner } from "../../src/processing/run-query.ts";

const settings = { sql: "SELECT $airport", parameters: {}, datasetId: "flights", tableId: "late_{airport}" };

/** An engine that writes down what it is asked. */
function engine(names: readonly string[] = ["airport"]) {
  const asked: { readonly table: TableRef; readonly parameters: Readonly<Record<string, Scalar>> }[] = [];
  const port: QueryEngine = {
    parametersOf: () => Promise.resolve(names),
    createTable: (table, { parameters }) => {
      asked.push({ table, parameters });
      return Promise.resolve({ rows: 26 });
    },
  };
  return { asked, port };
}

function ping(data: unknown): TypedEvent {
  return { specversion: "1.0", id: "1", source: "/s", type: "ping", extensions: {}, data };
}

test("makes the table the event names, and announces it with its values", async () => {
  const { asked, port } = engine();
  const run = await queryRunner(settings, port, QueryCompleted);
  expect(await run(ping({ airport: "ORD" }))).toMatchObject({
    type: "dev.knative.samples.querycompleted",
    data: { datasetId: "flights", tableId: "late_ord", parameters: { airport: "ORD" }, rows: 26 },
  });
  expect(asked).toEqual([{ table: { datasetId: "flights", tableId: "late_ord" }, parameters: { airport: "ORD" } }]);
});

test("takes a parameter from a field deep in the data", async () => {
  const { port } = engine();
  const run = await queryRunner({ ...settings, parameters: { airport: "flight.origin.iata" } }, port, QueryCompleted);
  expect((await run(ping({ flight: { origin: { iata: "LAX" } } }))).data.tableId).toBe("late_lax");
});

test.each([
  [{}, 'The data of this "ping" event has no `airport`, which the query needs as $airport.'],
  ["text", 'The data of this "ping" event has no `airport`, which the query needs as $airport.'],
  [
    { airport: ["ORD"] },
    'The data of this "ping" event has no single value in `airport`, which the query needs as $airport.',
  ],
])("data %j is refused for good, and nothing is run", async (data, message) => {
  const { asked, port } = engine();
  const run = await queryRunner(settings, port, QueryCompleted);
  await expect(run(ping(data))).rejects.toMatchObject({ name: "FinalError", status: 400, message });
  expect(asked).toEqual([]);
});

test("settings that name a parameter the query does not have are refused at once, all of them", async () => {
  const { port } = engine(["country"]);
  const bad = { ...settings, parameters: { town: "town" } };
  await expect(queryRunner(bad, port, QueryCompleted)).rejects.toMatchObject({
    problems: [
      '"town" is no parameter of the query: it has $country. Write it as $town in the query.',
      '"airport" is no parameter of the query: it has $country. Write it as $airport in the query.',
    ],
  });
});
