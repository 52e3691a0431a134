import { describe, expect, it } from "vitest";
import { documents, serviceObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const CHANNEL = "{ apiVersion: messaging.knative.dev/v1, kind: Channel, name: c }";
const SERVICE = "{ apiVersion: serving.knative.dev/v1, kind: Service, name: s }";
const DELIVERY = "delivery: { deadLetterSink: { uri: http://dead.example.com } }";
const REST = documents(
  `
apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: c }
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: reader }
spec: { channel: ${CHANNEL}, subscriber: { ref: ${SERVICE} }, ${DELIVERY} }
`,
  serviceObject("s"),
);
const told = (yaml: string) =>
  findings(documents(yaml, REST), "relay-as-step").map(({ object, field, message }) => [object?.name, field, message]);

describe("relay-as-step", () => {
  it("finds a Channel as a Parallel's filter, and not as its subscriber", () => {
    const parallel = (branch: string): string => `
apiVersion: flows.knative.dev/v1
kind: Parallel
metadata: { name: p }
spec: { branches: [{ ${branch}, ${DELIVERY} }] }
`;
    expect(told(parallel(`filter: { ref: ${CHANNEL} }, subscriber: { ref: ${SERVICE} }`))).toEqual([
      [
        "p",
        "spec.branches[0].filter.ref",
        "Channel c answers 202 without an event, so nothing ever goes from spec.branches[0] of Parallel p to the step after it: the flow ends here, with success.",
      ],
    ]);
    expect(told(parallel(`subscriber: { ref: ${CHANNEL} }`))).toEqual([]);
  });

  it("takes a Channel as the last step for what it is", () => {
    const sequence = (more: string): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: q }
spec: { steps: [{ ref: ${SERVICE}, ${DELIVERY} }, { ref: ${CHANNEL}, ${DELIVERY} }]${more} }
`;
    expect(told(sequence(""))).toEqual([]);
    expect(told(sequence(`, reply: { ref: ${SERVICE} }`)).map(([name, field]) => [name, field])).toEqual([
      ["q", "spec.steps[1].ref"],
    ]);
  });

  it("lets a Trigger send into a Channel", () => {
    const yaml = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: t }
spec: { broker: b, subscriber: { ref: ${CHANNEL} } }
`;
    expect(told(yaml)).toEqual([]);
  });
});
