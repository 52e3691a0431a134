import { isObject } from "../is-object.ts";
import { upgradeDestination } from "./destinations.ts";
import type { Editing, KindUpgrade } from "./editing.ts";

const DATA = "knative/eventing v0.22 pkg/apis/sources/v1beta1/ping_conversion.go, knative/eventing.md §4.12";
const CRON_JOB = "knative/sources.md §9, §12";

/** PingSource: `jsonData`, and the `data` of v1alpha1, which was JSON too, become `data` with its content type. */
export const upgradePingSource: KindUpgrade = (editing) => {
  const { manifest, version } = editing;
  if (manifest.spec?.jsonData !== undefined) upgradeJson(editing, "jsonData");
  else if (version === "v1alpha1") upgradeJson(editing, "data");
  upgradeDestination(editing, ["spec", "sink"]);
};

/** CronJobSource: a PingSource that emits another type from another source. */
export const upgradeCronJobSource: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const { name, namespace } = manifest.metadata;
  const place = `/apis/v1/namespaces/${namespace ?? "<namespace>"}`;
  tell({
    at: ["kind"],
    message: `Its events change: type "dev.knative.cronjob.event" becomes "dev.knative.sources.ping", source "${place}/cronjobsources/${String(name)}" becomes "${place}/pingsources/${String(name)}". Who filters on them has to change as well.`,
    source: CRON_JOB,
    needsEyes: true,
  });
  if (manifest.spec?.data === undefined) {
    tell({
      at: ["spec"],
      message: 'A CronJobSource without data sent {"body":""}; a PingSource without data sends none.',
      source: DATA,
      needsEyes: true,
    });
  }
  upgradeJson(editing, "data");
  for (const field of ["serviceAccountName", "resources"]) {
    if (manifest.spec?.[field] === undefined) continue;
    tell({
      at: ["spec", field],
      message: `spec.${field} is taken out: PingSources have no pods of their own, one adapter of the cluster sends for all.`,
      source: CRON_JOB,
    });
    draft.remove(["spec", field]);
  }
  upgradeDestination(editing, ["spec", "sink"]);
};

/** Data that was sent as JSON, and wrapped where it was no JSON object. */
function upgradeJson({ draft, manifest, tell }: Editing, field: "jsonData" | "data"): void {
  const given = manifest.spec?.[field];
  if (typeof given !== "string" || given === "") return;
  const at = ["spec", field];
  const isWrapped = !isJsonObject(given);
  const named = field === "data" ? "spec.data was sent as JSON" : "spec.jsonData is spec.data";
  const written = manifest.spec?.contentType === undefined ? " with contentType: application/json" : "";
  tell({
    at,
    message: isWrapped
      ? `${named}${written}. What is no JSON object was sent as {"body": …}; that is written out.`
      : `${named}${written}.`,
    source: DATA,
  });
  if (isWrapped) draft.set(at, JSON.stringify({ body: given }));
  if (manifest.spec?.contentType === undefined) draft.set(["spec", "contentType"], "application/json", field);
  draft.rename(at, "data");
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isObject(value);
  } catch {
    return false;
  }
}
