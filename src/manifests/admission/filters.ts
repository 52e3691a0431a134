import { cesqlFault } from "./cesql-fault.ts";
import { isObject } from "../is-object.ts";
import type { Report } from "./fault.ts";

const SOURCE = "knative/eventing.md §3.7";

/** Attribute names that filters take: stricter than CloudEvents, no digit first. */
export const FILTER_ATTRIBUTE = /^[a-z][a-z0-9]*$/;

/**
 * `invalid-filter`: one dialect in each filter object, attribute names of small letters and digits, CESQL that parses
 * (eventing.md §3.7). Empty filters, empty lists and empty values pass, as they do in Knative.
 */
export function checkFilters(value: unknown, at: string, report: Report): void {
  checkList(value, at, at, report);
}

/**
 * Knative prefixes the index of every later element too: an error in element 0 of 3 stands at `[2][1][0]` (§1.2).
 * Those paths travel beside the true ones.
 */
function checkList(value: unknown, at: string, printed: string, report: Report): void {
  if (!Array.isArray(value)) return;
  for (let index = 0; index < value.length; index++) {
    checkFilter(value[index], `${at}[${index}]`, () => printed + cumulative(value.length, index), report);
  }
}

function cumulative(length: number, index: number): string {
  let text = "";
  for (let later = length - 1; later >= index; later--) text += `[${later}]`;
  return text;
}

function checkFilter(value: unknown, at: string, printed: () => string, report: Report): void {
  if (!isObject(value)) return;
  const dialects = DIALECTS.filter((dialect) => isSet(value[dialect]));
  if (dialects.length > 1) {
    report({
      code: "invalid-filter",
      stage: "validate",
      field: at,
      message: `This filter has ${dialects.join(" and ")}; one object holds one dialect.`,
      mend: "Put each into an object of its own: the list of filters is joined by AND.",
      source: SOURCE,
      knative: { message: "multiple dialects found, filters can have only one dialect set", paths: [] },
    });
  }
  for (const dialect of ["exact", "prefix", "suffix"] as const) {
    checkAttributes(value[dialect], `${at}.${dialect}`, () => `${printed()}.${dialect}`, report);
  }
  for (const dialect of ["all", "any"] as const) {
    if (value[dialect] !== undefined) {
      checkList(value[dialect], `${at}.${dialect}`, `${printed()}.${dialect}`, report);
    }
  }
  if (value.not !== undefined) {
    checkFilter(value.not, `${at}.not`, () => `${printed()}.not`, report);
  }
  const expression = typeof value.cesql === "string" ? value.cesql : "";
  const fault = expression === "" ? undefined : cesqlFault(expression);
  if (fault !== undefined) {
    report({
      code: "invalid-filter",
      stage: "validate",
      field: `${at}.cesql`,
      message: `${JSON.stringify(expression)} is no CESQL expression: ${fault}`,
      mend: "Correct it there; Knative wants blanks around operators.",
      source: SOURCE,
      knative: { message: `invalid value: ${expression}`, paths: [`${printed()}.cesql`], details: "parse error" },
    });
  }
}

/** The names in one map of attributes, as `exact`, `prefix`, `suffix` and a Trigger's `filter.attributes` hold them. */
export function checkAttributes(value: unknown, at: string, printed: () => string, report: Report): void {
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) {
    if (FILTER_ATTRIBUTE.test(name)) continue;
    report({
      code: "invalid-filter",
      stage: "validate",
      field: `${at}[${name}]`,
      message: `${JSON.stringify(name)} is no attribute name: a small letter, then small letters and digits.`,
      mend: mendName(name),
      source: SOURCE,
      knative: {
        message: `invalid key name "${name}"`,
        // A dot in the key breaks how Knative glues its paths (eventing.md §1.2).
        paths: [`${printed()}${name.includes(".") ? "." : ""}[${name}]`],
        details: "Attribute name must start with a letter and can only contain lowercase alphanumeric",
      },
    });
  }
}

function mendName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^[0-9]+/, "");
  return plain === "" ? "Use the name of an attribute, such as type." : `Did you mean ${JSON.stringify(plain)}?`;
}

const DIALECTS = ["exact", "prefix", "suffix", "all", "any", "not", "cesql"] as const;

/** Empty maps, lists and texts do not count; an empty `not` does. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === "") return false;
  return Array.isArray(value) ? value.length > 0 : true;
}
