import { createHash } from "node:crypto";
import type { FlowCondition } from "../../src/compiler/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { CesqlSyntaxError, parseCesql } from "../../src/events/cesql/index.ts";
import { type AnyContract, isContract } from "../../src/events/index.ts";
import type { DataValue } from "../../src/routes/index.ts";
import { dnsForm } from "../core/names.ts";
import { checkAttributes, checkFilters } from "../eventing/event-filter.ts";
import type { FlowCondition as Asked, FlowFilter } from "./flow.ts";

/** A condition as data. @throws {@link AuthoringError} `invalid-filter` */
export function recordedCondition(
  only: AnyContract | Asked,
  construct: string,
  verb: "filter" | "case",
): FlowCondition {
  if (isContract(only)) return { type: only.type };
  const { data, cesql } = only as Partial<{ readonly data: unknown; readonly cesql: unknown }>;
  if (typeof data === "object" && data !== null) return { data: checkData(data, construct, verb) };
  if (typeof cesql === "string" && Object.keys(only).length === 1) {
    checkFilters([{ cesql }], verb, construct);
    checkCesql(cesql, construct, verb);
    return { cesql };
  }
  const { type, ...attributes } = only as FlowFilter;
  if (type === undefined && Object.keys(attributes).length === 0) {
    const call = verb === "filter" ? 'filter({ region: "eu" })' : 'case({ region: "eu" }, …)';
    const message = verb === "filter" ? "This filter asks for nothing." : "A case of this switch asks for nothing.";
    throw invalidFilter(construct, message, `Name a contract, or attribute values: \`${call}\`.`);
  }
  checkAttributes(attributes, verb, construct, { emptyValues: "refused" });
  return {
    ...(type === undefined ? {} : { type }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

function checkCesql(expression: string, construct: string, verb: string): void {
  try {
    parseCesql(expression, "knative");
  } catch (error) {
    if (!CesqlSyntaxError.is(error)) throw error;
    throw new AuthoringError({
      code: "invalid-filter",
      at: { construct },
      field: `${verb}.cesql`,
      message: `The CESQL expression "${expression}" cannot be read: ${error.message}`,
      mend: "Mend the expression.",
    });
  }
}

function checkData(data: object, construct: string, verb: string): NonNullable<FlowCondition["data"]> {
  const isValue = (value: unknown): value is DataValue =>
    value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  const checked: Record<string, DataValue | readonly DataValue[]> = {};
  for (const [pointer, value] of Object.entries(data) as (readonly [string, unknown])[]) {
    const values = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    const isPointer = pointer === "" || (pointer.startsWith("/") && !/~(?![01])/.test(pointer));
    if (!isPointer || !(values === undefined ? isValue(value) : values.length > 0 && values.every(isValue))) {
      throw invalidFilter(
        construct,
        isPointer
          ? `A ${verb} cannot compare the data at "${pointer}" with ${JSON.stringify(value) ?? String(value)}.`
          : `A ${verb} cannot look at "${pointer}" in the data.`,
        'Use JSON Pointers, each with a text, number, boolean or null, or a list of them: `{ data: { "/customer/tier": "gold" } }`.',
      );
    }
    checked[pointer] = values === undefined ? (value as DataValue) : (values as readonly DataValue[]);
  }
  if (Object.keys(checked).length > 0) return checked;
  throw invalidFilter(
    construct,
    `This ${verb} asks for nothing of the data.`,
    'Name a value: `{ data: { "/customer/tier": "gold" } }`.',
  );
}

/** What a case is called when its author does not say: by what it asks for, never by its place. */
export function conditionName({ type, attributes, cesql, data }: FlowCondition): string {
  if (cesql !== undefined) return `cesql-${digitsOf(cesql)}`;
  if (data !== undefined) {
    const parts = Object.entries(data).map(([pointer, value]) => `${pointer} ${[value].flat().join(" ")}`);
    return letterFirst(dnsForm(parts.join(" ")));
  }
  const parts = Object.entries(attributes ?? {}).map(([name, value]) => `${name} ${value}`);
  return letterFirst(dnsForm([...(type === undefined ? [] : [type]), ...parts].join(" ")));
}

function letterFirst(name: string): string {
  return /^[a-z]/.test(name) ? name : `is-${name}`;
}

/** A name that fits in a DNS label; what is cut is told apart by its hash. */
export function shortened(name: string): string {
  return name.length <= MOST_LABEL ? name : `${name.slice(0, MOST_LABEL - 9).replace(/-+$/, "")}-${digitsOf(name)}`;
}

/** Room for what objects are named from it. */
const MOST_LABEL = 50;

function digitsOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function invalidFilter(construct: string, message: string, mend: string): AuthoringError {
  return new AuthoringError({ code: "invalid-filter", at: { construct }, message, mend });
}
