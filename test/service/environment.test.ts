import { expect, test } from "vitest";
import { ConfigurationError } from "../../src/service/configuration-error.ts";
import { integer, json, list, readEnvironment, text } from "../../src/service/environment.ts";

const numbers = (value: unknown) => {
  if (Array.isArray(value)) return value;
  throw new Error("it is no list.");
};
const variables = {
  STORE: text("a folder"),
  SUBJECT: text("a subject", "Hello"),
  TO: list("addresses"),
  MAX: integer("a limit", 10, { min: 1, max: 100 }),
  VALUES: json("a JSON list", numbers),
  MORE: json("a JSON list", numbers, []),
};

test("reads every variable, and gives defaults for those that may be absent", () => {
  const environment = { STORE: "/data", TO: " a@b.c , d@e.f,", VALUES: "[1]", MAX: "7" };
  expect(readEnvironment(environment, variables)).toEqual({
    STORE: "/data",
    SUBJECT: "Hello",
    TO: ["a@b.c", "d@e.f"],
    MAX: 7,
    VALUES: [1],
    MORE: [],
  });
});

test("names everything that is missing or malformed at once", () => {
  const problems = problemsOf({ STORE: "", TO: " , ", MAX: "1e3", VALUES: "{", MORE: "7" });
  expect(problems).toEqual([
    "STORE is not set. Set it to a folder.",
    'TO is malformed: " , " lists nothing. Set it to addresses.',
    'MAX is malformed: "1e3" is no whole number from 1 to 100. Set it to a limit.',
    'VALUES is malformed: "{" is no JSON. Set it to a JSON list.',
    "MORE is malformed: it is no list. Set it to a JSON list.",
  ]);
});

test("quotes at most forty characters of a value", () => {
  expect(problemsOf({ STORE: "s", TO: "t", VALUES: "x".repeat(500) })).toEqual([
    `VALUES is malformed: "${"x".repeat(40)}…" is no JSON. Set it to a JSON list.`,
  ]);
});

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readEnvironment(environment, variables);
  } catch (error) {
    if (ConfigurationError.is(error)) return error.problems;
    throw error;
  }
  return [];
}
