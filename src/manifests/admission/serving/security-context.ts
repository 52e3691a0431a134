import { isObject } from "../../is-object.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

const CONTAINER = new Set([
  "capabilities",
  "readOnlyRootFilesystem",
  "runAsUser",
  "runAsGroup",
  "runAsNonRoot",
  "allowPrivilegeEscalation",
  "seccompProfile",
  "privileged",
]);
const POD = new Set(["runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "supplementalGroups", "seccompProfile"]);
const MAX_ID = 2 ** 31 - 1;

/** `security-context`: the few fields of a container's security context that Serving takes (CTR-9). */
export function checkSecurityContext(value: unknown, where: At, context: Context, report: Report): void {
  if (!isObject(value)) return;
  const say = new Say("security-context", "CTR-9", report);
  checkMask(value, CONTAINER, where, "a security context", say);
  if (value.privileged === true) {
    say.disallowed(below(where, ".privileged"), "A Knative Service cannot be privileged.", "Remove privileged.");
  }
  checkIds(value, ["runAsUser", "runAsGroup"], where, say);
  if (isObject(value.capabilities)) checkCapabilities(value.capabilities, below(where, ".capabilities"), context, say);
}

function checkCapabilities(capabilities: Fields, where: At, context: Context, say: Say): void {
  const { add } = capabilities;
  if (!Array.isArray(add) || add.length === 0) return;
  if (context.features.serving("kubernetes.containerspec-addcapabilities") === "enabled") return;
  const isSecure = context.features.serving("secure-pod-defaults") !== "disabled";
  if (isSecure && add.length === 1 && add[0] === "NET_BIND_SERVICE") return;
  say.disallowed(
    below(where, ".add"),
    "Adding capabilities needs the feature flag kubernetes.containerspec-addcapabilities, which is not enabled.",
    "Remove add, or enable the flag in config-features of knative-serving and in sluice.yaml.",
  );
}

/** `security-context`: the fields of a pod's security context, behind a flag (POD-4). */
export function checkPodSecurityContext(value: unknown, secureOnly: boolean, where: At, report: Report): void {
  if (!isObject(value)) return;
  const say = new Say("security-context", "POD-4", report);
  checkMask(value, secureOnly ? new Set(["seccompProfile"]) : POD, where, "a pod's security context", say);
  if (secureOnly) {
    const type = isObject(value.seccompProfile) ? value.seccompProfile.type : undefined;
    if (value.seccompProfile !== undefined && type !== "RuntimeDefault" && type !== "Unconfined") {
      const place = below(where, ".seccompProfile.type");
      say.invalid(
        place,
        type,
        `seccompProfile.type is ${JSON.stringify(type)}.`,
        "Write RuntimeDefault or Unconfined.",
      );
    }
  }
  checkIds(value, ["runAsUser", "runAsGroup", "fsGroup"], where, say);
  if (!Array.isArray(value.supplementalGroups)) return;
  value.supplementalGroups.forEach((id: unknown, index) => {
    if (typeof id === "number" && (id < 0 || id > MAX_ID)) {
      say.outOfRange(below(where, `.supplementalGroups[${index}]`), id, 0, MAX_ID);
    }
  });
}

function checkIds(value: Fields, fields: readonly string[], where: At, say: Say): void {
  for (const field of fields) {
    const id = value[field];
    if (typeof id === "number" && (id < 0 || id > MAX_ID)) say.outOfRange(below(where, `.${field}`), id, 0, MAX_ID);
  }
}
