import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brokerTarget, compile, type FlowCondition, type SwitchCase } from "../../../../src/compiler/index.ts";
import type { WireEvent } from "../../../../src/events/event.ts";
import { type FilterSpec, liveFilter } from "../../../../src/events/filters/index.ts";
import { filter, flow, step, switching, when } from "../../flows.ts";

const context = { broker: { name: "orders", own: true } };
const TYPES = ["A", "B", "C"];

const attributes = fc.dictionary(fc.constantFrom("region", "tier"), fc.constantFrom("x", "y"), { maxKeys: 2 });
const conditions = fc.array(
  fc.oneof(
    fc.record({ type: fc.constantFrom(...TYPES) }),
    attributes.filter((values) => Object.keys(values).length > 0).map((values) => ({ attributes: values })),
    fc.record({ type: fc.constantFrom(...TYPES), attributes }),
  ),
  { minLength: 1, maxLength: 5 },
);
const events = fc
  .tuple(fc.constantFrom(...TYPES), attributes)
  .map(([type, values]): WireEvent => ({ attributes: { specversion: "1.0", id: "1", source: "/s", type, ...values } }));

/** Cases as the recorder makes them: one on the type alone takes that type from the later ones. */
function casesOf(asked: readonly FlowCondition[]): { readonly cases: readonly SwitchCase[]; readonly left: string } {
  let left = TYPES;
  const cases = asked.flatMap((condition, index): readonly SwitchCase[] => {
    const { type, attributes: values = {} } = condition;
    const carried = type === undefined ? left : left.filter((one) => one === type);
    if (carried.length === 0) return [];
    const name = `case-${index}`;
    const takesAll = type !== undefined && Object.keys(values).length === 0;
    if (takesAll) left = left.filter((one) => one !== type);
    const list = carried.join(" ");
    return [when(name, takesAll ? { type } : condition, list, step(name, `${list} ->`))];
  });
  return { cases, left: left.join(" ") };
}

function meets({ attributes: event }: WireEvent, { type, attributes: values = {} }: FlowCondition): boolean {
  return (
    (type === undefined || event["type"] === type) &&
    Object.entries(values).every(([name, value]) => event[name] === value)
  );
}

describe("a switch on a Broker", () => {
  it("becomes filters of which every event passes exactly that of its case", () => {
    fc.assert(
      fc.property(conditions, events, (asked, event) => {
        const { cases, left } = casesOf(asked);
        fc.pre(cases.length > 0);
        const rest = left === "" ? [] : [step("otherwise", `${left} ->`)];
        const { manifests, diagnostics } = compile(
          flow(TYPES.join(" "), switching("kind", cases, left, ...rest)),
          brokerTarget,
          context,
        );
        expect(diagnostics).toEqual([]);
        const taken = manifests
          .filter(({ manifest: { spec } }) => {
            const { filter: legacy, filters } = spec as { filter?: FilterSpec; filters?: FilterSpec["filters"] };
            return liveFilter({ ...legacy, ...(filters === undefined ? {} : { filters }) })(event) !== "fail";
          })
          .map(({ id }) => id);
        const first = cases.find((one) => meets(event, one.when))?.name ?? "otherwise";
        expect(taken).toEqual([first]);
      }),
      { numRuns: 500 },
    );
  });

  it("asks each case what it asks, and nothing that an earlier one takes of the same types", () => {
    const cases = [
      when("refused", { type: "B" }, "B", step("apologise", "B ->")),
      when("eu", { attributes: { region: "eu" } }, "A", step("ship-eu", "A ->")),
    ];
    const orders = flow("A B", filter("A B", { tier: "gold" }, switching("kind", cases, "A", step("ship", "A ->"))));
    const filters = compile(orders, brokerTarget, context).manifests.map(({ manifest: { spec } }) => spec?.["filters"]);
    expect(filters).toEqual([
      undefined,
      [{ exact: { type: "A" } }, { exact: { tier: "gold" } }, { exact: { region: "eu" } }],
      [{ exact: { type: "A" } }, { exact: { tier: "gold" } }, { not: { exact: { region: "eu" } } }],
    ]);
  });

  it("is refused where a case looks at data or asks by CESQL, with the reason and the way out", () => {
    const asking = (condition: FlowCondition) =>
      compile(
        flow("A", switching("kind", [when("odd", condition, "A", step("one", "A ->"))], "A", step("two", "A ->"))),
        brokerTarget,
        context,
      ).diagnostics;
    const refused = {
      code: "switch-needs-shim",
      severity: "error",
      at: { construct: "shop/orders/kind" },
      mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "shim"`.',
    };
    expect(asking({ data: { "/size": 1 } })).toEqual([
      { ...refused, message: 'Case "odd" looks at data, and the filters of a Broker see attributes only.' },
    ]);
    expect(asking({ cesql: "TRUE" })).toEqual([
      {
        ...refused,
        message:
          'Case "odd" asks by CESQL: a result that is no boolean is no match in a case, and breaks the delivery off in a Broker\'s filter.',
      },
    ]);
  });
});
