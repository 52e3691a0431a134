import { describe, expect, it } from "vitest";
import type { CarryingBroker, FlowDelivery } from "../../../../src/compiler/index.ts";
import { triggerDelivery } from "../../../../src/compiler/targets/broker/deliveries.ts";
import { pipelineDelivery } from "../../../../src/compiler/targets/inherited-delivery.ts";
import { flow, step } from "../../flows.ts";

const own: CarryingBroker = { name: "orders", own: true };
const sink = { uri: "http://failures/" };

/** What the Trigger of a step carries, by the delivery of the Pipeline, of the step, and the Broker. */
function carried(broker: CarryingBroker, pipeline: FlowDelivery | undefined, asked: FlowDelivery | undefined) {
  const node = { ...step("a", "A ->"), ...(asked === undefined ? {} : { delivery: asked }) };
  const whole = { ...flow("A", node), ...(pipeline === undefined ? {} : { delivery: pipeline }) };
  return triggerDelivery(whole, { node, types: ["A"], attributes: {}, filters: [], isConditional: false }, broker);
}

describe("a Trigger's delivery", () => {
  const shipped = { retry: 10, backoffPolicy: "exponential", backoffDelay: "PT0.2S" } as const;
  const given = (delivery: CarryingBroker["delivery"]): CarryingBroker => ({
    name: "shared",
    own: false,
    ...(delivery === undefined ? {} : { delivery }),
  });

  it.for([
    ["nothing on an own Broker", own, undefined, undefined, undefined],
    ["the Pipeline's on an own Broker", own, { retry: 5 }, undefined, undefined],
    [
      "a step's over the Pipeline's",
      own,
      { retry: 5, deadLetterSink: sink },
      { retry: 1 },
      { deadLetterSink: sink, retry: 1 },
    ],
    ["a step's that is the Pipeline's", own, { retry: 5 }, { retry: 5 }, undefined],
    ["a step's over the cluster's", own, undefined, { retry: 1 }, { ...shipped, retry: 1 }],
    ["an empty one that resets nothing", own, undefined, {}, undefined],
    [
      "the Pipeline's format, which a Broker ignores",
      own,
      { retry: 5, format: "json" },
      undefined,
      { retry: 5, format: "json" },
    ],
    ["a step's own format", own, { retry: 5, format: "json" }, { format: "binary" }, { retry: 5, format: "binary" }],
    ["nothing on a given Broker", given({ retry: 2 }), undefined, undefined, undefined],
    [
      "the Pipeline's over a given Broker's",
      given({ retry: 2, timeout: "PT1S" }),
      { retry: 5 },
      undefined,
      { retry: 5, timeout: "PT1S" },
    ],
    ["all three", given({ timeout: "PT1S" }), { retry: 5 }, { timeout: "PT2S" }, { retry: 5, timeout: "PT2S" }],
    ["the Pipeline's that is the given Broker's", given({ retry: 2 }), { retry: 2 }, undefined, undefined],
    [
      "one field over a given Broker that leaves it to the cluster",
      given("none"),
      { retry: 1 },
      undefined,
      { ...shipped, retry: 1 },
    ],
    [
      "what is asked, on a Broker nobody knows",
      given(undefined),
      { retry: 5 },
      { timeout: "PT2S" },
      { retry: 5, timeout: "PT2S" },
    ],
    [
      "no dead-letter sink of a given Broker, which holds anyway",
      given({ retry: 2, deadLetterSink: sink }),
      { retry: 1 },
      undefined,
      { retry: 1 },
    ],
  ] as const)("is right for %s", ([, broker, pipeline, asked, expected]) => {
    expect(carried(broker, pipeline, asked)).toEqual(expected);
  });
});

describe("an own Broker's delivery", () => {
  it("is the Pipeline's without its format", () => {
    expect(pipelineDelivery({ ...flow("A"), delivery: { retry: 5, format: "json" } })).toEqual({ retry: 5 });
    expect(pipelineDelivery(flow("A"))).toBeUndefined();
  });
});
