import type { AttributeValue, WireEvent } from "../event.ts";

/**
 * How CESQL reads one attribute, undefined where the event has none: a 0.3 event's `schemaurl` is its `dataschema`, an
 * empty optional attribute and the zero time are absent (eventing.md §10.3).
 */
export function cesqlReader(name: string): (attributes: WireEvent["attributes"]) => AttributeValue | undefined {
  if (name === "dataschema") {
    return (attributes) => {
      const value = attributes.dataschema ?? (attributes.specversion === "0.3" ? attributes.schemaurl : undefined);
      return value === "" ? undefined : value;
    };
  }
  if (name === "time") return ({ time }) => (typeof time === "string" ? timeText(time) : undefined);
  // An optional core attribute that is empty is absent; an empty extension is there (eventing.md §6.8).
  if (name === "subject" || name === "datacontenttype") {
    return (attributes) => (attributes[name] === "" ? undefined : own(attributes, name));
  }
  return (attributes) => own(attributes, name);
}

/** Go prints a time without trailing zeros, and year 1 is its absent time (eventing.md §6.10, §10.3). */
function timeText(time: string): string | undefined {
  if (time === "" || time === "0001-01-01T00:00:00Z") return undefined;
  return time.includes(".") ? time.replace(/(\.[0-9]*?)0+(?=[^0-9]|$)/, "$1").replace(/\.(?=[^0-9]|$)/, "") : time;
}

/** Records made elsewhere may have a prototype; `constructor` is no attribute of theirs. */
function own(attributes: WireEvent["attributes"], name: string): AttributeValue | undefined {
  const value = attributes[name];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
