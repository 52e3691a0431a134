import { isObject } from "../../is-object.ts";
import { dns1123SubdomainFaults } from "../../names/kubernetes-names.ts";
import { insteadOfField } from "../../serving-fields.ts";
import { servingConfigOf } from "../../serving-config.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkContainers } from "./containers.ts";
import { Say } from "./say.ts";
import { checkPodSecurityContext } from "./security-context.ts";
import { checkVolumes } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `revision-spec`: the scalars of a revision and the fields of its pod (REV-2, REV-3, POD-1 to POD-3). */
export function checkRevisionSpec(spec: Fields, where: At, context: Context, report: Report): void {
  const say = new Say("revision-spec", "REV-2, REV-3", report);
  const { timeoutSeconds, containerConcurrency, serviceAccountName } = spec;
  const config = servingConfigOf(context.settings);
  const longest = config.maxTimeoutSeconds;
  if (typeof timeoutSeconds === "number" && (timeoutSeconds < 0 || timeoutSeconds > longest)) {
    say.outOfRange(below(where, ".timeoutSeconds"), timeoutSeconds, 0, longest);
  }
  const [least, most] = [config.allowsConcurrencyZero ? 0 : 1, config.maxContainerConcurrency];
  if (typeof containerConcurrency === "number" && (containerConcurrency < least || containerConcurrency > most)) {
    say.outOfRange(below(where, ".containerConcurrency"), containerConcurrency, least, most);
  }
  checkPhases(spec, where, report);
  checkPodFields(spec, where, context, report);
  const volumes = checkVolumes(spec, where, context, report);
  checkContainers(spec, volumes, where, context, report);
  if (typeof serviceAccountName === "string" && serviceAccountName !== "") {
    const faults = dns1123SubdomainFaults(serviceAccountName);
    if (faults.length > 0) {
      const place = below(where, ".serviceAccountName");
      const message = `serviceAccountName is ${JSON.stringify(serviceAccountName)}: ${faults.join("; ")}.`;
      say.invalid(place, serviceAccountName, message, "Write the name of a ServiceAccount.", faults.join(", "));
    }
  }
}

/** `revision-timeouts`: the webhook looks at neither, and neither can last longer than the whole request (REV-4). */
function checkPhases(spec: Fields, where: At, report: Report): void {
  const { timeoutSeconds } = spec;
  const say = new Say("revision-timeouts", "REV-4", report);
  for (const field of ["responseStartTimeoutSeconds", "idleTimeoutSeconds"]) {
    const value = spec[field];
    if (typeof value !== "number" || typeof timeoutSeconds !== "number") continue;
    const place = below(where, `.${field}`);
    if (value < 0) say.warn(place, `${field} is ${value}, which is no time.`, "Write 0 or more seconds.");
    else if (value > timeoutSeconds) {
      const message = `${field} is ${value}, but a request ends after timeoutSeconds (${timeoutSeconds}) already.`;
      say.warn(place, message, "Lower it, or raise timeoutSeconds.");
    }
  }
}

const ALWAYS = new Set([
  "serviceAccountName",
  "containers",
  "volumes",
  "imagePullSecrets",
  "enableServiceLinks",
  "timeoutSeconds",
  "containerConcurrency",
  "responseStartTimeoutSeconds",
  "idleTimeoutSeconds",
]);

/** Fields that need a flag (POD-2). */
const FLAGGED: Readonly<Record<string, string>> = {
  affinity: "affinity",
  topologySpreadConstraints: "topologyspreadconstraints",
  hostAliases: "hostaliases",
  nodeSelector: "nodeselector",
  runtimeClassName: "runtimeclassname",
  tolerations: "tolerations",
  securityContext: "securitycontext",
  shareProcessNamespace: "shareprocessnamespace",
  priorityClassName: "priorityclassname",
  schedulerName: "schedulername",
  initContainers: "init-containers",
  dnsPolicy: "dnspolicy",
  dnsConfig: "dnsconfig",
  hostIPC: "hostipc",
  hostPID: "hostpid",
  hostNetwork: "hostnetwork",
};

function checkPodFields(spec: Fields, where: At, context: Context, report: Report): void {
  const say = new Say("revision-spec", "POD-1 to POD-3", report);
  for (const field in spec) {
    if (ALWAYS.has(field) || spec[field] === undefined) continue;
    const place = below(where, `.${field}`);
    const flag = FLAGGED[field];
    if (flag !== undefined) checkFlagged(field, flag, spec, place, context, say, report);
    else if (field === "automountServiceAccountToken") {
      if (spec[field] === false) continue;
      say.disallowed(place, "automountServiceAccountToken may only be false.", "Write false, or leave it out.");
    } else {
      const message = `Knative Services take no ${field}.`;
      const mend = insteadOfField(field) ?? `Remove ${field}; a cluster's API server drops it without a word.`;
      say.disallowed(place, message, mend);
    }
  }
}

function checkFlagged(
  field: string,
  flag: string,
  spec: Fields,
  place: At,
  context: Context,
  say: Say,
  report: Report,
): void {
  const name = `kubernetes.podspec-${flag}`;
  const value = context.features.serving(name);
  if (field === "securityContext") {
    const secureOnly = value === "disabled" && context.features.serving("secure-pod-defaults") !== "disabled";
    if (value !== "disabled" || secureOnly) {
      checkPodSecurityContext(spec.securityContext, secureOnly, place, report);
      return;
    }
  }
  const isInit = field === "initContainers";
  // Of a pod's security context Knative names each field as well.
  const inner = field === "securityContext" && isObject(spec[field]) ? Object.keys(spec[field]) : [];
  if (isInit ? value === "enabled" : value !== "disabled") return;
  // Init containers are counted by another rule, which wants exactly `enabled`.
  const count: readonly unknown[] = isInit && Array.isArray(spec.initContainers) ? spec.initContainers : [];
  const also = isInit
    ? [{ message: `pod spec support for init-containers is off, but found ${count.length} init containers`, paths: [] }]
    : inner.map((name) => ({ message: "must not set the field(s)", paths: [`${place.printed}.${name}`] }));
  const message = `${field} needs the feature flag ${name}, which is not enabled.`;
  const mend = `Remove ${field}, or enable ${name} in config-features of knative-serving and in sluice.yaml.`;
  if (isInit && value === "allowed") say.error(place, message, mend, also[0] ?? { message, paths: [] });
  else say.disallowed(place, message, mend, also);
}
