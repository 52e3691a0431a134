import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const toKind = (kind: string, name: string): string =>
  triggerObject("charge", "shop.order.placed", name).replace("serving.knative.dev/v1, kind: Service", kind);

describe("dangling-reference", () => {
  it("suggests the near name, and is an error then", () => {
    const yaml = documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed", "chrage"), CHARGE, FAILURES);
    expect(findings(yaml)).toEqual([
      {
        code: "dangling-reference",
        severity: "error",
        at: { file: "Trigger/charge" },
        object: { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", name: "charge" },
        field: "spec.subscriber.ref",
        message:
          'This names Service "chrage" in namespace "default", which is neither among these manifests nor declared external.',
        mend: 'Did you mean "charge"? If it lives elsewhere, declare it in the annotation sluice.dev/external.',
        notes: ["While it does not resolve, senders hear success and nobody gets the event."],
        source: "knative/eventing.md §3.2, §5.5",
      },
    ]);
  });

  it("names what is missing once, with everybody who refers to it", () => {
    const yaml = documents(
      BROKER,
      SHOP,
      triggerObject("one", "shop.order.placed", "gone"),
      triggerObject("two", "shop.order.placed", "gone"),
      FAILURES,
    );
    expect(findings(yaml).map(({ severity, notes }) => ({ severity, notes }))).toEqual([
      {
        severity: "warning",
        notes: [
          "It is also named by Trigger two.",
          "While it does not resolve, senders hear success and nobody gets the event.",
        ],
      },
    ]);
  });

  it("refuses a destination whose kind has no address", () => {
    const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: charge }\n";
    const yaml = documents(BROKER, SHOP, toKind("v1, kind: ConfigMap", "charge"), config, FAILURES);
    expect(findings(yaml).map(({ message }) => message)).toEqual([
      'This names ConfigMap "charge" in namespace "default", and a ConfigMap has no address that events could be sent to.',
    ]);
  });

  it("takes a core Service for the Knative Service of its name, and a kind nobody knows for a sink", () => {
    expect(findings(documents(BROKER, SHOP, toKind("v1, kind: Service", "charge"), CHARGE, FAILURES))).toEqual([]);
    const strange = "apiVersion: example.com/v1\nkind: Strange\nmetadata: { name: charge }\n";
    const yaml = documents(BROKER, SHOP, toKind("example.com/v1, kind: Strange", "charge"), strange, FAILURES);
    expect(findings(yaml)).toEqual([]);
  });

  it("believes a declaration that something lives elsewhere, for every object of the app", () => {
    const declared = BROKER.replace(
      "{ name: orders }",
      `{ name: orders, annotations: { sluice.dev/external: '[{"ref":{"apiVersion":"serving.knative.dev/v1","kind":"Service","name":"charge"},"name":"charge"}]' } }`,
    );
    expect(findings(documents(declared, SHOP, triggerObject("charge", "shop.order.placed"), FAILURES))).toEqual([]);
  });
});
