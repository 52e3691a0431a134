import { isObject } from "../is-object.ts";
import { type KindRules, specOf } from "./kind-rules.ts";

const SOURCE = "knative/eventing.md §4.8";

/** `event-type-type`: an EventType says which type it describes (eventing.md §4.8). */
export const admitEventType: KindRules = (manifest, _context, report) => {
  const spec = specOf(manifest);
  const isV1beta3 = manifest.apiVersion.endsWith("/v1beta3");
  const type = isV1beta3 ? attributeValue(spec.attributes, "type") : spec.type;
  if (typeof type !== "string" || type === "") {
    report({
      code: "event-type-type",
      stage: "validate",
      field: isV1beta3 ? "spec.attributes" : "spec.type",
      message: "This EventType names no event type.",
      mend: isV1beta3 ? "Add an attribute with name: type and the event type as value." : "Write spec.type.",
      source: SOURCE,
      knative: { message: "missing field(s)", paths: ["spec.type"] },
    });
  }
  if (!manifest.apiVersion.endsWith("/v1beta1")) return;
  for (const field of ["source", "schema"] as const) {
    if (spec[field] !== "") continue;
    report({
      code: "event-type-type",
      stage: "validate",
      field: `spec.${field}`,
      message: `spec.${field} is empty.`,
      mend: `Write a URI, or leave ${field} out.`,
      source: SOURCE,
      knative: { message: "invalid value: ", paths: [`spec.${field}`], details: `${field} URI cannot be empty` },
    });
  }
};

function attributeValue(attributes: unknown, name: string): unknown {
  if (!Array.isArray(attributes)) return undefined;
  const found: unknown = attributes.find((attribute) => isObject(attribute) && attribute.name === name);
  return isObject(found) ? found.value : undefined;
}
