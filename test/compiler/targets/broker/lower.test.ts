import { describe, expect, it } from "vitest";
import type { Flow } from "../../../../src/compiler/index.ts";
import { lower } from "../../../../src/compiler/targets/broker/lower.ts";
import type { BrokerContext } from "../../../../src/compiler/targets/target.ts";
import { discard, fanOut, filter, flow, step } from "../../flows.ts";

const own: BrokerContext = { broker: { name: "orders", own: true } };
const lowered = (carried: Flow, context = own) =>
  Object.fromEntries(lower(carried, context).manifests.map(({ id, manifest }) => [id, manifest]));

describe("lowering to a Broker", () => {
  it("collects the attributes of every filter on the way", () => {
    const { a } = lowered(flow("A", filter("A", { region: "eu" }, filter("A", { tier: "gold" }, step("a", "A ->")))));
    expect(a?.spec?.filter).toEqual({ attributes: { type: "A", region: "eu", tier: "gold" } });
  });

  it("lets any of several types in, and asks for each attribute beside", () => {
    const { a } = lowered(flow("A B", filter("A B", { region: "eu" }, step("a", "A B ->"))));
    expect(a?.spec).toEqual({
      broker: "orders",
      filters: [{ any: [{ exact: { type: "A" } }, { exact: { type: "B" } }] }, { exact: { region: "eu" } }],
      subscriber: { uri: "http://a/" },
    });
  });

  it("writes what is discarded on the step that replies it, from every branch", () => {
    const branches = fanOut("B C", [filter("B C", { region: "eu" }, discard("B"))], [discard("C")], [discard("B")]);
    const { a } = lowered(flow("A", step("a", "A -> B C", branches)));
    expect(a?.metadata).toEqual({ annotations: { "sluice.dev/discards": "B,C" } });
  });

  it("tells what is discarded where it enters", () => {
    const branches = fanOut("A B", [filter("A", {}, step("a", "A ->"))], [filter("B", {}, discard("B"))]);
    expect(lower(flow("A B", branches), own).discards).toEqual(["B"]);
  });

  it("declares once what lives elsewhere: the Broker, the subscriber, the dead-letter sink", () => {
    const billing = { uri: "http://a/", name: "billing" };
    const node = {
      ...step("a", "A ->"),
      destination: { uri: "http://a/", external: billing },
      delivery: { deadLetterSink: { uri: "http://a/", external: billing } },
    };
    const platform = {
      ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "default" },
      name: "default",
    };
    const { a } = lowered(flow("A", node), { broker: { name: "default", own: false, external: platform } });
    expect(JSON.parse(a?.metadata.annotations?.["sluice.dev/external"] ?? "")).toEqual([platform, billing]);
    expect(a?.spec).toEqual({
      broker: "default",
      filter: { attributes: { type: "A" } },
      subscriber: { uri: "http://a/" },
      delivery: { deadLetterSink: { uri: "http://a/" } },
    });
  });

  it("gives the same bytes twice", () => {
    const make = () =>
      flow("A", step("a", "A -> B C", fanOut("B C", [filter("B C", { x: "1" }, step("b", "B C ->"))])));
    expect(JSON.stringify(lower(make(), own))).toBe(JSON.stringify(lower(make(), own)));
  });
});
