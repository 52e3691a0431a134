import { isObject } from "../is-object.ts";
import type { Flags } from "./deployment.ts";
import type { Losses } from "./loss.ts";

type Fields = Readonly<Record<string, unknown>>;

const CARRIED = new Set([
  "readOnlyRootFilesystem",
  "runAsUser",
  "runAsGroup",
  "runAsNonRoot",
  "allowPrivilegeEscalation",
  "seccompProfile",
]);
const ADD = "kubernetes.containerspec-addcapabilities";

/** The security of a container, as far as a Knative Service takes it (serving.md CTR-9); undefined when nothing is left. */
export function convertSecurity(value: unknown, path: string, flags: Flags, losses: Losses): Fields | undefined {
  if (!isObject(value)) return undefined;
  const result: Record<string, unknown> = {};
  for (const [field, setting] of Object.entries(value)) {
    if (CARRIED.has(field)) result[field] = setting;
    else if (field === "capabilities" && isObject(setting)) {
      result.capabilities = convertCapabilities(setting, `${path}.capabilities`, flags, losses);
    } else if (field !== "privileged" || setting !== false) {
      const message = `${field} is not carried over: containers of a Knative Service cannot have it.`;
      losses.add(`${path}.${field}`, message, "Run what needs it in a Deployment.", "CTR-9");
    }
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function convertCapabilities(capabilities: Fields, path: string, flags: Flags, losses: Losses): Fields {
  const { add, ...rest } = capabilities;
  if (!Array.isArray(add) || add.length === 0) return rest;
  if (flags(ADD)) return capabilities;
  losses.needsFlag(`${path}.add`, ADD, `The capability ${add.join(", ")}`, "CTR-9");
  return rest;
}
