import type { Diagnostic } from "../../diagnostics/index.ts";
import { applyOver, lastApplied } from "../apply-merge.ts";
import { isObject } from "../is-object.ts";
import { findKind } from "../kinds/registry.ts";
import { groupOf, type Manifest, namespaceOf, objectKey, objectRef, type SourcedManifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";
import { addFinding } from "./admit.ts";
import { brokerClasses, classOfTrigger } from "./extensions/broker-sets.ts";
import { changeRabbitmqTrigger, RABBITMQ_CLASS } from "./extensions/rabbitmq.ts";
import type { Fault } from "./fault.ts";
import { featuresOf } from "./features.ts";
import { isEqual } from "./immutable.ts";
import { review } from "./review.ts";

/**
 * What a cluster would refuse, or take without effect, when these objects are applied over those it has: only what is
 * not wrong with the object by itself, which {@link admit} says. Objects are the same by group, kind, namespace and name.
 *
 * @param before the objects as they are in the cluster, or as they were applied last
 */
export function admitUpdates(
  before: readonly SourcedManifest[],
  now: readonly SourcedManifest[],
  settings: Settings,
): readonly Diagnostic[] {
  const known = new Map(before.map((sourced) => [keyOf(sourced.manifest), sourced]));
  const diagnostics: Diagnostic[] = [];
  const classes = brokerClasses([...now, ...before]);
  for (const sourced of now) {
    const old = known.get(keyOf(sourced.manifest));
    if (old === undefined) continue;
    for (const fault of faultsOfUpdate(old, sourced.manifest, settings, classes)) {
      addFinding(fault, sourced, settings, diagnostics);
    }
  }
  return diagnostics;
}

function keyOf(manifest: Manifest): string {
  return objectKey({ ...objectRef(manifest), namespace: namespaceOf(manifest) });
}

function faultsOfUpdate(
  old: SourcedManifest,
  now: Manifest,
  settings: Settings,
  classes: ReadonlyMap<string, string>,
): readonly Fault[] {
  if (findKind(now.apiVersion, now.kind) === undefined) return [];
  const features = featuresOf(settings);
  const stored = review(old.manifest, settings, features).defaulted;
  const sent = asManifest(applyOver(stored, lastApplied(old.manifest), now), now);
  const alone = new Set(review(now, settings, features).faults.map(identity));
  const { faults, defaulted } = review(sent, settings, features, stored);
  const added = faults.filter((fault) => !alone.has(identity(fault)));
  if (classOfTrigger(stored, classes) === RABBITMQ_CLASS) {
    changeRabbitmqTrigger(stored, defaulted, (fault) => added.push(fault));
  }
  return [
    ...added.map((fault) => (fault.code === "immutable-field" ? told(fault, old, stored, defaulted) : fault)),
    ...keptTemplate(stored, defaulted, old),
  ];
}

/** The merge keeps the identity of the object, whatever else it does. */
function asManifest(merged: unknown, now: Manifest): Manifest {
  const fields = isObject(merged) ? merged : {};
  const metadata = isObject(fields.metadata) ? fields.metadata : now.metadata;
  const { spec, ...rest } = fields;
  return {
    ...rest,
    apiVersion: now.apiVersion,
    kind: now.kind,
    metadata,
    ...(isObject(spec) ? { spec } : {}),
  };
}

function identity({ code, field, message }: Fault): string {
  return JSON.stringify([code, field, message]);
}

/** A refusal with both values, where the old one stands, and what it costs to make the object anew. */
function told(fault: Fault, old: SourcedManifest, stored: Manifest, sent: Manifest): Fault {
  const { field } = fault;
  const [before, after] = [valueAt(stored, field), valueAt(sent, field)];
  const lost = LOST[`${groupOf(sent.apiVersion)}/${sent.kind}`] ?? "what it holds, and what is sent to it meanwhile";
  return {
    ...fault,
    message: `${field} is ${shown(before)} in the cluster and would become ${shown(after)}, which is not allowed once the object exists.`,
    mend: `Put ${typeof before === "string" ? shown(before) : "the old value"} back. Or delete ${sent.kind} ${JSON.stringify(sent.metadata.name ?? "")} and apply it again, or give it another name.`,
    notes: [`The old value stands ${placeOf(old, field)}.`, `Deleting it loses ${lost}.`],
  };
}

/** What is gone when an object of a kind is deleted and made anew (eventing.md §5, §6.1; sources.md §1). */
const LOST: Readonly<Record<string, string>> = {
  "sources.knative.dev/KafkaSource": "its place in the topics where the new one has another consumerGroup",
  "eventing.knative.dev/Broker":
    "its channel with all events in it and all retries under way; its Triggers stay, and get nothing until it is ready again",
  "eventing.knative.dev/Trigger":
    "the retries under way, and every event that arrives at the Broker until the new one is ready",
  "messaging.knative.dev/Channel":
    "the channel behind it with all events in it; its Subscriptions stay, and get nothing until it is ready again",
  "messaging.knative.dev/InMemoryChannel":
    "the retries under way; its Subscriptions stay, and get nothing until it is ready again",
  "messaging.knative.dev/Subscription":
    "the retries under way, and every event that arrives at the channel until the new one is ready",
  "eventing.knative.dev/EventTransform":
    "nothing that is stored, but whoever calls it gets no answer until the new one runs",
};

/**
 * `update-without-effect`: the channels of a Sequence or Parallel are never patched. Another spec in its template
 * changes nothing; another kind makes new channels, and what waits in the old ones is never delivered (eventing.md §5.1).
 */
function keptTemplate(stored: Manifest, sent: Manifest, old: SourcedManifest): readonly Fault[] {
  if (groupOf(sent.apiVersion) !== "flows.knative.dev") return [];
  const [before, after] = [stored, sent].map(({ spec }) =>
    isObject(spec?.channelTemplate) ? spec.channelTemplate : {},
  );
  if (before === undefined || after === undefined || after.kind === undefined) return [];
  const isSame = before.kind === after.kind && before.apiVersion === after.apiVersion;
  if (isSame && isEqual(before.spec, after.spec)) return [];
  const common = {
    code: "update-without-effect",
    stage: "none",
    severity: "warning",
    source: "knative/eventing.md §5.1",
  } as const;
  if (isSame) {
    return [
      {
        ...common,
        field: "spec.channelTemplate.spec",
        message: `The channels of this ${sent.kind} exist already and are never changed: another channelTemplate.spec has no effect on them.`,
        mend: `Delete the ${sent.kind} and apply it again, or give it another name.`,
        notes: [
          `The old value stands ${placeOf(old, "spec.channelTemplate.spec")}.`,
          "Deleting it loses the events in its channels.",
        ],
      },
    ];
  }
  return [
    {
      ...common,
      field: "spec.channelTemplate.kind",
      message: `Another kind of channel makes new channels; what still waits in those of kind ${shown(before.kind)} is delivered nowhere.`,
      mend: "Let the old channels run empty first, or give the new one another name and move the senders.",
      notes: [`The old value stands ${placeOf(old, "spec.channelTemplate.kind")}.`],
    },
  ];
}

function placeOf({ placeOf: find, place }: SourcedManifest, field: string): string {
  const { file, line } = find(field);
  const where = file ?? place.file;
  return where === undefined ? "elsewhere" : `at ${where}${line === undefined ? "" : `:${line}`}`;
}

/** The value at a path as {@link Fault.field} writes it: names, `[0]`, and keys of maps in brackets. */
function valueAt(manifest: Manifest, field: string): unknown {
  const parts = field.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  let value: unknown = manifest;
  for (const part of parts) {
    const key = part.startsWith("[") ? part.slice(1, -1) : part;
    if (Array.isArray(value)) value = value[Number(key)] as unknown;
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
