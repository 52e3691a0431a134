import { describe, expect, it } from "vitest";
import {
  exampleOf,
  implies,
  isAlwaysTrue,
  isSatisfiable,
  overlaps,
  reason,
  typesOf,
  type Verdict,
} from "../../../src/events/reasoning/index.ts";

const MANY = 5_000;
const numbers = Array.from({ length: MANY }, (_, index) => index);
const filter = (...filters: readonly unknown[]) => reason({ filters });

function nested(depth: number, wrap: (inner: unknown) => unknown, inner: unknown): unknown {
  let filter = inner;
  for (let level = 0; level < depth; level++) filter = wrap(filter);
  return filter;
}

const YES = ["yes"] as const;
const OPEN = ["unknown"] as const;
/** For what some event satisfies, and for what none does. */
const NOT_NO = ["yes", "unknown"] as const;
const NOT_YES = ["no", "unknown"] as const;

describe("reasoning about filters without measure", () => {
  it("answers for thousands of alternatives of one attribute", () => {
    const all = filter({ any: numbers.map((n) => ({ exact: { type: `t${n}` } })) });
    const half = filter({ any: numbers.filter((n) => n % 2 === 0).map((n) => ({ exact: { type: `t${n}` } })) });
    const others = filter({ cesql: `type IN (${numbers.map((n) => `'u${n}'`).join(",")})` });
    expect([implies(half, all), implies(all, half), overlaps(all, others)]).toEqual(["yes", "no", "no"]);
  });

  it("answers for a long chain of ORs about an extension that may be absent", () => {
    const chain = filter({
      cesql: numbers
        .slice(0, 900)
        .map((n) => `region = '${n}'`)
        .join(" OR "),
    });
    expect([implies(filter({ exact: { region: "7" } }), chain), isAlwaysTrue(chain)]).toEqual(["yes", "no"]);
    expect(exampleOf(chain)?.attributes["region"]).toBe("0");
  });

  it.each<[string, unknown, readonly Verdict[]]>([
    ["`not`s inside each other", nested(499, (not) => ({ not }), { exact: { type: "x" } }), YES],
    ["`not`s without end", nested(100_000, (not) => ({ not }), { exact: { type: "x" } }), OPEN],
    [
      "lists inside each other",
      nested(240, (inner) => ({ any: [{ all: [inner, { exact: { type: "a" } }] }, { exact: { source: "b" } }] }), {}),
      NOT_NO,
    ],
    [
      "deep lists around deep CESQL",
      nested(249, (not) => ({ not: { all: [not, { not: {} }] } }), {
        cesql: `${"NOT (".repeat(450)}a = 'b'${")".repeat(450)}`,
      }),
      NOT_NO,
    ],
    [
      "alternatives times alternatives",
      {
        all: numbers
          .slice(0, 60)
          .map((n) => ({ any: [{ exact: { [`a${n}`]: "x" } }, { prefix: { [`b${n}`]: "y" } }] })),
      },
      YES,
    ],
    [
      "a contradiction hidden among them",
      {
        all: [
          ...numbers.slice(0, 40).map((n) => ({ any: [{ exact: { [`a${n}`]: "x" } }, { exact: { [`b${n}`]: "y" } }] })),
          ...numbers.slice(0, 40).map((n) => ({ any: [{ exact: { [`a${n}`]: "z" } }, { exact: { [`b${n}`]: "z" } }] })),
          ...numbers.slice(0, 40).map((n) => ({ any: [{ exact: { [`a${n}`]: "w" } }, { exact: { [`b${n}`]: "w" } }] })),
        ],
      },
      NOT_YES,
    ],
    [
      "XORs of XORs",
      {
        cesql: numbers
          .slice(0, 300)
          .map((n) => `(a${n} = 'x')`)
          .join(" XOR "),
      },
      NOT_NO,
    ],
    [
      "ANDs that err in many ways",
      {
        cesql: numbers
          .slice(0, 900)
          .map((n) => `a${n} != 'x'`)
          .join(" AND "),
      },
      NOT_NO,
    ],
    ["a long pattern", { cesql: `type LIKE '${"%a".repeat(100_000)}b'` }, NOT_NO],
    [
      "more alternatives than a call takes arguments",
      { any: Array.from({ length: 200_000 }, () => ({ not: {} })) },
      YES,
    ],
    ["more elements than a call takes arguments", { cesql: `type IN (${"'x',".repeat(200_000)}source)` }, NOT_NO],
    ["a text of a megabyte", { exact: { type: "x".repeat(1_000_000) } }, NOT_NO],
    ["many starts denied", { all: numbers.map((n) => ({ not: { prefix: { type: `x${n}` } } })) }, YES],
    ["many attributes", { exact: Object.fromEntries(numbers.map((n) => [`a${n}`, "x"])) }, NOT_NO],
  ])("ends soon, and makes no false claim: %s", (_, hostile, expected) => {
    const started = performance.now();
    const predicate = filter(hostile);
    const verdict = isSatisfiable(predicate);
    expect(expected).toContain(verdict);
    isAlwaysTrue(predicate);
    implies(predicate, predicate);
    overlaps(predicate, filter({ exact: { type: "other" } }));
    typesOf(predicate);
    // Five questions; far below this on an idle machine.
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
