import {
  ANNOTATIONS,
  isRecord,
  isSchema,
  propertiesOf,
  requiredOf,
  resolveRef,
  type Schema,
  schemasOf,
  typeOfValue,
  typesOf,
} from "./schema.ts";

/** Whether a schema accepts a value; `no` with where in the value and why, `unknown` where nobody here can say. */
export type Judgement =
  | { readonly verdict: "yes" | "unknown" }
  /** `path`: `customer.id`, empty for the value itself; `why` continues it: `is missing`. */
  | { readonly verdict: "no"; readonly path: string; readonly why: string };

const YES: Judgement = { verdict: "yes" };
const UNKNOWN: Judgement = { verdict: "unknown" };
/** Schemas that are looked at for one value, and inside each other; beyond that nothing is known. */
const MOST_STEPS = 20_000;
const DEEPEST = 200;

/**
 * Judges a value by the keywords whose meaning is the same in every draft and library. A `format` may or may not be
 * enforced, and a keyword that is not known may forbid anything: both make a value that is otherwise accepted unknown.
 */
export function judgeValue(schema: Schema, value: unknown, root: Schema = schema): Judgement {
  return judge({ root, steps: { left: MOST_STEPS }, depth: 0 }, schema, value, "");
}

interface Context {
  readonly root: Schema;
  readonly steps: { left: number };
  readonly depth: number;
}

function judge(context: Context, schema: Schema, value: unknown, path: string): Judgement {
  if (schema === true) return YES;
  if (schema === false) return { verdict: "no", path, why: "must not be there" };
  if (--context.steps.left < 0 || context.depth > DEEPEST) return UNKNOWN;
  const inner = { ...context, depth: context.depth + 1 };
  let unknown = false;
  for (const [keyword, argument] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword)) continue;
    const rule = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    const found = rule === undefined ? UNKNOWN : rule(inner, argument, value, path, schema);
    if (found.verdict === "no") return found;
    if (found.verdict === "unknown") unknown = true;
  }
  return unknown ? UNKNOWN : YES;
}

type Keyword = (
  context: Context,
  argument: unknown,
  value: unknown,
  path: string,
  schema: Readonly<Record<string, unknown>>,
) => Judgement;

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type(_context, argument, value, path) {
    const types = typesOf({ type: argument });
    if (types === undefined) return UNKNOWN;
    const type = typeOfValue(value);
    if (types.includes(type) || (type === "integer" && types.includes("number"))) return YES;
    return { verdict: "no", path, why: `is ${named(type)}, not ${types.map(named).join(" or ")}` };
  },
  const: (_context, argument, value, path) =>
    equal(argument, value) ? YES : { verdict: "no", path, why: `is ${shown(value)}, not ${shown(argument)}` },
  enum(_context, argument, value, path) {
    if (!Array.isArray(argument)) return UNKNOWN;
    if (argument.some((one) => equal(one, value))) return YES;
    return { verdict: "no", path, why: `is ${shown(value)}, not one of ${argument.map(shown).join(", ")}` };
  },
  properties(context, argument, value, path) {
    const properties = propertiesOf(argument);
    if (properties === undefined) return UNKNOWN;
    if (!isRecord(value)) return YES;
    return every(
      [...properties].filter(([name]) => Object.hasOwn(value, name)),
      ([name, schema]) => judge(context, schema, value[name], join(path, name)),
    );
  },
  required(_context, _argument, value, path, schema) {
    if (!isRecord(value)) return YES;
    const missing = requiredOf(schema).find((name) => !Object.hasOwn(value, name));
    return missing === undefined ? YES : { verdict: "no", path: join(path, missing), why: "is missing" };
  },
  additionalProperties(context, argument, value, path, schema) {
    const properties = propertiesOf(schema.properties);
    if (!isSchema(argument) || properties === undefined || schema.patternProperties !== undefined) return UNKNOWN;
    if (!isRecord(value)) return YES;
    return every(
      Object.keys(value).filter((name) => !properties.has(name)),
      (name) => judge(context, argument, value[name], join(path, name)),
    );
  },
  items(context, argument, value, path, schema) {
    if (!isSchema(argument) || schema.prefixItems !== undefined) return UNKNOWN;
    if (!Array.isArray(value)) return YES;
    return every([...value.entries()], ([index, item]) => judge(context, argument, item, `${path}[${index}]`));
  },
  minItems: atLeast(lengthOfList, "items"),
  maxItems: atMost(lengthOfList, "items"),
  minLength: atLeast(lengthOfText, "characters"),
  maxLength: atMost(lengthOfText, "characters"),
  minimum: compared((value, limit) => value >= limit, "at least"),
  maximum: compared((value, limit) => value <= limit, "at most"),
  exclusiveMinimum: compared((value, limit) => value > limit, "above"),
  exclusiveMaximum: compared((value, limit) => value < limit, "below"),
  pattern(_context, argument, value, path) {
    if (typeof value !== "string") return YES;
    const pattern = typeof argument === "string" && value.length <= LONGEST_MATCHED ? tryRegExp(argument) : undefined;
    if (pattern === undefined) return UNKNOWN;
    return pattern.test(value)
      ? YES
      : { verdict: "no", path, why: `is ${shown(value)}, which ${pattern.source} does not match` };
  },
  anyOf(context, argument, value, path) {
    const parts = schemasOf(argument);
    if (parts === undefined) return UNKNOWN;
    return oneAtLeast(
      parts.map((part) => judge(context, part, value, path)),
      path,
    );
  },
  oneOf(context, argument, value, path) {
    const parts = schemasOf(argument);
    if (parts === undefined) return UNKNOWN;
    const found = parts.map((part) => judge(context, part, value, path));
    const refused = found.filter(({ verdict }) => verdict === "no");
    if (refused.length === found.length) return oneAtLeast(found, path);
    const accepted = found.filter(({ verdict }) => verdict === "yes");
    if (accepted.length > 1) return { verdict: "no", path, why: "is what several alternatives accept" };
    return accepted.length === 1 && refused.length === found.length - 1 ? YES : UNKNOWN;
  },
  allOf(context, argument, value, path) {
    const parts = schemasOf(argument);
    return parts === undefined ? UNKNOWN : every(parts, (part) => judge(context, part, value, path));
  },
  not(context, argument, value, path) {
    if (!isSchema(argument)) return UNKNOWN;
    const { verdict } = judge(context, argument, value, path);
    if (verdict === "unknown") return UNKNOWN;
    return verdict === "no" ? YES : { verdict: "no", path, why: "is what must not be there" };
  },
  $ref(context, argument, value, path) {
    const schema = resolveRef(context.root, argument);
    return schema === undefined ? UNKNOWN : judge(context, schema, value, path);
  },
};

function every<T>(items: readonly T[], judgeOne: (item: T) => Judgement): Judgement {
  let unknown = false;
  for (const item of items) {
    const found = judgeOne(item);
    if (found.verdict === "no") return found;
    if (found.verdict === "unknown") unknown = true;
  }
  return unknown ? UNKNOWN : YES;
}

function oneAtLeast(found: readonly Judgement[], path: string): Judgement {
  if (found.some(({ verdict }) => verdict === "yes")) return YES;
  if (found.some(({ verdict }) => verdict === "unknown")) return UNKNOWN;
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : { verdict: "no", path, why: "is none of the alternatives" };
}

function compared(holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return (_context, argument, value, path) => {
    if (typeof value !== "number") return YES;
    if (typeof argument !== "number") return UNKNOWN;
    return holds(value, argument) ? YES : { verdict: "no", path, why: `is ${value}, not ${words} ${argument}` };
  };
}

function atLeast(lengthOf: (value: unknown) => number | undefined, what: string): Keyword {
  return (_context, argument, value, path) => {
    const length = lengthOf(value);
    if (length === undefined) return YES;
    if (typeof argument !== "number") return UNKNOWN;
    return length >= argument ? YES : { verdict: "no", path, why: `has ${length} ${what}, not at least ${argument}` };
  };
}

function atMost(lengthOf: (value: unknown) => number | undefined, what: string): Keyword {
  return (_context, argument, value, path) => {
    const length = lengthOf(value);
    if (length === undefined) return YES;
    if (typeof argument !== "number") return UNKNOWN;
    return length <= argument ? YES : { verdict: "no", path, why: `has ${length} ${what}, not at most ${argument}` };
  };
}

function lengthOfList(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function lengthOfText(value: unknown): number | undefined {
  return typeof value === "string" ? Array.from(value).length : undefined;
}

/** Longer patterns could take their time; none that is generated for an id or a date is near. */
const LONGEST_PATTERN = 500;
/** A hostile pattern takes exponential time over a longer text. */
const LONGEST_MATCHED = 40;

function tryRegExp(text: string): RegExp | undefined {
  if (text.length > LONGEST_PATTERN) return undefined;
  try {
    return new RegExp(text, "u");
  } catch {
    return undefined;
  }
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  );
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function named(type: string): string {
  if (type === "null") return "null";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
