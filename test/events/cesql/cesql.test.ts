import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CesqlOptions, CesqlSyntaxError, compileCesql } from "../../../src/events/cesql/index.ts";

const order = { specversion: "1.0", id: "1", source: "/orders/eu", type: "order.created", priority: "7", flag: true };

function run(expression: string, options?: CesqlOptions) {
  const { value, errors } = compileCesql(expression, options).evaluate({ attributes: order });
  return [value, ...errors.map(({ kind }) => kind)];
}

function fault(expression: string, options?: CesqlOptions): string {
  try {
    compileCesql(expression, options);
  } catch (error) {
    if (CesqlSyntaxError.is(error)) return error.message;
    throw error;
  }
  return "parsed";
}

describe("CESQL", () => {
  it("lets through only what is exactly true, without errors", () => {
    const lets = (expression: string) => compileCesql(expression).matches({ attributes: order });
    expect([
      lets("type = 'order.created' AND source LIKE '/orders/%' AND INT(priority) > 5"),
      lets("type = 'order.deleted'"),
      lets("'true'"),
      lets("missing = 'x' OR TRUE"),
    ]).toEqual([true, false, false, false]);
  });

  it("goes on after an error in complete evaluation, and ends at it in fail-fast", () => {
    expect([
      run("1 / 0 = 1 OR missing = 2 OR TRUE"),
      run("1 / 0 = 1 OR missing = 2 OR TRUE", { evaluation: "fail-fast" }),
      run("missing = 'x' OR TRUE"),
      run("missing = 'x' OR TRUE", { evaluation: "fail-fast" }),
    ]).toEqual([
      [true, "math", "missingAttribute"],
      [false, "math"],
      [true, "missingAttribute"],
      [false, "missingAttribute"],
    ]);
  });

  it("reads AND, OR and XOR from the left, and as Knative does from the right", () => {
    const expression = "TRUE OR TRUE AND FALSE";
    expect([run(expression), run(expression, { dialect: "knative" })]).toEqual([[false], [true]]);
  });

  it("counts characters by the specification, bytes as Knative does", () => {
    expect([
      run("LENGTH('é')"),
      run("LENGTH('é')", { dialect: "knative" }),
      run("LENGTH('😀')"),
      run("LEFT('😀x', 1)"),
    ]).toEqual([[1], [2], [1], ["😀"]]);
  });

  it("reads a sign between two values as an operator, which Knative's lexer does not", () => {
    expect([run("1-1"), run("-1+2"), fault("1-1", { dialect: "knative" })]).toEqual([
      [0],
      [1],
      '"-1" cannot stand at position 2; expected an operator or the end.',
    ]);
  });

  it("says where an expression breaks and what was expected there", () => {
    expect([
      fault(""),
      fault("type ="),
      fault("(type = 'a'"),
      fault("type IN ()"),
      fault("type LIKE 5"),
      fault("type = 'a"),
      fault("type == 'a'"),
      fault("a_b = 1"),
      fault("type = 'a' &"),
      fault("99999999999"),
    ]).toEqual([
      "The expression ends at position 1; expected a value.",
      "The expression ends at position 7; expected a value.",
      "The expression ends at position 12; expected an operator or ).",
      '")" cannot stand at position 10; expected a value.',
      '"5" cannot stand at position 11; expected a pattern in quotes.',
      "A string is not closed at position 8; expected a closing '.",
      '"=" cannot stand at position 7; expected a value.',
      '"a_b" is no attribute: names have letters and digits only at position 1.',
      '"&" has no meaning in CESQL at position 12.',
      "99999999999 is beyond 32 bits at position 1; expected -2147483648 to 2147483647.",
    ]);
  });

  it("does not take what every object has for an attribute", () => {
    expect([run("EXISTS constructor"), run("EXISTS valueof")]).toEqual([[false], [false]]);
  });

  it("refuses what is too deep or too long, at once", () => {
    expect([
      fault("(".repeat(100_000)),
      fault("NOT ".repeat(100_000)),
      fault(`${"TRUE AND ".repeat(100_000)}TRUE`),
      fault(`${"TRUE AND ".repeat(100_000)}TRUE`, { dialect: "knative" }),
      fault(`'${"x".repeat(1_000_000)}'`),
    ]).toEqual([
      "The expression is nested deeper than 1000 levels at position 1001.",
      "The expression is nested deeper than 1000 levels at position 4001.",
      "The expression is nested deeper than 1000 levels at position 9006.",
      "The expression is nested deeper than 1000 levels at position 9001.",
      "The expression is longer than 1000000 characters at position 1000001.",
    ]);
  });

  it("reads a string of almost a megabyte, and unpaired surrogates", () => {
    expect([run(`LENGTH('${"x".repeat(999_000)}')`), run("LENGTH('\ud800')")]).toEqual([[999_000], [1]]);
  });

  it("matches LIKE as a hand-written regular expression does", () => {
    const piece = fc.constantFrom("a", "b", "%", "_", "\\%", "\\_", "é", "😀", "\\a");
    const letters = fc.array(fc.constantFrom("a", "b", "%", "_", "é", "😀", "\\")).map((list) => list.join(""));
    fc.assert(
      fc.property(fc.array(piece), letters, (pieces, text) => {
        const pattern = pieces.join("");
        const source = pattern.replace(/\\([%_])|([%_])|([^])/gu, (_, escaped, wild, other) =>
          wild === "%" ? "[^]*" : wild === "_" ? "[^]" : (escaped ?? other).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
        );
        const { value } = compileCesql(`name LIKE '${pattern.replaceAll("'", "\\'")}'`).evaluate({
          attributes: { ...order, name: text },
        });
        expect(value).toBe(new RegExp(`^${source}$`, "u").test(text));
      }),
    );
  });

  it("never throws anything but a syntax error, whatever it reads", () => {
    const tokens = [
      "TRUE",
      "NOT",
      "-",
      "(",
      ")",
      ",",
      "'a'",
      "type",
      "missing",
      "1",
      "IN",
      "LIKE",
      "AND",
      "=",
      "+",
      "LENGTH",
      "EXISTS",
      "#",
      "!",
      '"',
    ];
    const soup = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...tokens)).map((list) => list.join(" ")),
    );
    fc.assert(
      fc.property(soup, fc.constantFrom("spec" as const, "knative" as const), (expression, dialect) => {
        const crashed = () => {
          try {
            compileCesql(expression, { dialect }).evaluate({ attributes: order });
          } catch (error) {
            return !CesqlSyntaxError.is(error);
          }
          return false;
        };
        expect(crashed()).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
