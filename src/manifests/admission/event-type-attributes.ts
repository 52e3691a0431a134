import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import type { Report } from "./fault.ts";

/** What v1beta2, in which EventTypes are stored, has a place for. */
const KEPT: ReadonlySet<string> = new Set(["type", "source", "id", "specversion", "schemadata"]);

/**
 * `event-type-loses-attributes`: attributes of a v1beta3 EventType that the cluster drops without a word. To be asked of
 * the object as written: after defaulting they are gone (eventing.md §4.8, §13 row 43).
 */
export function checkLostAttributes(manifest: Manifest, report: Report): void {
  if (manifest.kind !== "EventType" || manifest.apiVersion !== "eventing.knative.dev/v1beta3") return;
  const attributes: unknown = manifest.spec?.attributes;
  if (!Array.isArray(attributes)) return;
  attributes.forEach((attribute: unknown, index) => {
    const name = isObject(attribute) ? attribute.name : undefined;
    if (typeof name !== "string" || name === "" || KEPT.has(name)) return;
    report({
      code: "event-type-loses-attributes",
      stage: "none",
      severity: "warning",
      field: `spec.attributes[${index}].name`,
      message: `The cluster drops the attribute ${JSON.stringify(name)} of this EventType without a word: it keeps type, source, id, specversion and schemadata alone.`,
      mend: "Take it out, and say it in spec.description, or in a JSON Schema in schemaData of a v1beta2 EventType.",
      source: "knative/eventing.md §4.8",
    });
  });
}
