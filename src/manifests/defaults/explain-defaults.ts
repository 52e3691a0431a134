import { parsePeriod } from "../../delivery/index.ts";
import { SHARED_SHAPES } from "../generated/shared.ts";
import { isObject } from "../is-object.ts";
import { featuresOf } from "../admission/features.ts";
import { review } from "../admission/review.ts";
import { findKind } from "../kinds/registry.ts";
import { notServed } from "../kinds/served.ts";
import { groupOf, type Manifest } from "../manifest.ts";
import { schemaFor, type Shape } from "../schema/index.ts";
import type { Settings } from "../settings.ts";
import { asStored } from "./apply-defaults.ts";
import { type Origin, originOf } from "./origins.ts";

/** One field that the cluster adds or writes otherwise. */
export interface ExplainedField {
  /** Path from the root: `spec.delivery`, `spec.template.spec.containers[0].name`. What was added as a whole is one field. */
  readonly field: string;
  /** Undefined where nothing is known to write it: a fault of this table. */
  readonly origin: Origin | undefined;
  /** What the manifest says there, when it says something. */
  readonly given?: unknown;
}

/** One object as the cluster stores it. */
export interface ExplainedObject {
  readonly defaulted: Manifest;
  readonly fields: readonly ExplainedField[];
  /** Fields of the manifest that the cluster loses, with their values. */
  readonly dropped: readonly { readonly field: string; readonly value: unknown }[];
  /** What a value means that reads otherwise. */
  readonly notes: readonly { readonly field: string; readonly message: string; readonly source: string }[];
  /** What keeps the cluster from storing it at all; fields that are lost on the way are in `dropped`. */
  readonly refused: readonly { readonly field: string; readonly message: string }[];
  /** Whether the kind is one that is defaulted here at all. */
  readonly isKnown: boolean;
}

/**
 * Says of each field of a defaulted object who wrote it: nobody but the manifest, the definition and Knative's types when
 * they store the object, or a webhook. Found by comparing, so it cannot tell of a default that is not filled in.
 */
export function explainDefaults(manifest: Manifest, settings: Settings): ExplainedObject {
  const kind = findKind(manifest.apiVersion, manifest.kind);
  const refused = refusals(manifest, settings);
  if (kind === undefined) return { defaulted: manifest, fields: [], dropped: [], notes: [], refused, isKnown: false };
  const stored = asStored(manifest);
  const defaulted = kind.defaults(stored, { settings });
  // The object itself is stored as much as it is written: only its fields count.
  const storing = differences(pick(manifest), pick(stored));
  const defaulting = differences(pick(stored), pick(defaulted));
  // A field that storing writes empty and defaulting fills is filled.
  const filled = new Set(defaulting.written.map(({ field }) => field));
  const added = new Set(storing.written.filter(({ given }) => given === undefined).map(({ field }) => field));
  const fields: ExplainedField[] = [
    ...storing.written
      .filter(({ field }) => !filled.has(field))
      .map((one) => ({ ...one, origin: storedBy(manifest, one.field, one.given !== undefined) })),
    ...defaulting.written.map(({ field, given }) => ({
      field,
      origin: originOf(manifest, field),
      ...(given === undefined || added.has(field) ? {} : { given }),
    })),
  ];
  return {
    defaulted,
    fields,
    dropped: [...storing.lost, ...defaulting.lost],
    notes: durations(defaulted),
    refused,
    isKnown: true,
  };
}

/** What a cluster says of the object, the first stage that refuses it alone: it hears nothing of the others. */
function refusals(manifest: Manifest, settings: Settings): ExplainedObject["refused"] {
  const unserved = notServed(manifest.apiVersion, manifest.kind);
  if (unserved !== undefined) return [{ field: unserved.field, message: unserved.message }];
  const { faults } = review(manifest, settings, featuresOf(settings));
  const errors = faults.filter(({ severity }) => severity !== "warning");
  const first = REFUSING.find((stage) => errors.some((fault) => fault.stage === stage));
  return errors.filter(({ stage }) => stage === first).map(({ field, message }) => ({ field, message }));
}

/** In the order of a cluster. What strict validation refuses is told as dropped, which is what other clients meet. */
const REFUSING = ["decode", "default", "schema", "validate"] as const;

function pick({ metadata, spec }: Manifest): Readonly<Record<string, unknown>> {
  return { metadata, spec: spec ?? {} };
}

/** What Go and the definition write when they store an object. */
function storedBy(manifest: Manifest, field: string, isChanged: boolean): Origin {
  const source =
    groupOf(manifest.apiVersion) === "serving.knative.dev" ? "knative/serving.md §0" : "knative/eventing.md §1.1";
  if (isChanged) return { by: "the same value as Knative's types write it", source };
  if (hasDefault(manifest, field)) return { by: "default of the resource's definition", source };
  return { by: "what Knative's types always write", source };
}

/** Whether the definition of a kind has a default for a field. */
function hasDefault(manifest: Manifest, field: string): boolean {
  let shape: Shape | undefined = schemaFor(manifest.apiVersion, manifest.kind)?.spec;
  for (const step of field.replace(/^spec\.?/, "").split(/[.[\]]+/)) {
    if (step === "" || shape === undefined) continue;
    const at = resolved(shape);
    if (at === undefined || typeof at === "string") return false;
    shape = "fields" in at ? at.fields[step] : "list" in at ? at.list : "map" in at ? at.map : undefined;
  }
  return typeof shape === "object" && "default" in shape;
}

function resolved(shape: Shape): Exclude<Shape, string> | undefined {
  if (typeof shape === "string") return shape.startsWith("#") ? SHARED_SHAPES[shape.slice(1)] : undefined;
  return "struct" in shape ? resolved(shape.struct) : shape;
}

interface Differences {
  readonly written: readonly { readonly field: string; readonly given?: unknown }[];
  readonly lost: readonly { readonly field: string; readonly value: unknown }[];
}

/** Fields that one value has and the other has not, or has otherwise; the outermost ones. */
function differences(before: unknown, after: unknown): Differences {
  const written: { field: string; given?: unknown }[] = [];
  const lost: { field: string; value: unknown }[] = [];
  const pending: { readonly before: unknown; readonly after: unknown; readonly field: string }[] = [
    { before, after, field: "" },
  ];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { field } = next;
    if (next.before === next.after) continue;
    if (next.before === undefined) written.push({ field });
    else if (next.after === undefined) lost.push({ field, value: next.before });
    else if (Array.isArray(next.before) && Array.isArray(next.after)) {
      const length = Math.max(next.before.length, next.after.length);
      for (let index = 0; index < length; index++) {
        pending.push({ before: next.before[index], after: next.after[index], field: `${field}[${index}]` });
      }
    } else if (isObject(next.before) && isObject(next.after)) {
      const keys = new Set([...Object.keys(next.after), ...Object.keys(next.before)]);
      for (const key of keys) {
        pending.push({ before: next.before[key], after: next.after[key], field: joined(field, key) });
      }
    } else {
      written.push({ field, given: next.before });
    }
  }
  return { written, lost };
}

function joined(field: string, key: string): string {
  if (/[./]/.test(key)) return `${field}[${key}]`;
  return field === "" ? key : `${field}.${key}`;
}

const DURATIONS: ReadonlySet<string> = new Set(["timeout", "backoffDelay", "retryAfterMax", "retentionDuration"]);

/** Durations that Knative reads otherwise than they say (eventing.md §3.5). */
function durations(
  manifest: Manifest,
): readonly { readonly field: string; readonly message: string; readonly source: string }[] {
  const notes: { field: string; message: string; source: string }[] = [];
  const pending: { readonly value: unknown; readonly field: string }[] = [{ value: manifest.spec, field: "spec" }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { value, field } = next;
    if (Array.isArray(value))
      pending.push(...value.map((item: unknown, index) => ({ value: item, field: `${field}[${index}]` })));
    if (!isObject(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      const at = joined(field, key);
      if (typeof inner !== "string" || !DURATIONS.has(key)) {
        pending.push({ value: inner, field: at });
        continue;
      }
      const { period } = parsePeriod(inner);
      if (period === undefined || !/[.,]\d{2}/.test(inner)) continue;
      const ms = Number(period.ns / 1_000_000n);
      notes.push({
        field: at,
        message: `${inner} is ${ms} ms: Knative keeps one decimal of each field.`,
        source: "knative/eventing.md §3.5",
      });
    }
  }
  return notes;
}
