import { nearestName } from "../../diagnostics/index.ts";
import { groupOf } from "../manifest.ts";
import { SERVED, servedIn, servedVersions } from "./served-versions.ts";
import { successorOf } from "./successors.ts";

/** Retired kinds that nothing replaces one to one, and what to write (sources.md §0, §7, §8). */
const GONE: Readonly<Record<string, string>> = {
  "sources.eventing.knative.dev/AwsSqsSource": "IntegrationSource of sources.knative.dev/v1alpha1 with aws.sqs",
  "sources.eventing.knative.dev/CamelSource": "Pipe of camel.apache.org/v1",
  "sources.knative.dev/CamelSource": "Pipe of camel.apache.org/v1",
  "eventing.knative.dev/ClusterChannelProvisioner": "Channel of messaging.knative.dev/v1 with a channelTemplate",
};

/** Groups with more kinds than are known here. */
const OPEN_GROUPS = ["camel.apache.org"];

/** Kinds of `v1` that are called like one of Knative: Kubernetes' own, and one of old OpenShift. */
const CORE_KINDS = ["Service", "Route"];

/** Why no cluster knows an object's kind, and what to write; undefined when one does or may. */
export interface NotServed {
  readonly code: "api-version-not-served" | "retired-kind" | "unknown-kind";
  readonly field: "apiVersion" | "kind";
  readonly message: string;
  readonly mend: string;
}

/** Judges apiVersion and kind of an object or a reference. Groups that are not Knative's are nobody's business here. */
export function notServed(apiVersion: string, kind: string): NotServed | undefined {
  const group = groupOf(apiVersion);
  const successor = successorOf(apiVersion, kind);
  const gone = GONE[`${group}/${kind}`];
  if (gone !== undefined) return retired(apiVersion, kind, `Write ${withArticle(gone)}.`);
  if (successor !== undefined && (successor.kind !== kind || groupOf(successor.apiVersion) !== group)) {
    return retired(
      apiVersion,
      kind,
      `Write ${withArticle(successor.kind)} of ${successor.apiVersion}, as \`sluice upgrade\` does.`,
    );
  }
  const kinds = servedIn(group);
  if (kinds === undefined) return misplaced(apiVersion, kind, group);
  const versions = servedVersions(group, kind);
  if (versions === undefined && OPEN_GROUPS.includes(group)) return undefined;
  if (versions === undefined) return unknownKind(apiVersion, kind, group, Object.keys(kinds));
  const version = apiVersion.slice(group.length + 1);
  if (versions.includes(version)) return undefined;
  return {
    code: "api-version-not-served",
    field: "apiVersion",
    message: `${kind} has no version ${JSON.stringify(apiVersion)} that a cluster serves.`,
    mend:
      successor === undefined
        ? `Write apiVersion: ${group}/${versions[0] ?? ""}.`
        : `Write apiVersion: ${successor.apiVersion}, as \`sluice upgrade\` does.`,
  };
}

function retired(apiVersion: string, kind: string, mend: string): NotServed {
  return {
    code: "retired-kind",
    field: "kind",
    message: `${kind} of ${apiVersion} is retired: no cluster of today knows it.`,
    mend,
  };
}

/**
 * A kind of Knative in a group that has it nowhere: a slip in the group, or no group at all. Groups of others may have
 * kinds of the same name; theirs are not judged.
 */
function misplaced(apiVersion: string, kind: string, group: string): NotServed | undefined {
  const home = Object.keys(SERVED).find((known) => servedVersions(known, kind) !== undefined);
  if (home === undefined) return undefined;
  const isLike = group.toLowerCase().endsWith("knative.dev") || nearestName(group, [home]) !== undefined;
  const isAnothers = apiVersion === "v1" ? CORE_KINDS.includes(kind) : group !== "" && !isLike;
  if (isAnothers || apiVersion === "") return undefined;
  return {
    code: "unknown-kind",
    field: "apiVersion",
    message: `No cluster knows a ${kind} of ${JSON.stringify(apiVersion)}.`,
    mend: `Write apiVersion: ${home}/${servedVersions(home, kind)?.[0] ?? ""}.`,
  };
}

function withArticle(noun: string): string {
  return `${/^[AEIO]/.test(noun) ? "an" : "a"} ${noun}`;
}

function unknownKind(apiVersion: string, kind: string, group: string, kinds: readonly string[]): NotServed {
  const near = nearestName(kind, kinds);
  const elsewhere = Object.entries(SERVED).find(([, known]) => Object.hasOwn(known, kind));
  const mend =
    elsewhere === undefined
      ? near === undefined
        ? `${group} has ${kinds.join(", ")}.`
        : `Did you mean ${JSON.stringify(near)}?`
      : `${kind} is of ${elsewhere[0]}/${elsewhere[1][kind]?.[0] ?? ""}.`;
  return { code: "unknown-kind", field: "kind", message: `${apiVersion} has no kind ${JSON.stringify(kind)}.`, mend };
}
