import { expect, test } from "vitest";
import { locator } from "../../../constructs/adapter/locate.ts";

const locate = locator("/home/ann/shop");

test.each([
  ["    at new Shop (file:///home/ann/shop/src/shop.ts:4:22)", { file: "src/shop.ts", line: 4, column: 22 }],
  ["    at /home/ann/shop/main.ts:7:1", { file: "main.ts", line: 7, column: 1 }],
  ["    at file:///home/ann/shop/a%20b/main.ts:7:1", { file: "a b/main.ts", line: 7, column: 1 }],
  ["    at Object.<anonymous> (/home/ann/shop/a (b)/main.ts:7:1)", { file: "a (b)/main.ts", line: 7, column: 1 }],
  ["    at async build (/home/ann/other/main.ts:7:1)", { file: "../other/main.ts", line: 7, column: 1 }],
  ["    at node:internal/main:7:1", {}],
  ["    at <anonymous>", {}],
  ["    at eval (<anonymous>:1:1)", {}],
  ["", {}],
])("reads %j", (frame, place) => {
  expect(locate({ stack: `Error\n${frame}` })).toEqual(place);
});

test("knows nothing of what was not captured", () => {
  expect(locate({})).toEqual({});
});
