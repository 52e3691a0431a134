import { canonicalSchema } from "../schema-hash.ts";
import { judgeValue } from "./judge.ts";
import { samplesOf } from "./samples.ts";
import {
  ANNOTATIONS,
  isRecord,
  isSchema,
  propertiesOf,
  requiredOf,
  resolveRef,
  type Schema,
  schemasOf,
  typesOf,
} from "./schema.ts";

/** Whether all data of one schema are accepted by another. */
export type SchemaComparison =
  | { readonly verdict: "compatible" | "unknown" }
  | {
      readonly verdict: "incompatible";
      /** Data that the first accepts and the second refuses. */
      readonly example: unknown;
      /** Where in it, and why: `customer.id`, `is missing`. */
      readonly path: string;
      readonly why: string;
    };

/**
 * Compares what is sent with what is accepted (design.md §2). Never guesses:
 *
 * - `incompatible` only with an example of which {@link judgeValue} itself says that the one schema accepts it and the
 *   others do not;
 * - `compatible` only where one of the accepted schemas asks for nothing that the sent one does not promise;
 * - a sender is taken to send no property but those it names, unless its schema says `additionalProperties`.
 *
 * @param accepted - several where a step accepts several schemas of one type
 */
export function compareSchemas(sent: unknown, accepted: readonly unknown[]): SchemaComparison {
  if (!isSchema(sent) || !accepted.every(isSchema) || accepted.length === 0) return { verdict: "unknown" };
  if (accepted.some((one) => promises(sent, one))) return { verdict: "compatible" };
  for (const example of samplesOf(sent)) {
    if (judgeValue(sent, example).verdict !== "yes") continue;
    const [first, ...others] = accepted.map((one) => judgeValue(one, example));
    if (first?.verdict !== "no" || others.some(({ verdict }) => verdict !== "no")) continue;
    return { verdict: "incompatible", example, path: first.path, why: first.why };
  }
  return { verdict: "unknown" };
}

/** Whether the first schema promises all that the second asks for. False is no proof of the contrary. */
function promises(sent: Schema, asked: Schema): boolean {
  return same(sent, asked) || within({ sent, asked, judged: new Map() }, sent, asked);
}

interface Roots {
  readonly sent: Schema;
  readonly asked: Schema;
  /** What was found of two parts; false while it is looked for, so that what refers to itself proves nothing. */
  readonly judged: Map<Schema, Map<Schema, boolean>>;
}

function within(roots: Roots, sent: Schema, asked: Schema): boolean {
  if (asked === true || sent === false) return true;
  if (asked === false) return false;
  let ofSent = roots.judged.get(sent);
  if (ofSent === undefined) roots.judged.set(sent, (ofSent = new Map()));
  const known = ofSent.get(asked);
  if (known !== undefined) return known;
  ofSent.set(asked, false);
  const found = isWithin(roots, sent, asked);
  ofSent.set(asked, found);
  return found;
}

function isWithin(roots: Roots, sent: Schema, asked: Readonly<Record<string, unknown>>): boolean {
  if (isRecord(sent) && sent.$ref !== undefined) {
    const referred = resolveRef(roots.sent, sent.$ref);
    if (referred !== undefined && within(roots, referred, asked)) return true;
  }
  const values = isRecord(sent) ? valuesOf(sent) : undefined;
  if (values !== undefined) return values.every((value) => judgeValue(asked, value, roots.asked).verdict === "yes");
  const alternatives = isRecord(sent) ? (schemasOf(sent.anyOf) ?? schemasOf(sent.oneOf)) : undefined;
  if (alternatives?.every((one) => within(roots, one, asked))) return true;
  return Object.entries(asked).every(
    ([keyword, argument]) =>
      ANNOTATIONS.has(keyword) || asks(roots, isRecord(sent) ? sent : {}, keyword, argument, asked),
  );
}

/** Whether a schema promises what one keyword of the other asks for. */
function asks(
  roots: Roots,
  sent: Readonly<Record<string, unknown>>,
  keyword: string,
  argument: unknown,
  asked: Readonly<Record<string, unknown>>,
): boolean {
  switch (keyword) {
    case "$ref": {
      const referred = resolveRef(roots.asked, argument);
      return referred !== undefined && within(roots, sent, referred);
    }
    case "anyOf":
      return schemasOf(argument)?.some((one) => within(roots, sent, one)) ?? false;
    case "allOf":
      return schemasOf(argument)?.every((one) => within(roots, sent, one)) ?? false;
    case "type": {
      const [types, wanted] = [typesOf(sent), typesOf(asked)];
      return (
        types !== undefined &&
        wanted !== undefined &&
        types.every((type) => wanted.includes(type) || (type === "integer" && wanted.includes("number")))
      );
    }
    case "required": {
      const given = new Set(requiredOf(sent));
      return isOnly(sent, "object") && requiredOf(asked).every((name) => given.has(name));
    }
    case "properties": {
      const [given, wanted] = [propertiesOf(sent.properties), propertiesOf(argument)];
      if (given === undefined || wanted === undefined) return false;
      return [...wanted].every(([name, schema]) => within(roots, given.get(name) ?? others(sent), schema));
    }
    case "additionalProperties": {
      const [given, named] = [propertiesOf(sent.properties), propertiesOf(asked.properties)];
      if (given === undefined || named === undefined || !isSchema(argument) || asked.patternProperties !== undefined)
        return false;
      const further = [...given].filter(([name]) => !named.has(name)).map(([, schema]) => schema);
      return [...further, others(sent)].every((schema) => within(roots, schema, argument));
    }
    case "items":
      return isSchema(argument) && isSchema(sent.items) && within(roots, sent.items, argument);
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
      return isNumber(sent[keyword]) && isNumber(argument) && sent[keyword] >= argument;
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
      return isNumber(sent[keyword]) && isNumber(argument) && sent[keyword] <= argument;
    default:
      return same(sent[keyword], argument);
  }
}

/** What the properties may be that a sender does not name: none, unless it says so or names none at all. */
function others(sent: Readonly<Record<string, unknown>>): Schema {
  if (sent.patternProperties !== undefined) return true;
  if (isSchema(sent.additionalProperties)) return sent.additionalProperties;
  const isNoObject = typesOf(sent)?.every((type) => type !== "object") ?? false;
  return sent.properties === undefined && !isNoObject;
}

function isOnly(schema: Readonly<Record<string, unknown>>, type: string): boolean {
  return typesOf(schema)?.every((one) => one === type) ?? false;
}

/** The only values a schema accepts. */
function valuesOf(schema: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && JSON.stringify(canonicalSchema(a)) === JSON.stringify(canonicalSchema(b));
}
