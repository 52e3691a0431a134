import { charactersOf, fromInner, toInner } from "./bytes.ts";
import { canCast, toBoolean, toInteger, toIntegerClamped, toText } from "./casts.ts";
import type { CesqlDialect } from "./dialect.ts";
import { type CesqlType, type CesqlValue, type Evaluation, ZERO } from "./evaluation.ts";

/** A built-in function: what its arguments are cast to (`Any` is not), what it gives. The last type repeats if variadic. */
export interface CesqlFunction {
  readonly arguments: readonly (CesqlType | "Any")[];
  readonly variadic: boolean;
  readonly result: CesqlType;
  readonly call: (values: readonly CesqlValue[], evaluation: Evaluation, dialect: CesqlDialect) => CesqlValue;
}

/** The function of this name that takes this many arguments; overloading is by number only (eventing.md §10.1). */
export function findFunction(name: string, count: number): CesqlFunction | undefined {
  return FUNCTIONS.get(name)?.find(({ arguments: types, variadic }) =>
    variadic ? count >= types.length - 1 : count === types.length,
  );
}

const text = (value: CesqlValue | undefined): string => toText(value ?? "");
const number = (value: CesqlValue | undefined): number => (typeof value === "number" ? value : 0);

function define(
  types: CesqlFunction["arguments"],
  result: CesqlType,
  call: CesqlFunction["call"],
  variadic = false,
): CesqlFunction {
  return { arguments: types, variadic, result, call };
}

const FUNCTIONS: ReadonlyMap<string, readonly CesqlFunction[]> = new Map([
  ["LENGTH", [define(["String"], "Integer", ([x], _, dialect) => charactersOf(text(x), dialect).length)]],
  ["CONCAT", [define(["String"], "String", (values) => values.map(text).join(""), true)]],
  ["CONCAT_WS", [define(["String", "String"], "String", ([by, ...rest]) => rest.map(text).join(text(by)), true)]],
  ["LOWER", [define(["String"], "String", ([x], _, dialect) => mapLetters(text(x), dialect, lower))]],
  ["UPPER", [define(["String"], "String", ([x], _, dialect) => mapLetters(text(x), dialect, upper))]],
  [
    "TRIM",
    [define(["String"], "String", ([x], _, dialect) => toInner(trim(fromInner(text(x), dialect), dialect), dialect))],
  ],
  [
    "LEFT",
    [
      define(["String", "Integer"], "String", ([x, n], evaluation, dialect) =>
        side("LEFT", text(x), number(n), evaluation, dialect),
      ),
    ],
  ],
  [
    "RIGHT",
    [
      define(["String", "Integer"], "String", ([x, n], evaluation, dialect) =>
        side("RIGHT", text(x), number(n), evaluation, dialect),
      ),
    ],
  ],
  [
    "SUBSTRING",
    [
      define(["String", "Integer"], "String", ([x, at], evaluation, dialect) =>
        substring(text(x), number(at), undefined, evaluation, dialect),
      ),
      define(["String", "Integer", "Integer"], "String", ([x, at, length], evaluation, dialect) =>
        substring(text(x), number(at), number(length), evaluation, dialect),
      ),
    ],
  ],
  ["ABS", [define(["Integer"], "Integer", ([x], evaluation) => absolute(number(x), evaluation))]],
  [
    "INT",
    [
      define(["Any"], "Integer", ([x], evaluation, dialect) =>
        (dialect === "knative" ? toIntegerClamped : toInteger)(x ?? "", evaluation),
      ),
    ],
  ],
  ["BOOL", [define(["Any"], "Boolean", ([x], evaluation) => toBoolean(x ?? "", evaluation))]],
  ["STRING", [define(["Any"], "String", ([x]) => text(x))]],
  ["IS_INT", [define(["Any"], "Boolean", ([x]) => canCast(x ?? "", "Integer"))]],
  ["IS_BOOL", [define(["Any"], "Boolean", ([x]) => canCast(x ?? "", "Boolean"))]],
]);

function side(
  name: "LEFT" | "RIGHT",
  value: string,
  count: number,
  evaluation: Evaluation,
  dialect: CesqlDialect,
): string {
  if (count < 0) {
    evaluation.fail("functionEvaluation", `${name} cannot take ${count} characters`);
    return value;
  }
  const characters = charactersOf(value, dialect);
  if (count >= characters.length) return value;
  return joined(name === "LEFT" ? characters.slice(0, count) : characters.slice(characters.length - count));
}

/** Positions count from 1, negative ones from the end; 0 gives nothing, one beyond the text is an error (eventing.md §10.1). */
function substring(
  value: string,
  position: number,
  length: number | undefined,
  evaluation: Evaluation,
  dialect: CesqlDialect,
): string {
  const characters = charactersOf(value, dialect);
  if (position === 0) return ZERO.String;
  if (Math.abs(position) > characters.length) {
    evaluation.fail("functionEvaluation", `SUBSTRING has no position ${position} in ${characters.length} characters`);
    return ZERO.String;
  }
  const start = position > 0 ? position - 1 : characters.length + position;
  if (length === undefined) return joined(characters.slice(start));
  if (length < 0) {
    // Knative's engine panics here (eventing.md §13, row 3): intended is the error of the specification.
    evaluation.fail(
      dialect === "knative" ? "panic" : "functionEvaluation",
      `SUBSTRING cannot take ${length} characters`,
    );
    return ZERO.String;
  }
  return joined(characters.slice(start, start + length));
}

function absolute(value: number, evaluation: Evaluation): number {
  if (value !== -2_147_483_648) return Math.abs(value);
  evaluation.fail("math", "ABS of -2147483648 is beyond 32 bits");
  return 2_147_483_647;
}

function joined(characters: string | readonly string[]): string {
  return typeof characters === "string" ? characters : characters.join("");
}

function mapLetters(value: string, dialect: CesqlDialect, map: (text: string) => string): string {
  const mapped =
    dialect === "knative" ? Array.from(fromInner(value, dialect), (c) => simple(c, map)).join("") : map(value);
  return toInner(mapped, dialect);
}

/** Go maps letter by letter and leaves what would become several letters: `ß` stays, `İ` becomes `i`. */
function simple(character: string, map: (text: string) => string): string {
  const mapped = map(character);
  if (Array.from(mapped).length === 1) return mapped;
  return character === "\u0130" ? "i" : character;
}

function lower(value: string): string {
  return value.toLowerCase();
}

function upper(value: string): string {
  return value.toUpperCase();
}

/** Unicode white space; Go counts U+0085 among it and not U+FEFF, JavaScript the other way round (eventing.md §10.3). */
function trim(value: string, dialect: CesqlDialect): string {
  if (dialect === "spec") return value.trim();
  return value
    .replace(/^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, "")
    .replace(/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/, "");
}
