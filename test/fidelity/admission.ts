import { featuresOf } from "../../src/manifests/admission/features.ts";
import { type Fault, knativeErrors, type Stage } from "../../src/manifests/admission/fault.ts";
import { review } from "../../src/manifests/admission/review.ts";
import { applyOver } from "../../src/manifests/apply-merge.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import { findKind } from "../../src/manifests/kinds/registry.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/manifests/settings.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `admission-mutants`: an object, perhaps with the one it replaces, and what a cluster said. */
export interface AdmissionRow {
  readonly id: string;
  readonly object: unknown;
  readonly old?: unknown;
  readonly flags?: Readonly<Record<string, string>>;
  readonly verdict: "accepted" | "refused";
  readonly stage: Stage | "ok" | "old";
  readonly errors: readonly RecordedError[];
  readonly defaulted?: unknown;
  readonly unstable?: boolean;
}

interface RecordedError {
  readonly message?: string;
  readonly paths?: readonly string[];
  readonly field?: string;
}

/** Stage, paths of the errors, and the defaulted object where the webhook got so far. */
export interface Outcome {
  readonly stage: string;
  readonly paths: readonly string[];
  readonly defaulted: unknown;
}

/** The kind a row is about; versions are told apart only where they differ. */
export function kindOfRow(row: AdmissionRow): string {
  return isObject(row.object) ? String(row.object.kind) : "?";
}

/** Verdict, stage, paths and defaulted object of every row. */
export function replayAdmission(rows: readonly AdmissionRow[]): Replay {
  return replay(rows, judgeAdmission);
}

/** Both outcomes of one row, on one footing. */
export function judgeAdmission(row: AdmissionRow): { readonly ours: Outcome; readonly theirs: Outcome } {
  return aligned(ourOutcome(row), theirOutcome(row));
}

/**
 * Puts both outcomes on one footing:
 * - what only the API server's reading of metadata found has no field there: `metadata` stands for it;
 * - a panic breaks the webhook's connection and names no field (eventing.md §3.5): ours does;
 * - where we name a list or object of the wrong type, strict validation names the fields inside it.
 */
function aligned(ours: Outcome, theirs: Outcome): { readonly ours: Outcome; readonly theirs: Outcome } {
  if (ours.stage !== theirs.stage) return { ours, theirs };
  if (ours.stage === "schema" && theirs.paths.some((path) => path.includes(" "))) {
    const paths = ours.paths.every((path) => path.startsWith("metadata")) ? ["metadata"] : ours.paths;
    return { ours: { ...ours, paths, defaulted: undefined }, theirs: { ...theirs, paths: ["metadata"] } };
  }
  if (theirs.paths.some((path) => path.startsWith("Internal error")))
    return { ours, theirs: { ...theirs, paths: ours.paths } };
  if (ours.stage !== "strict") return { ours, theirs };
  const paths = unique(theirs.paths.map((path) => ours.paths.find((at) => isBelow(at, path)) ?? path));
  return { ours, theirs: { ...theirs, paths } };
}

/** Keys of maps stand in brackets in ours. */
function isBelow(at: string, path: string): boolean {
  const plain = at.replace(/\[([^\]]*[^\]0-9][^\]]*)\]/g, ".$1");
  return path === plain || path.startsWith(`${plain}.`) || path.startsWith(`${plain}[`);
}

const ORDER: readonly Stage[] = ["kind", "strict", "decode", "default", "schema", "validate"];

function ourOutcome(row: AdmissionRow): Outcome {
  const settings: Settings = { ...DEFAULT_SETTINGS, eventingFeatures: lowered(row.flags ?? {}) };
  const object = asSent(row.object);
  if (object === undefined || findKind(object.apiVersion, object.kind) === undefined) {
    return { stage: "kind", paths: [], defaulted: undefined };
  }
  if (row.old === undefined) return outcome(review(object, settings, featuresOf(settings)));
  const old = asSent(row.old);
  if (old === undefined) return { stage: "old", paths: [], defaulted: undefined };
  const first = review(old, settings, featuresOf(settings));
  if (outcome(first).stage !== "ok") return { stage: "old", paths: [], defaulted: undefined };
  const applied = asManifest(applyOver(first.defaulted, old, object));
  return outcome(review(applied, settings, featuresOf(settings), first.defaulted));
}

function outcome({ faults, defaulted }: ReturnType<typeof review>): Outcome {
  const stage = ORDER.find((at) => faults.some((fault) => isRefusal(fault) && fault.stage === at)) ?? "ok";
  const reached = stage !== "strict" && stage !== "decode";
  return {
    stage,
    paths:
      stage === "decode"
        ? []
        : unique(faults.filter((fault) => fault.stage === stage && isRefusal(fault)).flatMap(printedPaths)),
    defaulted: reached ? sorted(defaulted) : undefined,
  };
}

/** The recordings are of Eventing's own webhooks: what those of an extension say is not in them. */
function isRefusal(fault: Fault): boolean {
  return fault.stage !== "none" && fault.severity !== "warning" && !fault.source.startsWith("knative/sources.md");
}

function printedPaths(fault: Fault): readonly string[] {
  if (fault.knative === undefined) return [fault.field];
  return knativeErrors(fault).flatMap(({ message, paths }) => (paths.length === 0 ? [message] : paths));
}

function theirOutcome(row: AdmissionRow): Outcome {
  const { stage, errors, defaulted } = row;
  if (stage === "kind" || stage === "old") return { stage, paths: [], defaulted: undefined };
  const reached = stage !== "strict" && stage !== "decode";
  return {
    stage,
    paths: stage === "decode" ? [] : unique(errors.flatMap(recordedPaths)),
    defaulted: reached ? sorted(defaulted) : undefined,
  };
}

function recordedPaths(error: RecordedError): readonly string[] {
  if (error.field !== undefined) return [error.field];
  return error.paths === undefined || error.paths.length === 0 ? [error.message ?? ""] : error.paths;
}

/** What the API server does to a request before any webhook: the namespace of the request. */
function asSent(object: unknown): Manifest | undefined {
  if (!isObject(object) || typeof object.apiVersion !== "string" || typeof object.kind !== "string") return undefined;
  const metadata = isObject(object.metadata) ? object.metadata : (object.metadata ?? {});
  if (!isObject(metadata)) return asManifest({ ...object, metadata });
  const isNew = metadata.namespace === undefined || metadata.namespace === null || metadata.namespace === "";
  // What only the cluster sets is dropped from a request that makes an object; a generated name is the cluster's too.
  const { uid: _, generation: __, ...sent } = isNew ? { ...metadata, namespace: "default" } : metadata;
  const prefix = sent.name === undefined && typeof sent.generateName === "string" ? sent.generateName : undefined;
  return asManifest({ ...object, metadata: prefix === undefined ? sent : { ...sent, name: `${prefix}00000` } });
}

function asManifest(value: unknown): Manifest {
  return value as Manifest;
}

function lowered(flags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [
      flag,
      flag.endsWith("timeout") && value !== "Allowed" ? value : value.toLowerCase(),
    ]),
  );
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].toSorted();
}

/** The same value with sorted keys, so that JSON texts compare. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}
