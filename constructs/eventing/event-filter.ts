import { AuthoringError } from "../../src/diagnostics/index.ts";
import { ATTRIBUTE_NAME } from "../../src/events/attributes.ts";

/** Values by attribute name: every one of them must hold. Lower-case names of letters and digits; values not empty. */
export type AttributeValues = Readonly<Record<string, string>>;

/** One filter of a Trigger's `filters`: exactly one dialect (eventing.md §3.7; what each lets through: §6.10). */
export type EventFilter =
  | {
      /** Attributes equal these values. */
      readonly exact: AttributeValues;
    }
  | {
      /** Attributes start with these values. */
      readonly prefix: AttributeValues;
    }
  | {
      /** Attributes end with these values. */
      readonly suffix: AttributeValues;
    }
  | {
      /** Every one of these lets the event through. */
      readonly all: readonly EventFilter[];
    }
  | {
      /** At least one of these lets the event through. */
      readonly any: readonly EventFilter[];
    }
  | {
      /** This one does not let the event through. */
      readonly not: EventFilter;
    }
  | {
      /** A CloudEvents SQL expression that is true, such as `type LIKE 'dev.reports.%' AND EXISTS airport`. */
      readonly cesql: string;
    };

const DIALECTS = ["exact", "prefix", "suffix", "all", "any", "not", "cesql"];

/**
 * Refuses what no cluster takes, or what would silently let every event through.
 *
 * @throws {@link AuthoringError} `invalid-filter`
 */
export function checkFilters(filters: readonly EventFilter[], field: string, construct: string): void {
  filters.forEach((filter, index) => checkFilter(filter, `${field}[${index}]`, construct));
}

function checkFilter(filter: EventFilter, field: string, construct: string): void {
  const used = DIALECTS.filter((dialect) => dialect in filter);
  if (used.length !== 1) {
    throw invalidFilter(construct, field, {
      message:
        used.length === 0
          ? "This filter has no dialect."
          : `This filter has ${used.length} dialects: ${used.join(", ")}.`,
      mend: `Use exactly one of ${DIALECTS.join(", ")}, and \`all: […]\` to combine.`,
      source: "knative/eventing.md §3.7",
    });
  }
  for (const dialect of ["exact", "prefix", "suffix"] as const) {
    const values = (filter as Partial<Record<typeof dialect, AttributeValues>>)[dialect];
    if (values !== undefined) checkAttributes(values, `${field}.${dialect}`, construct, { emptyValues: "refused" });
  }
  if ("all" in filter) checkFilters(filter.all, `${field}.all`, construct);
  if ("any" in filter) checkFilters(filter.any, `${field}.any`, construct);
  if ("not" in filter) checkFilter(filter.not, `${field}.not`, construct);
}

/**
 * Refuses attribute names that no cluster takes (eventing.md §3.7), and empty values where they would drop the whole
 * filter (§6.10).
 *
 * @throws {@link AuthoringError} `invalid-filter`
 */
export function checkAttributes(
  values: AttributeValues,
  field: string,
  construct: string,
  options: { readonly emptyValues: "allowed" | "refused" },
): void {
  for (const [name, value] of Object.entries(values)) {
    if (!ATTRIBUTE_NAME.test(name)) {
      throw invalidFilter(construct, `${field}[${name}]`, {
        message: `A filter cannot name the attribute "${name}".`,
        mend: "Use lower-case letters and digits, starting with a letter.",
        source: "knative/eventing.md §3.7",
      });
    }
    if (value === "" && options.emptyValues === "refused") {
      throw invalidFilter(construct, `${field}[${name}]`, {
        message: `The filter asks for an empty "${name}", and Knative drops a filter with an empty value: every event would pass.`,
        mend: `Give a value, or use \`cesql: "EXISTS ${name}"\` for any value.`,
        source: "knative/eventing.md §6.10",
      });
    }
  }
}

function invalidFilter(
  construct: string,
  field: string,
  words: { readonly message: string; readonly mend: string; readonly source: string },
): AuthoringError {
  return new AuthoringError({ code: "invalid-filter", at: { construct }, field, ...words });
}
