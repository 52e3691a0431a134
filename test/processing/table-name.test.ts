import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTable, TABLE_NAME, tableName } from "../../src/processing/table-name.ts";

test("is lower case without blanks, as the original pipeline names its tables", () => {
  expect(tableName("{country}", { country: "United Kingdom" })).toBe("unitedkingdom");
});

test.each(["../x", 'a"b', "a;drop", "", "ü", "a".repeat(201)])(
  "refuses %j, and never replaces a character",
  (value) => {
    expect(() => tableName("{v}", { v: value })).toThrow("cannot name a table");
  },
);

test("whatever an event carries, a name that is given is one that is allowed", () => {
  const property = fc.check(
    fc.property(fc.string(), (value) => {
      const given = outcome(() => tableName("t_{v}", { v: value }));
      return TABLE_NAME.test(given) || given === "FinalError";
    }),
  );
  expect(property.failed).toBe(false);
});

function outcome(name: () => string): string {
  try {
    return name();
  } catch (error) {
    return error instanceof Error ? error.name : "";
  }
}

test("a reference that came in an event is refused by field", () => {
  expect(() => checkTable({ datasetId: "flights", tableId: "../../etc" })).toThrow(
    '`tableId` is "../../etc", which cannot name a table.',
  );
  expect(() => checkTable({ datasetId: 7 as never, tableId: "x" })).toThrow(
    "`datasetId` is 7, which cannot name a table.",
  );
});
