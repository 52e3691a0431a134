import { Yaml } from "cdk8s";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withFastYaml } from "../../../constructs/adapter/fast-yaml.ts";

const AWKWARD = [
  ..."yes y Null ~ 1:30 0x1 a: a:b 2001-01-01 2001-12-14t21:59:43.10-05:00 << = 1e3 .5 a#b ' \" \\ é --- ... !x %a @a".split(
    " ",
  ),
  ..."`a on 12_3 0o7 0b1 NaN .inf -.inf {} [] *a &a ? | > null y.z n/a No OFF a- a. =a +1 -1 1. http://a:80/ a/b".split(
    " ",
  ),
  "",
  " ",
  "E0",
  "e-12",
  "- a",
  "a: b",
  "a #b",
  "\ttab",
  "  x",
  "x ",
  "a\nb",
  "a\n",
  "\n",
  "? a",
  "| a",
  `${"x".repeat(300)} y`,
  "x".repeat(2_000),
  "dev.a.v1@sha256-0f",
  "O'Reilly",
  '{"a":"b"}',
  "\u2028",
  "\u0085",
  "\ufeff",
  "😀",
  "a\u0000b",
];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(...AWKWARD),
  fc.json(),
  fc.stringMatching(/^[{[][ -~\u00a0]{0,20}$/),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_./@:=+ -]{0,30}$/),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 5 }),
  ),
}));
const plainKey = fc.stringMatching(/^[a-z][a-zA-Z./]{0,12}[a-z]$/);
const { manifest } = fc.letrec<{ manifest: Record<string, unknown>; field: unknown }>((tie) => ({
  manifest: fc.dictionary(plainKey, tie("field"), { maxKeys: 5 }),
  field: fc.oneof(
    { depthSize: "medium" },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("field"), { maxLength: 4 }),
    tie("manifest"),
  ),
}));

test.each([
  ["manifests", fc.array(manifest, { maxLength: 3 })],
  ["anything", fc.array(fc.oneof(value, fc.constant(undefined)), { maxLength: 3 })],
])("writes %s byte for byte as cdk8s does", (_name, documents) => {
  fc.assert(
    fc.property(documents, (objects) => {
      const expected = Yaml.stringify(...objects);
      expect(withFastYaml(() => Yaml.stringify(...objects))).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
});

test.each(AWKWARD)("writes %j byte for byte as cdk8s does, as key, value and item", (awkward) => {
  const objects = [
    { [awkward]: 1 },
    { a: awkward },
    { a: [awkward, { b: awkward }] },
    { a: { b: [{ c: [awkward] }] } },
  ];
  const expected = Yaml.stringify(...objects);
  expect(withFastYaml(() => Yaml.stringify(...objects))).toBe(expected);
});

test("leaves an object that stands twice in a document to cdk8s, which writes an alias", () => {
  const shared = { a: 1 };
  const empty: string[] = [];
  const objects = [{ x: shared, y: shared }, { x: empty, y: empty }, { x: shared }];
  const expected = Yaml.stringify(...objects);
  expect(expected).toContain("&a1");
  expect(withFastYaml(() => Yaml.stringify(...objects))).toBe(expected);
});

test("asks cdk8s for nothing in a plain manifest but the texts that need quotes, once each", () => {
  const object = {
    kind: "PingSource",
    spec: { schedule: "0 16 * * *", enabled: true, list: ["a", { b: "0 16 * * *" }] },
  };
  const asked: unknown[] = [];
  const slow = Yaml.stringify.bind(Yaml);
  const noting = (...documents: unknown[]) => {
    asked.push(...documents);
    return slow(...documents);
  };
  withWriter(noting, () =>
    withFastYaml(() => {
      asked.length = 0;
      Yaml.stringify(object, object);
    }),
  );
  expect(asked).toEqual([{ k: "0 16 * * *" }]);
});

test("does nothing where cdk8s writes its YAML in another style", () => {
  const style = (...documents: unknown[]) => documents.map((document) => `${JSON.stringify(document)}\n`).join("---\n");
  withWriter(style, () => {
    expect(withFastYaml(() => Yaml.stringify({ a: "b" }))).toBe('{"a":"b"}\n');
  });
});

test("gives cdk8s its own writer back when the work fails", () => {
  const before = Object.getOwnPropertyDescriptor(Yaml, "stringify");
  const fails = () =>
    withFastYaml(() => {
      throw new Error("disk full");
    });
  expect(fails).toThrow("disk full");
  expect(Object.getOwnPropertyDescriptor(Yaml, "stringify")).toEqual(before);
});

/** Runs `act` while cdk8s writes its YAML by `stringify`. */
function withWriter(stringify: (...documents: unknown[]) => string, act: () => void): void {
  const own = Object.getOwnPropertyDescriptor(Yaml, "stringify") ?? {};
  Yaml.stringify = stringify;
  try {
    act();
  } finally {
    Object.defineProperty(Yaml, "stringify", own);
  }
}
