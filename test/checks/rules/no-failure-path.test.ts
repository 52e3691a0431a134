import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const BARE = BROKER.replace(/ {4}deadLetterSink.*\n/, "");
const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const PACK = serviceObject("pack", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const own = (name: string, delivery: string): string =>
  `${triggerObject(name, "shop.order.placed").trimEnd()}\n  delivery: ${delivery}\n`;
const SINK =
  "{ retry: 2, deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }";

/** Place and message of each finding. */
function told(yaml: string): readonly (string | undefined)[][] {
  return findings(yaml, "no-failure-path").map(({ at, field, message }) => [at.file, field, message]);
}

describe("no-failure-path", () => {
  it("names the Broker once for all Triggers that rely on it", () => {
    const yaml = documents(
      BARE,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      CHARGE,
      own("pack", "{ retry: 1 }"),
      PACK,
    );
    expect(findings(yaml, "no-failure-path")).toEqual([
      {
        code: "no-failure-path",
        severity: "warning",
        at: { file: "Broker/orders" },
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "orders" },
        field: "spec.delivery.deadLetterSink",
        message:
          "Broker orders has no dead-letter sink, so an event that keeps failing on Trigger charge and Trigger pack is lost after 4 attempts.",
        mend: "Name a deadLetterSink on the Broker, or one on each of these Triggers.",
        source: "knative/eventing.md §5.5, §6.2",
      },
    ]);
  });

  it("names the one Trigger whose own delivery lacks what the others have", () => {
    expect(
      told(documents(BARE, SHOP, own("charge", SINK), CHARGE, own("pack", "{ retry: 2 }"), PACK, FAILURES)),
    ).toEqual([
      [
        "Trigger/pack",
        "spec.delivery.deadLetterSink",
        "An event that keeps failing on Trigger pack is lost after 3 attempts.",
      ],
    ]);
  });

  it("keeps the Broker's dead-letter sink for a Trigger with a delivery of its own", () => {
    expect(told(documents(BROKER, SHOP, own("charge", "{ retry: 1 }"), CHARGE, FAILURES))).toEqual([]);
  });

  it("says nothing of a Broker that lives elsewhere, or whose config does", () => {
    const declared = triggerObject("charge", "shop.order.placed").replace(
      "{ name: charge }",
      `{ name: charge, annotations: { sluice.dev/external: '[{"ref":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"orders"},"name":"platform"}]' } }`,
    );
    expect(findings(documents(declared, CHARGE))).toEqual([]);
    const config = BARE.replace("spec:", "spec:\n  config: { apiVersion: v1, kind: ConfigMap, name: ours }");
    expect(told(documents(config, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE))).toEqual([]);
  });

  it("finds the dead-letter sink in the channel template of the Broker's config", () => {
    const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: ours }
data:
  channel-template-spec: |
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec: { delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } } }
`;
    const broker = BARE.replace("spec:", "spec:\n  config: { apiVersion: v1, kind: ConfigMap, name: ours }");
    const yaml = documents(broker, config, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, FAILURES);
    expect(findings(yaml)).toEqual([]);
  });

  it("takes the steps of a Sequence that all lack one as one fault, and a single one by itself", () => {
    const sequence = (first: string): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec:
  channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
  steps:
    - { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge }${first} }
    - { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: pack } }
`;
    expect(told(documents(sequence(""), CHARGE, PACK))).toEqual([
      [
        "Sequence/s",
        "spec.steps[0].delivery.deadLetterSink",
        "An event that keeps failing on spec.steps[0] of Sequence s and spec.steps[1] of Sequence s is lost after 1 attempt.",
      ],
    ]);
    expect(told(documents(sequence(`, delivery: ${SINK}`), CHARGE, PACK, FAILURES))).toEqual([
      [
        "Sequence/s",
        "spec.steps[1].delivery.deadLetterSink",
        "An event that keeps failing on spec.steps[1] of Sequence s is lost after 1 attempt.",
      ],
    ]);
  });

  it("is an error in production, and silent where sluice.yaml says so", () => {
    const yaml = documents(BARE, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE);
    expect(findings(yaml, "no-failure-path", { profile: "production" }).map(({ severity }) => severity)).toEqual([
      "error",
    ]);
    expect(findings(yaml, undefined, { rules: { "no-failure-path": "off" } })).toEqual([]);
    const raised = findings(yaml, undefined, { rules: { "no-failure-path": "error" } });
    expect(raised.map(({ severity }) => severity)).toEqual(["error"]);
  });
});
