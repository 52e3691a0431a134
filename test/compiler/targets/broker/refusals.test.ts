import { describe, expect, it } from "vitest";
import type { Flow } from "../../../../src/compiler/index.ts";
import { refusals } from "../../../../src/compiler/targets/broker/refusals.ts";
import type { BrokerContext } from "../../../../src/compiler/targets/target.ts";
import { discard, fanOut, filter, flow, publish, step } from "../../flows.ts";

const own: BrokerContext = { broker: { name: "orders", namespace: "shop", own: true } };
const given: BrokerContext = { broker: { name: "platform", namespace: "shop", own: false } };
const of = (refused: Flow, context = own) => refusals(refused, context);

describe("the broker target refuses", () => {
  it("a step that replies what it takes", () => {
    expect(of(flow("A", step("bill", "A -> B", step("retry", "B -> B C"))))).toEqual([
      {
        code: "step-replies-its-input",
        severity: "error",
        at: { construct: "shop/orders/retry" },
        message:
          'Step "retry" replies "B", which it also takes here: on a Broker it would get its own replies, again and again.',
        mend: "Let it reply an event type of its own.",
      },
    ]);
  });

  it("one type at two positions of a chain", () => {
    expect(of(flow("A", step("bill", "A -> B", step("check", "B -> A", step("ship", "A -> C")))))).toEqual([
      {
        code: "type-at-two-positions",
        severity: "error",
        at: { construct: "shop/orders/check" },
        message:
          '"A" comes in at two places of this flow: at the flow\'s start, where it goes to "bill", and after step "check", where it goes to "ship". A Broker tells events apart by type, so each would go both ways.',
        mend: 'Let step "check" reply an event type of its own, or end this flow there with `publish` to another Pipeline.',
      },
    ]);
  });

  it("a type that comes back to the start, even where nobody takes it", () => {
    expect(of(flow("A", step("bill", "A -> B", step("check", "B -> A")))).map(({ code, at }) => [code, at])).toEqual([
      ["type-at-two-positions", { construct: "shop/orders/check" }],
    ]);
  });

  it("two branches that reply one type and continue differently", () => {
    const branches = fanOut("A", [step("fast", "A -> B", step("ship", "B ->"))], [step("slow", "A -> B")]);
    expect(of(flow("A", branches))).toEqual([
      {
        code: "branches-continue-differently",
        severity: "error",
        at: { construct: "shop/orders/slow" },
        message:
          '"B" comes in at two places of this flow: after step "fast", where it goes to "ship", and after step "slow", where it goes nowhere. A Broker tells events apart by type, so each would go both ways.',
        mend: "Let one of the branches reply an event type of its own, or let both go on in the same way.",
      },
    ]);
  });

  it("two steps of one name, with the way out", () => {
    const branches = fanOut("A", [step("bill", "A -> B")], [step("bill", "A -> B")]);
    expect(of(flow("A", branches))).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/bill" },
        message: '"bill" stands twice at the flow\'s start, and one name is one Trigger.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "bill-2" })`.',
      },
    ]);
  });

  it("one name for two ways to deliver", () => {
    const late = { ...step("mail", "C ->"), delivery: { retry: 1 } };
    const branches = fanOut("A", [step("x", "A -> B", step("mail", "B ->"))], [step("y", "A -> C", late)]);
    expect(of(flow("A", branches))).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/mail" },
        message:
          '"mail" stands after step "x" and after step "y", with another subscriber, delivery or filter, and one name is one Trigger.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "mail-2" })`.',
      },
    ]);
  });

  it("a step named like the Pipeline's own Broker, and lets it be on a given one", () => {
    expect(of(flow("A", step("broker", "A -> B")))).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/broker" },
        message: '"broker" is the name of this Pipeline\'s own Broker, and of a step too.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "broker-2" })`.',
      },
    ]);
    expect(of(flow("A", step("broker", "A -> B")), given)).toEqual([]);
  });

  it("a publication to the Broker it runs on", () => {
    const ref = { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "platform" };
    const back = flow("A", step("bill", "A -> B", publish("platform", "B", { ref })));
    expect(of(back, given)).toEqual([
      {
        code: "publish-to-itself",
        severity: "error",
        at: { construct: "shop/orders/platform" },
        message:
          'This flow runs on Broker "platform", and publishes to it what comes from it: the event would go round.',
        mend: "Leave the publication out: what this flow carries is on that Broker already.",
      },
    ]);
    const elsewhere = publish("platform", "B", { ref: { ...ref, namespace: "other" } });
    expect(of(flow("A", step("bill", "A -> B", elsewhere)), given)).toEqual([]);
  });
});

describe("the broker target carries", () => {
  it.for([
    ["a chain", flow("A", step("a", "A -> B", step("b", "B -> C", step("c", "C ->"))))],
    ["branches of one type", flow("A", fanOut("A", [step("a", "A -> B")], [step("b", "A -> C")]))],
    [
      "a type that comes from two branches and goes on in the same way",
      flow("A", fanOut("A", [step("x", "A -> B", step("mail", "B ->"))], [step("y", "A -> B", step("mail", "B ->"))])),
    ],
    [
      "a type that two branches reply and nobody takes",
      flow("A", fanOut("A", [step("x", "A -> B", discard("B"))], [step("y", "A -> B")])),
    ],
    [
      "branches that come together in one step by different types, and go on",
      flow(
        "A",
        fanOut(
          "A",
          [step("x", "A -> B", step("both", "B -> D", step("end", "D ->")))],
          [step("y", "A -> C", step("both", "C -> D", step("end", "D ->")))],
        ),
      ),
    ],
    [
      "one subscriber under two names",
      flow(
        "A",
        fanOut("A", [step("a", "A -> B")], [{ ...step("a-again", "A -> C"), destination: { uri: "http://a/" } }]),
      ),
    ],
    [
      "one type through different filters",
      flow(
        "A",
        fanOut(
          "A",
          [filter("A", { region: "eu" }, step("eu", "A ->"))],
          [filter("A", { region: "us" }, step("us", "A ->"))],
        ),
      ),
    ],
    // A step may accept its own reply as long as the flow never brings it there.
    [
      "a step that could take its own reply and does not get it here",
      flow("A", { ...step("a", "A B -> B"), carries: flow("A").carries }),
    ],
  ] as const)("%s", ([, carried]) => {
    expect(of(carried)).toEqual([]);
  });
});
