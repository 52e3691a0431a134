import { nearestName } from "../../diagnostics/index.ts";
import { insteadOfField } from "../serving-fields.ts";
import { placesOf } from "./places-of.ts";
import type { SchemaFault, SchemaStage } from "./schema-fault.ts";
import type { KindSchema } from "./shape.ts";

/** Faults of one object that are listed; more of them help nobody. */
const MOST_FAULTS = 100;
/** Names of fields that are listed; more of them nobody reads. */
const MOST_KNOWN = 12;
/** Fields that every reference has: where else one stands says nothing of where this one was meant. */
const IN_REFERENCES = ["apiVersion", "kind", "name", "namespace"];

/** Fields of versions that are gone, where people change the apiVersion alone; the same is what `sluice upgrade` makes of them. */
const FORMER: Readonly<Record<string, string>> = {
  "PingSource spec.jsonData": "Write data, and contentType: application/json, as `sluice upgrade` does.",
  "Broker spec.channelTemplateSpec": "Remove it: spec.config names a ConfigMap that says which channel a Broker uses.",
  "Channel spec.provisioner":
    "Write spec.channelTemplate with apiVersion and kind of a channel, as `sluice upgrade` does.",
  "Trigger spec.filter.sourceAndType": "Write spec.filter.attributes, as `sluice upgrade` does.",
};

/** Collects faults and finds their words. Nothing here is reached while a manifest is sound. */
export class Faults {
  public readonly list: SchemaFault[] = [];
  /** True once no further fault is taken. */
  public full = false;
  private readonly schema: KindSchema;
  private readonly path: readonly (string | number)[];

  /** `path` is the walk's own, read when a fault is added. */
  public constructor(schema: KindSchema, path: readonly (string | number)[]) {
    this.schema = schema;
    this.path = path;
  }

  public unknownField(name: string, known: readonly string[], level: "dropped" | "refused" | "ignored"): void {
    const where = this.path.length === 0 ? this.schema.kind : this.field();
    const fates = {
      dropped: "kubectl apply refuses it, and other clients lose it without a word.",
      refused: "Knative's webhook refuses it.",
      ignored: "Serving ignores it without a word.",
    };
    const stages: Record<typeof level, SchemaStage> = { dropped: "strict", refused: "decode", ignored: "ignored" };
    this.add({
      code: "unknown-field",
      stage: stages[level],
      severity: level === "ignored" ? "warning" : "error",
      field: this.field(name),
      message: `${quote(name)} is not a field of ${where}. ${fates[level]}`,
      mend: this.mendUnknown(name, known),
    });
  }

  public misspeltCase(name: string, meant: string): void {
    this.add({
      code: "misspelt-case",
      stage: "ignored",
      severity: "warning",
      field: this.field(name),
      message: `Knative reads ${quote(name)} as ${quote(meant)}; other tools do not.`,
      mend: `Write ${quote(meant)}.`,
    });
  }

  /** `fields`: what an object could have here. */
  public wrongType(value: unknown, wanted: string, stage: SchemaStage, fields: readonly string[] = []): void {
    const mend = mendType(value, wanted, fields);
    const lacksQuotes = wanted === "text" && (typeof value === "number" || typeof value === "boolean");
    this.add({
      code: "wrong-type",
      stage,
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${describe(value)}, but must be ${wanted}.`,
      mend,
      ...(lacksQuotes ? { lacksQuotes } : {}),
    });
  }

  public outOfRange(value: number, bits: 32 | 64): void {
    this.add({
      code: "number-out-of-range",
      stage: "decode",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${value}, beyond what a whole number of ${bits} bits holds.`,
      mend: bits === 32 ? "Write a number from -2147483648 to 2147483647." : "Write a smaller number.",
    });
  }

  public outOfBounds(value: number, minimum: number | undefined, maximum: number | undefined): void {
    const bounds = [
      ...(minimum === undefined ? [] : [`from ${minimum}`]),
      ...(maximum === undefined ? [] : [minimum === undefined ? `up to ${maximum}` : `to ${maximum}`]),
    ].join(" ");
    this.add({
      code: "value-not-allowed",
      stage: "schema",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${value}, which is beyond its limits.`,
      mend: `Write a number ${bounds}.`,
    });
  }

  public tooFew(least: number, what: "elements" | "characters"): void {
    this.add({
      code: "value-not-allowed",
      stage: "schema",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${least === 1 ? "empty" : "too short"}.`,
      mend:
        least === 1 && what === "elements"
          ? "Write at least one."
          : `Write at least ${least} ${least === 1 ? what.slice(0, -1) : what}.`,
    });
  }

  public missing(name: string): void {
    this.add({
      code: "missing-field",
      stage: "schema",
      severity: "error",
      field: this.field(name),
      message: `${this.field(name)} is missing.`,
      mend: `Add ${quote(name)} to ${this.field()}.`,
    });
  }

  public notAllowed(value: string | number | boolean, allowed: readonly (string | number)[]): void {
    const nearest = nearestName(String(value), allowed.map(String));
    const choice = `Write one of ${allowed.map((each) => quote(each)).join(", ")}.`;
    this.add({
      code: "value-not-allowed",
      stage: "schema",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${describe(value)}, which is not among its values.`,
      mend: nearest === undefined ? choice : `Did you mean ${quote(nearest)}? ${choice}`,
    });
  }

  public duplicate(index: number, earlier: number, keys: readonly string[], values: readonly unknown[]): void {
    const named = keys.map((key, at) => `${key} ${quote(values[at] ?? null)}`).join(" and ");
    this.add({
      code: "duplicate-element",
      stage: "schema",
      severity: "error",
      field: this.field(index),
      message: `${this.field(index)} repeats ${named} of ${this.field(earlier)}.`,
      mend: `Keep one of the two, or give them different values of ${keys.join(" and ")}.`,
    });
  }

  public url(value: string, fault: string): void {
    this.add({
      code: "unreadable-url",
      stage: "decode",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${quote(value)}, which is no URL: ${fault}.`,
      mend: "Write an absolute URL such as http://host/path, or a path to add to ref.",
    });
  }

  public quantity(value: string | number): void {
    this.add({
      code: "unreadable-quantity",
      stage: "decode",
      severity: "error",
      field: this.field(),
      message: `${this.field()} is ${quote(value)}, which is no quantity.`,
      mend: "Write a number with a unit Kubernetes knows, such as 500m, 2, 128Mi or 1Gi.",
    });
  }

  public tooLarge(): void {
    this.add({
      code: "too-large",
      stage: "decode",
      severity: "error",
      field: this.field(),
      message: "This object is larger or more deeply nested than any cluster takes; the rest of it was not read.",
      mend: "Make it smaller. If it was built in code, look for a value that contains itself.",
    });
    this.full = true;
  }

  private add(fault: SchemaFault): void {
    if (this.full) return;
    this.list.push(fault);
    if (this.list.length < MOST_FAULTS) return;
    this.full = true;
    this.list.push({
      code: "more-faults",
      stage: fault.stage,
      severity: "error",
      field: fault.field,
      message: `This object has more than ${MOST_FAULTS} faults of structure; the rest is not listed.`,
    });
  }

  private mendUnknown(name: string, known: readonly string[]): string {
    const isServing = this.schema.apiVersion.startsWith("serving.knative.dev/");
    const instead = isServing ? insteadOfField(name) : FORMER[`${this.schema.kind} ${this.field(name)}`];
    if (instead !== undefined) return instead;
    const nearest = nearestName(name, known);
    if (nearest !== undefined) return `Did you mean ${quote(nearest)}?`;
    const place = this.bestPlace(name);
    if (place !== undefined) return `${quote(name)} belongs at ${place}.`;
    if (known.length > 0 && known.length <= MOST_KNOWN) return `Known here: ${[...known].sort().join(", ")}.`;
    return "Remove it.";
  }

  /** Where the field was probably meant to be: below the current place rather than elsewhere. */
  private bestPlace(name: string): string | undefined {
    const here = this.field().replace(/\[\d+\]/g, "[]");
    const places = placesOf(this.schema, name);
    const below = places.find((place) => place.startsWith(`${here}.`));
    return below ?? (IN_REFERENCES.includes(name) ? undefined : places[0]);
  }

  /** The field the walk is at, or one below it. */
  private field(below?: string | number): string {
    const parts = below === undefined ? this.path : [...this.path, below];
    let text = "";
    for (const part of parts) {
      if (typeof part === "number") text += `[${part}]`;
      else if (part.startsWith("[") && part.endsWith("]")) text += part;
      else text += text === "" ? part : `.${part}`;
    }
    return text;
  }
}

function mendType(value: unknown, wanted: string, fields: readonly string[]): string {
  switch (wanted) {
    case "text":
      if (typeof value === "number" || typeof value === "boolean") return `Put it in quotes: ${quote(String(value))}.`;
      return Array.isArray(value) && value.length === 1 && typeof value[0] === "string"
        ? `Write ${quote(value[0])} without a list around it.`
        : "Write one text.";
    case "a whole number":
      return typeof value === "string" && /^-?[0-9]{1,15}$/.test(value)
        ? `Leave out the quotes: ${value}.`
        : "Write a whole number, such as 5.";
    case "true or false":
      return value === "true" || value === "false" ? `Leave out the quotes: ${value}.` : "Write true or false.";
    case "a list":
      return value === "" ? "Write a list, or leave it out." : "Make it a list, with a dash before each element.";
    case "an object":
      return Array.isArray(value)
        ? "Write its fields directly, without a list around them."
        : mendObject(value, fields);
    default:
      return `Write ${wanted}.`;
  }
}

function mendObject(value: unknown, fields: readonly string[]): string {
  if (typeof value === "string" && fields.includes("uri") && /^https?:/.test(value)) {
    return `Write it one level below, as uri: ${quote(value)}.`;
  }
  if (fields.length === 0 || fields.length > MOST_KNOWN) return "Write fields one level below it.";
  return `Write fields one level below it: ${[...fields].sort().join(", ")}.`;
}

/** A value in words: scalars quoted, what is large only by its type. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  switch (typeof value) {
    case "string":
      return `the text ${quote(value)}`;
    case "number":
      return `the number ${value}`;
    case "boolean":
      return `${value}`;
    case "object":
      return "an object";
    default:
      return `a ${typeof value}, which no manifest can hold`;
  }
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 76)}…"`;
}
