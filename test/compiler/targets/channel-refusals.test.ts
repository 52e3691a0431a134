import { describe, expect, it } from "vitest";
import type { Flow } from "../../../src/compiler/index.ts";
import { channelRefusals } from "../../../src/compiler/targets/channel-refusals.ts";
import { discard, fanOut, filter, flow, publish, step } from "../flows.ts";

const refusals = (refused: Flow) => channelRefusals(refused, "flows");

describe("the flows target refuses", () => {
  it("a filter on attributes, with the way out", () => {
    expect(refusals(flow("A", filter("A", { region: "eu", tier: "gold" }, step("bill", "A ->"))))).toEqual([
      {
        code: "filter-on-channels",
        severity: "error",
        at: { construct: "shop/orders/bill" },
        message:
          '"bill" stands behind a filter on region "eu" and tier "gold", and the channels of target "flows" deliver every event to every leg.',
        mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "broker"`, or a step of your own that replies only what passes.',
        source: "knative/eventing.md §5.2, §5.3",
      },
    ]);
  });

  it("a filter on types, also in a branch and before a publication", () => {
    const some = { ...filter("A", {}, publish("out", "A", { uri: "http://out/" })), carries: flow("A B").carries };
    const refused = flow("A B", fanOut("A B", [step("all", "A B ->")], [some]));
    expect(refusals(refused).map(({ code, at, message }) => [code, at, message])).toEqual([
      [
        "filter-on-channels",
        { construct: "shop/orders/out" },
        '"out" stands behind a filter on type "A", and the channels of target "flows" deliver every event to every leg.',
      ],
    ]);
  });

  it("a format that Knative would ignore, on the Pipeline and on a step", () => {
    const late = { ...step("mail", "B ->"), delivery: { format: "binary" as const } };
    const refused = { ...flow("A", step("bill", "A -> B", late)), delivery: { format: "json" as const } };
    const said = (format: string) =>
      `This delivery asks for format "${format}", which Knative ignores outside Triggers: on channels every event is sent in binary mode.`;
    const rest = {
      code: "format-on-channels",
      severity: "error",
      field: "delivery.format",
      mend: 'Leave `format` out, or use `target: "broker"`.',
      source: "knative/eventing.md §5.5, §6.2",
    };
    expect(refusals(refused)).toEqual([
      { ...rest, at: { construct: "shop/orders" }, message: said("json") },
      { ...rest, at: { construct: "shop/orders/mail" }, message: said("binary") },
    ]);
  });

  it("a step that stands twice at one place", () => {
    expect(refusals(flow("A", fanOut("A", [step("bill", "A -> B")], [step("bill", "A -> B")])))).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/bill" },
        message: '"bill" stands twice at the flow\'s start, and one name is one leg.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "bill-2" })`.',
      },
    ]);
  });

  it.for([
    ["another delivery", { ...step("mail", "B ->"), delivery: { retry: 1 } }],
    ["another subscriber", { ...step("mail", "B ->"), destination: { uri: "http://other/" } }],
    ["other next steps", step("mail", "B -> C", step("log", "C ->"))],
  ] as const)("one name for two legs: %s", ([, other]) => {
    const branches = fanOut("A", [step("x", "A -> B", step("mail", "B -> C"))], [step("y", "A -> B", other)]);
    expect(refusals(flow("A", branches))).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/mail" },
        message:
          '"mail" stands after step "x" and after step "y", with another subscriber or delivery or going on differently, and one name is one leg.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "mail-2" })`.',
      },
    ]);
  });

  it("everything at once, each name once", () => {
    const region = filter("B", { region: "eu" }, step("x", "B ->"));
    const refused = flow(
      "A",
      step("a", "A -> B", fanOut("B", [region], [filter("B", { region: "us" }, step("x", "B ->"))])),
    );
    expect(refusals(refused).map(({ code, at }) => [code, at.construct])).toEqual([
      ["duplicate-step-name", "shop/orders/x"],
      ["filter-on-channels", "shop/orders/x"],
    ]);
  });
});

describe("the flows target carries what a Broker cannot", () => {
  it.for([
    ["one type at two positions", flow("A", step("bill", "A -> B", step("check", "B -> A", step("ship", "A -> C"))))],
    ["a step that replies its input's type", flow("A", step("retry", "A -> A B"))],
    [
      "two branches that reply one type and continue differently",
      flow("A", fanOut("A", [step("fast", "A -> B", step("ship", "B ->"))], [step("slow", "A -> B", discard("B"))])),
    ],
  ] as const)("%s", ([, carried]) => {
    expect(refusals(carried)).toEqual([]);
  });
});
