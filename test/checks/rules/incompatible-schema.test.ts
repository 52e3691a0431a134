import { describe, expect, it } from "vitest";
import { incompatibleSchema } from "../../../src/checks/rules/incompatible-schema.ts";
import { schemaHash } from "../../../src/events/schema-hash.ts";
import { findings } from "../harness.ts";

const { bad } = incompatibleSchema.example;

describe("incompatible-schema", () => {
  it("shows data that the step refuses, and why", () => {
    expect(findings(bad)).toEqual([
      {
        code: "incompatible-schema",
        severity: "error",
        at: { file: "Service/charge" },
        object: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "charge" },
        field: "metadata.annotations[sluice.dev/accepts]",
        message:
          'Service charge accepts "shop.order.placed" with another schema than Trigger charge delivers it: data such as {"order":1} is refused, because data.order is an integer, not a string.',
        mend: "Let Service charge accept the schema that is sent, or send what it accepts, under a new type if both are needed.",
        source: "Sluice design §2",
      },
    ]);
  });

  it("is silent about schemas that only differ, and about those that nobody gives", () => {
    const asked = { type: "object", properties: { order: { type: "string" } }, required: ["order"] };
    const wider = { type: "object", properties: { order: { type: ["number", "string"] } } };
    const change = (text: string, schema: object): string =>
      text.replaceAll(schemaHash(asked), schemaHash(schema)).replaceAll(JSON.stringify(asked), JSON.stringify(schema));
    expect(findings(change(bad, wider))).toEqual([]);
    expect(findings(bad.replaceAll(/ {2}schemaData: .*\n/g, ""), "incompatible-schema")).toEqual([]);
  });
});
