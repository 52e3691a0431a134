import { isObject } from "../../is-object.ts";
import type { Manifest } from "../../manifest.ts";
import { parseGoDuration } from "../../scalars/go-duration.ts";
import { checkImmutable } from "../immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { checkSourceSpec } from "../source-spec.ts";
import { type Findings, findingsOf, isText } from "./findings.ts";

const SOURCE = "knative/sources.md §10";

/** `google-source`, with the rules of every source: sources of knative-gcp have one set of credentials (sources.md §10). */
export const admitGoogleSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkSourceSpec(spec, context, report);
  const findings = findingsOf("google-source", SOURCE, report);
  if (isText(spec.serviceAccountName) && isObject(spec.secret) && isText(spec.secret.name)) {
    findings.refused(
      "spec.secret",
      "The source has two kinds of credentials: serviceAccountName and secret.",
      "Keep serviceAccountName for Workload Identity, or the secret.",
    );
  }
  checkScaling(manifest, findings);
};

/** CloudPubSubSource: what every source of knative-gcp needs, and durations within bounds (sources.md §10). */
export const admitCloudPubSubSource: KindRules = (manifest, context, report) => {
  admitGoogleSource(manifest, context, report);
  const spec = specOf(manifest);
  const findings = findingsOf("google-source", SOURCE, report);
  checkDuration(spec.ackDeadline, "ackDeadline", [0n, 600n], "0s to 10m", findings);
  checkDuration(spec.retentionDuration, "retentionDuration", [10n, 604_800n], "10s to 168h", findings);
  if (isText(spec.topic) && spec.topic.includes("/")) {
    findings.broken(
      "spec.topic",
      `topic is ${JSON.stringify(spec.topic)}; only the id of the topic is meant.`,
      `Write ${JSON.stringify(spec.topic.slice(spec.topic.lastIndexOf("/") + 1))}, and the project in spec.project.`,
    );
  }
};

/** Of a source of knative-gcp only `sink` and `ceOverrides` may change (sources.md §10). */
export const changeGoogleSource: ChangeRules = (stored, manifest, report) => {
  const fields = new Set([...Object.keys(stored.spec ?? {}), ...Object.keys(manifest.spec ?? {})]);
  for (const field of fields) {
    if (field === "sink" || field === "ceOverrides") continue;
    checkImmutable(stored.spec?.[field], manifest.spec?.[field], `spec.${field}`, ["spec"], report, {
      source: SOURCE,
    });
  }
};

/** `channel-subscribers`: those of a Pub/Sub Channel are its controller's (sources.md §10). */
export const admitPubSubChannel: KindRules = (manifest, _context, report) => {
  const { subscribers } = specOf(manifest);
  if (!Array.isArray(subscribers) || subscribers.length === 0) return;
  findingsOf("channel-subscribers", SOURCE, report).doubtful(
    "spec.subscribers",
    "spec.subscribers belongs to the channel's controller.",
    "Remove it and write a Subscription for each subscriber.",
  );
};

const SCALING = "autoscaling.knative.dev/";
const KEDA = "keda.autoscaling.knative.dev";
/** The least value of each annotation. */
const LEAST: Readonly<Record<string, number>> = {
  [`${SCALING}minScale`]: 0,
  [`${SCALING}maxScale`]: 1,
  [`${KEDA}/pollingInterval`]: 5,
  [`${KEDA}/cooldownPeriod`]: 15,
  [`${KEDA}/subscriptionSize`]: 5,
};

function checkScaling({ metadata }: Manifest, { refused }: Findings): void {
  const annotations = metadata.annotations ?? {};
  const kind = annotations[`${SCALING}class`];
  if (kind !== undefined && kind !== KEDA) {
    refused(
      `metadata.annotations[${SCALING}class]`,
      `${SCALING}class is ${JSON.stringify(kind)}; these sources scale by KEDA alone.`,
      `Write ${KEDA}.`,
    );
    return;
  }
  for (const [annotation, least] of Object.entries(LEAST)) {
    const value = annotations[annotation];
    if (value === undefined) continue;
    const at = `metadata.annotations[${annotation}]`;
    if (!/^[0-9]{1,9}$/.test(value) || Number(value) < least) {
      refused(
        at,
        `${annotation} is ${JSON.stringify(value)}.`,
        `Write a whole number, in quotes, of ${least} or more.`,
      );
    }
  }
  const [most, fewest] = [annotations[`${SCALING}maxScale`], annotations[`${SCALING}minScale`]];
  if (most === undefined || fewest === undefined || !(Number(fewest) > Number(most))) return;
  refused(
    `metadata.annotations[${SCALING}minScale]`,
    `minScale ${fewest} is above maxScale ${most}.`,
    "Write a maxScale that is at least minScale.",
  );
}

function checkDuration(
  value: unknown,
  name: string,
  [least, most]: readonly [bigint, bigint],
  bounds: string,
  { refused }: Findings,
): void {
  if (!isText(value)) return;
  const ns = parseGoDuration(value);
  if (ns !== undefined && ns >= least * 1_000_000_000n && ns <= most * 1_000_000_000n) return;
  refused(
    `spec.${name}`,
    ns === undefined
      ? `${name} is ${JSON.stringify(value)}, which is no duration of Go.`
      : `${name} is ${JSON.stringify(value)}, which is beyond its bounds.`,
    `Write it from ${bounds}.`,
  );
}
