import { expect, it } from "vitest";
import { admitYaml } from "../harness.ts";

const eventType = (version: string, attributes: string): string =>
  `{ apiVersion: eventing.knative.dev/${version}, kind: EventType, metadata: { name: placed }, spec: { ${attributes} } }`;

it("warns of attributes that an EventType loses in the cluster, at the attribute", () => {
  const yaml = eventType(
    "v1beta3",
    "attributes: [{ name: type, value: a, required: true }, { name: subject, required: true }]",
  );
  expect(admitYaml(yaml)).toEqual([
    {
      code: "event-type-loses-attributes",
      severity: "warning",
      at: { file: "app.yaml", line: 1, column: expect.any(Number) },
      object: { apiVersion: "eventing.knative.dev/v1beta3", kind: "EventType", name: "placed" },
      field: "spec.attributes[1].name",
      message:
        'The cluster drops the attribute "subject" of this EventType without a word: it keeps type, source, id, specversion and schemadata alone.',
      mend: "Take it out, and say it in spec.description, or in a JSON Schema in schemaData of a v1beta2 EventType.",
      source: "knative/eventing.md §4.8",
    },
  ]);
});

it.each([
  ["of the attributes that are kept", "v1beta3", "attributes: [{ name: type, value: a }, { name: source, value: /a }]"],
  ["of older versions", "v1beta2", "type: a"],
])("says nothing %s", (_, version, attributes) => {
  expect(admitYaml(eventType(version, attributes))).toEqual([]);
});
