import fc from "fast-check";
import type { WireEvent } from "../../../src/events/event.ts";
import type { FilterSpec } from "../../../src/events/filters/index.ts";
import { afterHop } from "../../../src/events/reasoning/variables.ts";

/** Filters about few names and texts, so that they meet, contradict and contain each other, and events to hold them against. */
export interface Vocabulary {
  readonly filters: fc.Arbitrary<FilterSpec>;
  /** Two that have to do with each other: one is the other with something added. */
  readonly relatedFilters: fc.Arbitrary<readonly [FilterSpec, FilterSpec]>;
  /** Every event of a grid over those texts, as it is after a hop. */
  readonly events: readonly WireEvent[];
}

interface Words {
  /** What filters and events say of each attribute. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  /** Claims that can be reasoned about, and expressions that cannot. */
  readonly plain: readonly string[];
  readonly opaque: readonly string[];
  /** What only events have. Undefined: the attribute may be absent. */
  readonly more: Readonly<Record<string, readonly (string | undefined)[]>>;
}

function vocabulary(words: Words): Vocabulary {
  const filter = filters(words);
  const list = fc.array(filter, { minLength: 1, maxLength: 2 });
  const spec = fc.oneof(
    { weight: 1, arbitrary: exactEntries(words).map((attributes) => ({ attributes })) },
    { weight: 4, arbitrary: list.map((several) => ({ filters: several })) },
  );
  const related = fc
    .tuple(filter, filter, fc.constantFrom("all", "any", "both"), fc.boolean())
    .map(([one, other, how, turned]): readonly [FilterSpec, FilterSpec] => {
      const changed = how === "both" ? [one, other] : [{ [how]: [one, other] }];
      const pair = [{ filters: [one] }, { filters: changed }] as const;
      return turned ? [pair[1], pair[0]] : pair;
    });
  return { filters: spec, relatedFilters: related, events: grid({ ...words.texts, ...words.more }) };
}

function exactEntries({ texts }: Words): fc.Arbitrary<Record<string, string>> {
  return fc
    .uniqueArray(pairs(texts), { minLength: 1, maxLength: 2, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries) as Record<string, string>);
}

function pairs(texts: Words["texts"]): fc.Arbitrary<readonly [name: string, text: string]> {
  return fc.constantFrom(...Object.entries(texts).flatMap(([name, all]) => all.map((text) => [name, text] as const)));
}

function filters(words: Words): fc.Arbitrary<unknown> {
  const name = fc.constantFrom(...Object.keys(words.texts));
  const entries = (from: readonly string[]) =>
    fc.dictionary(name, fc.constantFrom(...from), { minKeys: 1, maxKeys: 2 });
  const { filter } = fc.letrec<{ filter: unknown }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: fc.record({ exact: exactEntries(words) }) },
      { weight: 2, arbitrary: fc.record({ prefix: entries(words.starts) }) },
      { weight: 2, arbitrary: fc.record({ suffix: entries(words.ends) }) },
      { weight: 4, arbitrary: fc.record({ cesql: expressions(words) }) },
      { weight: 1, arbitrary: fc.constantFrom({}, { exact: { type: "" } }, { not: {} }) },
      { weight: 3, arbitrary: fc.record({ all: fc.array(tie("filter"), { maxLength: 3 }) }) },
      { weight: 3, arbitrary: fc.record({ any: fc.array(tie("filter"), { maxLength: 3 }) }) },
      { weight: 2, arbitrary: fc.record({ not: tie("filter") }) },
    ),
  }));
  return filter;
}

function expressions({ texts, starts, ends, plain, opaque }: Words): fc.Arbitrary<string> {
  const quoted = (text: string): string => `'${text}'`;
  const name = fc.constantFrom(...Object.keys(texts));
  const some = fc.subarray(Object.values(texts).flat(), { minLength: 1, maxLength: 3 });
  const comparison = fc.oneof(
    pairs(texts).map(([attribute, text]) => `${attribute} = ${quoted(text)}`),
    pairs(texts).map(([attribute, text]) => `${quoted(text)} != ${attribute}`),
    fc.tuple(name, some, fc.boolean()).map(([attribute, all, negated]) => {
      return `${attribute} ${negated ? "NOT " : ""}IN (${all.map(quoted).join(", ")})`;
    }),
    name.map((attribute) => `EXISTS ${attribute}`),
    fc.tuple(name, fc.constantFrom(...starts)).map(([attribute, text]) => `${attribute} LIKE ${quoted(`${text}%`)}`),
    fc.tuple(name, fc.constantFrom(...ends)).map(([attribute, text]) => `${attribute} LIKE ${quoted(`%${text}`)}`),
    fc.constantFrom("TRUE", "FALSE", ...plain),
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 6, arbitrary: comparison },
      { weight: 1, arbitrary: fc.constantFrom(...opaque) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(tie("expression"), fc.constantFrom("AND", "OR", "XOR", "=", "!="), tie("expression"))
          .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.array(tie("expression"), { minLength: 2, maxLength: 4 }), fc.constantFrom(" AND ", " OR "))
          .map(([operands, operator]) => operands.map((operand) => `(${operand})`).join(operator)),
      },
      { weight: 1, arbitrary: tie("expression").map((inner) => `NOT (${inner})`) },
    ),
  }));
  return expression;
}

function grid(axes: Readonly<Record<string, readonly (string | undefined)[]>>): readonly WireEvent[] {
  let all: Readonly<Record<string, string>>[] = [{ specversion: "1.0", id: "1", source: "/", type: "x" }];
  for (const [name, texts] of Object.entries(axes)) {
    all = all.flatMap((attributes) =>
      texts.map((text) => (text === undefined ? attributes : { ...attributes, [name]: text })),
    );
  }
  const found = new Map<string, WireEvent>();
  for (const attributes of all) {
    const event = afterHop({ attributes });
    if (event !== undefined) found.set(JSON.stringify(event.attributes), event);
  }
  return [...found.values()];
}

/** Attributes as they usually stand in filters: a type, a source, a subject, extensions. */
export const common = vocabulary({
  texts: {
    type: ["order", "order.created", "order.deleted", "x"],
    source: ["/orders", "/orders/eu", "/x"],
    subject: ["a", "ab", "true"],
    region: ["eu", "eu-west", "us", "%"],
    flag: ["true", "FALSE", "1", ""],
  },
  starts: ["o", "order.", "/orders", "a", "eu", "t", "x"],
  ends: ["r", "created", "d", "/eu", "b", "west", "e", "x"],
  plain: ["flag", "flag = TRUE", "region LIKE '%'", "type LIKE 'o%d'", "subject NOT LIKE 'a_'", "5 = flag"],
  opaque: ["LENGTH(type) > 5", "INT(flag) = 1", "region = subject", "UPPER(region) = 'EU'", "LENGTH(type)", "missing."],
  more: {
    type: ["order", "order.created", "order.deleted", "x", "order.", "od"],
    subject: [undefined, "a", "ab", "true"],
    region: [undefined, "eu", "eu-west", "us", "%", "%e"],
    flag: [undefined, "true", "FALSE", "1", ""],
  },
});

/** Attributes that filters and CESQL read differently, and that a hop rewrites. */
export const peculiar = vocabulary({
  texts: {
    time: ["0001-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", ""],
    dataschema: ["https://a/x", "urn:x", "x"],
    schemaurl: ["https://a/x", "y"],
    datacontenttype: ["application/json", "text/plain; charset=utf-8", "Text/Plain"],
    datamediatype: ["application/json", "text/plain", "Text/Plain"],
    specversion: ["1.0", "0.3"],
    Upper: ["x"],
  },
  starts: ["0001", "2026", "https:", "application/", "text", "1", "x"],
  ends: ["Z", "x", "json", "plain", "3", "utf-8"],
  plain: ["EXISTS id", "datacontentencoding = 'base64'", "time LIKE '0001%'", "time LIKE '2026%Z'", "data = 'x'"],
  opaque: ["LENGTH(time) = 20", "dataschema = schemaurl", "NOPE(id)"],
  more: {
    time: [undefined, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"],
    dataschema: [undefined, "https://a/x", "urn:x"],
    schemaurl: [undefined, "https://a/x", "y"],
    datacontenttype: [undefined, "application/json", "text/plain; charset=utf-8", "Text/Plain"],
    datamediatype: [undefined, "text/plain"],
    specversion: ["1.0", "0.3"],
    Upper: [undefined],
    data: [undefined, "x"],
  },
});
