import { CesqlSyntaxError, type CompiledCesql, compileCesql } from "../../../src/events/cesql/index.ts";
import type { AttributeValue, WireEvent } from "../../../src/events/event.ts";
import { compileFilter, explainFilter, FilterIndex, type FilterSpec } from "../../../src/events/filters/index.ts";
import {
  evaluate,
  exampleOf,
  isAlwaysTrue,
  isSatisfiable,
  reason,
  typesOf,
} from "../../../src/events/reasoning/index.ts";
import { afterHop } from "../../../src/events/reasoning/variables.ts";
import { readRecording } from "../../../test/fidelity/recordings.ts";
import { mutate, mutateValue } from "../mutate.ts";
import type { Random } from "../random.ts";
import { hold, type Surface } from "../surface.ts";

type Attributes = Readonly<Record<string, AttributeValue>>;

interface CesqlInput {
  readonly expression: string;
  readonly attributes: Attributes;
}

interface FilterInput {
  readonly spec: FilterSpec;
  readonly attributes: Attributes;
}

interface CesqlRow {
  readonly expression: string;
  readonly event: Readonly<Record<string, unknown>>;
}

interface FilterRow {
  readonly filter?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly filters?: readonly unknown[];
  readonly event: Readonly<Record<string, unknown>>;
}

const cesqlRows = readRecording<CesqlRow>("cesql");
const filterRows = readRecording<FilterRow>("filters");
const EXPRESSIONS = [...new Set(cesqlRows.map(({ expression }) => expression))].filter((text) => text.length < 2_000);
const TOKENS = [
  "AND",
  "OR",
  "XOR",
  "NOT",
  "LIKE",
  "IN (",
  "EXISTS",
  "TRUE",
  "type",
  "time",
  "missing",
  "LENGTH(",
  "SUBSTRING('abc', ",
  "INT(",
  "CONCAT_WS(",
  " = ",
  " != ",
  " <= ",
  "2147483647",
  "-2147483648",
  "'%_\\\\%'",
  "'a'",
  '"b"',
  "(",
  ")",
  ", ",
  "--",
  "1-1",
];
const NAMES = [
  "type",
  "source",
  "subject",
  "id",
  "time",
  "specversion",
  "datacontenttype",
  "dataschema",
  "schemaurl",
  "datamediatype",
  "region",
  "__proto__",
  "constructor",
  "My-Ext",
];
const TEXTS = [
  "exact",
  "prefix",
  "suffix",
  "all",
  "any",
  "not",
  "cesql",
  "attributes",
  "order.created",
  "/orders",
  "%",
  "",
  ...NAMES,
  ...EXPRESSIONS.slice(0, 200),
];
const LONG = 100_000;

/** CESQL, parsed and evaluated in both dialects. */
export const cesql: Surface<CesqlInput> = {
  name: "cesql",
  share: 1,
  // In two dialects and two ways to evaluate.
  limitMs: 500,
  corners: [
    "(".repeat(LONG),
    `${"(".repeat(LONG)}1${")".repeat(LONG)}`,
    "NOT ".repeat(LONG),
    `${"-".repeat(LONG)}1`,
    `type = '${"x".repeat(1_000_000)}'`,
    `type IN (${"'x',".repeat(200_000)}'y')`,
    `${"type = 'a' AND ".repeat(70_000)}TRUE`,
    `type LIKE '${"%a".repeat(LONG)}'`,
    "\ud800".repeat(1_000_000),
    `type = '${"\udc00\ud800".repeat(1_000)}'`,
    `'${"\\".repeat(LONG)}'`,
    "'".repeat(LONG),
    '"'.repeat(LONG + 1),
    `${"LENGTH(".repeat(LONG)}type`,
    `${"9".repeat(LONG)} = 1`,
    "!".repeat(LONG),
    `${"a".repeat(LONG)}${"_".repeat(LONG)}`,
    `type LIKE '${"%_".repeat(500)}z'`,
  ].map((expression) => ({
    expression,
    attributes: { type: "a".repeat(1_000), source: "/", id: "1", specversion: "1.0" },
  })),
  generate(random) {
    const row = random.pick(cesqlRows);
    return {
      expression: mutate(random, row.expression, TOKENS, EXPRESSIONS),
      attributes: attributesOf(random, row.event),
    };
  },
  accepts: ({ expression, attributes }) => {
    const event = bare(attributes);
    let accepted = false;
    for (const dialect of ["spec", "knative"] as const) {
      for (const evaluation of ["complete", "fail-fast"] as const) {
        const compiled = tryCompile(expression, { dialect, evaluation });
        if (compiled === undefined) break;
        accepted = true;
        const { value, error, errors } = compiled.evaluate(event);
        hold("a value is text, an integer of 32 bits or a boolean", typeof value !== "number" || (value | 0) === value);
        hold("the first error is told", error === errors[0]);
        hold(
          "what matches is true and without errors",
          compiled.matches(event) === (value === true && error === undefined),
        );
      }
    }
    return accepted;
  },
};

/** Triggers' filters of any shape: compiled, indexed, explained, reasoned about. */
export const filters: Surface<FilterInput> = {
  name: "filters",
  share: 1,
  // Six questions of bounded work are asked of each.
  limitMs: 2_000,
  corners: [
    { filters: [nested((not) => ({ not }))] },
    { filters: [nested((inner) => ({ all: [inner] }))] },
    { filters: [{ any: Array.from({ length: 20_000 }, (_, index) => ({ exact: { type: `t${index}` } })) }] },
    { filters: [{ exact: { type: "x".repeat(1_000_000) } }] },
    { filters: Array.from({ length: 200_000 }, () => ({ not: {} })) },
    { filters: [{ cesql: `type IN (${"'x',".repeat(200_000)}source)` }] },
    { filters: [{ cesql: `CONCAT(${"'x',".repeat(200_000)}source) = 'y'` }] },
    { attributes: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, ""])) },
    { filters: [{ cesql: `${"NOT (".repeat(400)}type = 'a'${")".repeat(400)}` }] },
  ].map((spec) => ({ spec, attributes: { type: "x", source: "/", id: "1", specversion: "1.0" } })),
  generate(random) {
    const { filter, filters: several, event } = random.pick(filterRows);
    const base = {
      ...(filter?.attributes === undefined ? {} : { attributes: filter.attributes }),
      ...(several === undefined ? {} : { filters: several }),
    };
    let spec: unknown = base;
    for (let times = random.few(); times > 0; times--) spec = mutateValue(random, spec, TEXTS);
    return {
      spec: (isRecord(spec) ? spec : { filters: [spec] }) as FilterSpec,
      attributes: attributesOf(random, event),
    };
  },
  accepts: ({ spec, attributes }) => {
    const event = bare(attributes);
    const outcome = compileFilter(spec)(event);
    hold("a filter passes, fails or says nothing", ["pass", "fail", "none"].includes(outcome));
    const { reasons, outcome: explained } = explainFilter(spec, event);
    hold("the explanation is of the same outcome", explained === outcome);
    hold("a failure has a reason", outcome !== "fail" || reasons.length > 0);
    const index = new FilterIndex([
      { filter: spec, value: 1 },
      { filter: { filters: [{ exact: { type: "x" } }] }, value: 2 },
    ]);
    hold("the index selects what passes", index.select(event).includes(1) === (outcome !== "fail"));
    reasonAbout(spec, event);
    return outcome !== "fail";
  },
};

function reasonAbout(spec: FilterSpec, event: WireEvent): void {
  const predicate = reason(spec);
  const satisfiable = isSatisfiable(predicate);
  const alwaysTrue = isAlwaysTrue(predicate);
  typesOf(predicate);
  const example = satisfiable === "yes" ? exampleOf(predicate) : undefined;
  hold("a satisfiable filter has an example", (satisfiable === "yes") === (example !== undefined));
  hold("an example is delivered", example === undefined || compileFilter(spec)(example) !== "fail");
  const arrived = afterHop(event);
  if (arrived === undefined) return;
  const delivered = compileFilter(spec)(arrived) !== "fail";
  const value = evaluate(predicate, arrived);
  hold("a predicate is true of what is delivered", value === undefined || value === delivered);
  hold("a contradictory filter delivers nothing", satisfiable !== "no" || !delivered);
  hold("a filter that is always true withholds nothing", alwaysTrue !== "yes" || delivered);
}

function tryCompile(expression: string, options: Parameters<typeof compileCesql>[1]): CompiledCesql | undefined {
  try {
    return compileCesql(expression, options);
  } catch (error) {
    if (!CesqlSyntaxError.is(error)) throw error;
    hold("a syntax error stands inside the expression", error.position >= 0 && error.position <= expression.length);
    return undefined;
  }
}

function attributesOf(random: Random, event: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(event)) {
    if (typeof value === "object" || name === "data") continue;
    attributes[name] =
      typeof value === "string" && random.chance(6) ? mutate(random, value, TEXTS, TEXTS) : (value as AttributeValue);
  }
  return attributes;
}

function bare(attributes: Attributes): WireEvent {
  return { attributes: Object.assign(Object.create(null) as Record<string, AttributeValue>, attributes) };
}

function nested(wrap: (inner: unknown) => unknown): unknown {
  let filter: unknown = { exact: { type: "x" } };
  for (let depth = 0; depth < LONG; depth++) filter = wrap(filter);
  return filter;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
