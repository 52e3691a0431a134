import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parquetTables } from "../../../../src/processing/adapters/duckdb/parquet-tables.ts";
import { duckDbEngine } from "../../../../src/processing/adapters/duckdb/query-engine.ts";
import { freshFolder } from "../folders.ts";

const rows = Array.from({ length: 100 }, (_, index) => ({
  day: `2026-01-${String((index % 28) + 1).padStart(2, "0")}`,
  town: ["Oslo", "O'Hare", "Rome"][index % 3],
  amount: index,
  open: index % 2 === 0,
}));

/** An engine over one JSON file, and a reader of its tables. */
async function engine(maxRows = 1000) {
  const store = freshFolder();
  const path = join(freshFolder(), "it's.json");
  writeFileSync(path, JSON.stringify(rows));
  const port = await duckDbEngine({ datasets: { visits: { path, format: "json" } }, store, maxRows });
  return { store, port, tables: await parquetTables(store) };
}

const sql = "SELECT town, sum(amount)::BIGINT AS total FROM visits WHERE town = $town GROUP BY town;";
const table = { datasetId: "d", tableId: "t" };

test("stores the rows of a query as a table that can be read", async () => {
  const { port, tables, store } = await engine();
  expect(await port.createTable(table, { sql, parameters: { town: "Oslo" } })).toEqual({ rows: 1 });
  expect(await tables.read(table, { maxRows: 10 })).toEqual({
    columns: [
      { name: "town", kind: "text" },
      { name: "total", kind: "number" },
    ],
    rows: [{ town: "Oslo", total: 1683 }],
  });
  expect(readdirSync(join(store, "d"))).toEqual(["t.parquet"]);
});

test("reads dates, decimals, large numbers, lists and nothing as a chart takes them", async () => {
  const { port, tables } = await engine();
  const all =
    "SELECT DATE '2026-01-02' AS d, 1.5::DECIMAL(9,2) AS m, 9007199254740993::HUGEINT AS h, [1, 2] AS l, NULL AS n, true AS b";
  await port.createTable(table, { sql: all, parameters: {} });
  expect(await tables.read(table, { maxRows: 10 })).toEqual({
    columns: [
      { name: "d", kind: "time" },
      { name: "m", kind: "number" },
      { name: "h", kind: "number" },
      { name: "l", kind: "text" },
      { name: "n", kind: "number" },
      { name: "b", kind: "boolean" },
    ],
    rows: [{ d: Date.UTC(2026, 0, 2), m: 1.5, h: 9007199254740992, l: "[1,2]", n: null, b: true }],
  });
});

test("values travel as parameters: an injection is only a town that nobody visited", async () => {
  const { port } = await engine();
  const evil = "x'; COPY (SELECT 1) TO 'stolen'; --";
  expect(await port.createTable(table, { sql, parameters: { town: evil } })).toEqual({ rows: 0 });
  expect(await port.createTable(table, { sql, parameters: { town: "O'Hare" } })).toEqual({ rows: 1 });
});

test("many queries at once each make their own table", async () => {
  const { port, tables } = await engine();
  const towns = ["Oslo", "O'Hare", "Rome"];
  const jobs = Array.from({ length: 60 }, (_, index) => ({ town: towns[index % 3] ?? "", tableId: `t${index}` }));
  await Promise.all(
    jobs.map(({ town, tableId }) => port.createTable({ datasetId: "d", tableId }, { sql, parameters: { town } })),
  );
  const found = await Promise.all(
    jobs.map(async ({ tableId }) => (await tables.read({ datasetId: "d", tableId }, { maxRows: 2 })).rows[0]?.town),
  );
  expect(found).toEqual(jobs.map(({ town }) => town));
});

test("replacing one table at once from many requests leaves one whole table", async () => {
  const { port, tables, store } = await engine();
  const all = "SELECT $n AS n FROM range(1000)";
  await Promise.all(Array.from({ length: 20 }, (_, n) => port.createTable(table, { sql: all, parameters: { n } })));
  const { rows: read } = await tables.read(table, { maxRows: 1000 });
  expect([read.length, new Set(read.map(({ n }) => n)).size, readdirSync(join(store, "d"))]).toEqual([
    1000,
    1,
    ["t.parquet"],
  ]);
});

describe("a query that fails", () => {
  test("keeps the old table, leaves nothing half-written, and is final", async () => {
    const { port, tables, store } = await engine();
    await port.createTable(table, { sql, parameters: { town: "Oslo" } });
    const failing = port.createTable(table, { sql: "SELECT $town::INT AS n", parameters: { town: "Oslo" } });
    await expect(failing).rejects.toMatchObject({
      name: "FinalError",
      message: expect.stringMatching(/^The query failed: Conversion Error: .*'Oslo'/),
    });
    expect((await tables.read(table, { maxRows: 10 })).rows[0]?.total).toBe(1683);
    expect(readdirSync(join(store, "d"))).toEqual(["t.parquet"]);
  });

  test("for too many rows is final", async () => {
    const { port, store } = await engine(10);
    await expect(port.createTable(table, { sql: "SELECT * FROM visits", parameters: {} })).rejects.toMatchObject({
      name: "FinalError",
      message: "The query for d.t gives more than 10 rows. Aggregate in the query, or raise MAX_ROWS.",
    });
    expect(readdirSync(join(store, "d"))).toEqual([]);
  });

  test("for a table name that leaves the store is final, and nothing is written", async () => {
    const { port, store } = await engine();
    const escaping = port.createTable({ datasetId: "..", tableId: "x" }, { sql, parameters: { town: "Oslo" } });
    await expect(escaping).rejects.toMatchObject({ name: "FinalError" });
    expect(readdirSync(store)).toEqual([]);
  });

  test("because the store is no folder is told with its path", async () => {
    const { port, store } = await engine();
    mkdirSync(join(store, "x"));
    writeFileSync(join(store, "d"), "a file");
    await expect(port.createTable(table, { sql, parameters: { town: "Oslo" } })).rejects.toMatchObject({
      name: "FinalError",
      message: `${join(store, "d")} is no folder that can be written (EEXIST). Name a folder.`,
    });
  });
});

describe("reading a table", () => {
  test("that is not there may succeed later", async () => {
    const { tables } = await engine();
    await expect(tables.read(table, { maxRows: 1 })).rejects.toMatchObject({
      name: "RetriableError",
      status: 404,
      message: "The table d.t is not there.",
    });
  });

  test("that is too long is refused", async () => {
    const { port, tables } = await engine();
    await port.createTable(table, { sql: "SELECT * FROM visits", parameters: {} });
    await expect(tables.read(table, { maxRows: 99 })).rejects.toMatchObject({
      name: "FinalError",
      message: "The table d.t has more than 99 rows. Aggregate in the query that makes it.",
    });
  });

  test("that is no Parquet file is told with its name", async () => {
    const { tables, store } = await engine();
    mkdirSync(join(store, "d"));
    writeFileSync(join(store, "d/t.parquet"), "nonsense");
    await expect(tables.read(table, { maxRows: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/^Reading the table d\.t failed: /),
    });
  });
});

test("parameters are found in order, once each", async () => {
  const { port } = await engine();
  expect(await port.parametersOf("SELECT $b, $a, $b FROM visits")).toEqual(["b", "a"]);
  expect(await port.parametersOf("WITH x AS (SELECT 1) SELECT * FROM x")).toEqual([]);
});

test.each([
  ["SELECT 1; SELECT 2", "it holds 2 statements, and one is needed."],
  ["", "it holds no statement."],
  ["-- only words", "it holds no statement."],
  ["DROP VIEW visits", "it is no SELECT."],
  ["SELEC 1", 'Parser Error: syntax error at or near "SELEC"'],
  ["SELECT nope FROM visits", 'Binder Error: Referenced column "nope" not found in FROM clause!'],
  ["SELECT * FROM nowhere", "Catalog Error: Table with name nowhere does not exist!"],
])("%j cannot be used, and the reason is told", async (text, reason) => {
  const { port } = await engine();
  await expect(port.parametersOf(text)).rejects.toMatchObject({
    name: "ConfigurationError",
    message: expect.stringContaining(`The query cannot be used: ${reason}`),
  });
});

test("every data set that cannot be read is told at start", async () => {
  const path = join(freshFolder(), "a.parquet");
  writeFileSync(path, "nonsense");
  const datasets = { one: { path, format: "parquet" }, two: { path, format: "parquet" } } as const;
  await expect(duckDbEngine({ datasets, store: freshFolder(), maxRows: 1 })).rejects.toMatchObject({
    problems: [
      expect.stringMatching(/^The data set "one" cannot be read: /),
      expect.stringMatching(/^The data set "two" cannot be read: /),
    ],
  });
});
