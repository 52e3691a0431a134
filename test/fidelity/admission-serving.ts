import { featuresOf } from "../../src/manifests/admission/features.ts";
import { type Fault, knativeErrors } from "../../src/manifests/admission/fault.ts";
import { review } from "../../src/manifests/admission/review.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import { findKind } from "../../src/manifests/kinds/registry.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/manifests/settings.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `admission-serving`: an object, perhaps sent over another, and what the webhooks said. */
export interface ServingRow {
  readonly id: string;
  readonly object: unknown;
  readonly old?: unknown;
  /** Whether the object that the update meets was accepted itself. */
  readonly oldStored?: string;
  readonly sent?: unknown;
  readonly flags?: Readonly<Record<string, string>>;
  readonly configMaps?: Settings["servingConfigMaps"];
  readonly accepted: boolean;
  readonly stage: string;
  readonly errors: readonly { readonly message: string; readonly paths: readonly string[]; readonly level: string }[];
  readonly defaulted?: unknown;
}

/** Verdict, stage, paths and defaulted object of every row; the definition's schema does not take part. */
export function replayServing(rows: readonly ServingRow[]): Replay {
  return replay(rows, (row) => ({ ours: ourOutcome(row), theirs: theirOutcome(row) }));
}

function ourOutcome(row: ServingRow): unknown {
  const flags = Object.fromEntries(Object.entries(row.flags ?? {}).map(([flag, value]) => [flag, value.toLowerCase()]));
  const settings: Settings = { ...DEFAULT_SETTINGS, servingFeatures: flags, servingConfigMaps: row.configMaps ?? {} };
  const object = asManifest(row.sent ?? row.object);
  if (object === undefined || findKind(object.apiVersion, object.kind) === undefined) return { stage: "kind" };
  const old = asManifest(row.old);
  const first = old === undefined ? undefined : review(old, settings, featuresOf(settings));
  if (first?.faults.some(isRefusal) === true) return { stage: "old" };
  const before = first === undefined ? undefined : withAuthors(first.defaulted);
  const { faults, defaulted } = review(object, settings, featuresOf(settings), before);
  if (faults.some(isDecoding)) return { stage: "decode" };
  const refusals = faults.filter(({ stage, severity }) => stage === "validate" && severity !== "warning");
  const errors = refusals.flatMap(knativeErrors);
  return {
    stage: errors.length === 0 ? "ok" : "validate",
    errors: unique(errors.flatMap(({ message, paths }) => (paths.length === 0 ? [message] : paths))),
    defaulted: sorted(withoutAuthors(defaulted)),
  };
}

function isDecoding({ stage, severity, code }: Fault): boolean {
  return severity !== "warning" && (stage === "decode" || code === "wrong-type");
}

function isRefusal(fault: Fault): boolean {
  return isDecoding(fault) || (fault.stage === "validate" && fault.severity !== "warning");
}

/** The object an update meets: as the webhook left it, with the name of who made it. */
function withAuthors(stored: Manifest): Manifest {
  const annotations = { ...stored.metadata.annotations, ...AUTHORS };
  return { ...stored, metadata: { ...stored.metadata, annotations } };
}

const AUTHORS = {
  "serving.knative.dev/creator": "fixture-user",
  "serving.knative.dev/lastModifier": "fixture-user",
};

function theirOutcome({ stage, errors, defaulted, oldStored }: ServingRow): unknown {
  if (oldStored !== undefined && oldStored !== "accepted") return { stage: "old" };
  if (stage === "kind" || stage === "decode") return { stage };
  const refusals = errors.filter(({ level }) => level !== "warning");
  return {
    stage,
    errors: unique(refusals.flatMap(({ message, paths }) => (paths.length === 0 ? [message] : paths))),
    defaulted: sorted(withoutAuthors(defaulted)),
  };
}

/** Who made and changed an object is the cluster's knowledge; `status` is no part of what is applied. */
function withoutAuthors(object: unknown): unknown {
  if (!isObject(object)) return object;
  const { status: _, ...rest } = object;
  const metadata = isObject(rest.metadata) ? rest.metadata : {};
  const annotations = isObject(metadata.annotations) ? { ...metadata.annotations } : {};
  delete annotations["serving.knative.dev/creator"];
  delete annotations["serving.knative.dev/lastModifier"];
  const { annotations: __, ...others } = metadata;
  return { ...rest, metadata: Object.keys(annotations).length === 0 ? others : { ...others, annotations } };
}

/**
 * The webhook takes the fields at the root without regard to case. The API server in front of it, which these recordings
 * leave out, wants them exactly, and so does Sluice.
 */
function asManifest(sent: unknown): Manifest | undefined {
  if (!isObject(sent)) return undefined;
  const value: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(sent)) {
    const name = ROOT.find((known) => known.toLowerCase() === key.toLowerCase());
    value[name ?? key] = field;
  }
  if (typeof value.apiVersion !== "string" || typeof value.kind !== "string") return undefined;
  const metadata = value.metadata ?? {};
  return { ...value, metadata } as Manifest;
}

const ROOT = ["apiVersion", "kind", "metadata", "spec", "status"];

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)].toSorted();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}
