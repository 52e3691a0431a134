import { isObject } from "../is-object.ts";
import { insteadOfField } from "../serving-fields.ts";
import type { ConversionOptions, Flags } from "./deployment.ts";
import type { Losses } from "./loss.ts";
import { convertPorts } from "./ports.ts";
import { convertProbes } from "./probes.ts";
import { convertSecurity } from "./security.ts";
import { objectsOf, textOf } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What converting containers knows of their pod. */
export interface PodContext {
  /** Path of the pod's specification. */
  readonly path: string;
  readonly flags: Flags;
  /** Names of the volumes that were carried over. */
  readonly volumes: ReadonlySet<string>;
  readonly options: ConversionOptions;
}

const INIT = "kubernetes.podspec-init-containers";

/** The containers that a Knative Service may have: one gets the requests, the others stand beside it (serving.md §3.5). */
export function convertContainers(pod: Fields, context: PodContext, losses: Losses): Fields {
  const given = objectsOf(pod.containers);
  const user = userContainer(given, context.options);
  const containers = given.map((container, index) => {
    const part = index === user ? "user" : "sidecar";
    return convertContainer(container, part, `${context.path}.containers[${index}]`, context, losses);
  });
  const init = objectsOf(pod.initContainers);
  if (init.length === 0) return { containers };
  if (!context.flags(INIT)) {
    losses.needsFlag(`${context.path}.initContainers`, INIT, `initContainers (${init.length})`, "POD-2");
    return { containers };
  }
  const initContainers = init.map((container, index) =>
    convertContainer(container, "init", `${context.path}.initContainers[${index}]`, context, losses),
  );
  return { containers, initContainers };
}

/** The index of the container that gets requests. */
function userContainer(containers: readonly Fields[], { container: wanted }: ConversionOptions): number {
  const named = containers.findIndex(({ name }) => wanted !== undefined && name === wanted);
  if (named !== -1) return named;
  const withPort = containers.findIndex(({ ports }) => objectsOf(ports).length > 0);
  return withPort === -1 ? 0 : withPort;
}

/** The part a container plays: the one that gets requests, one beside it, or one that runs before. */
export type Part = "user" | "sidecar" | "init";

const CARRIED = new Set([
  "args",
  "command",
  "envFrom",
  "image",
  "imagePullPolicy",
  "name",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "workingDir",
]);
const PROBES = new Set(["livenessProbe", "readinessProbe", "startupProbe"]);

function convertContainer(container: Fields, part: Part, path: string, context: PodContext, losses: Losses): Fields {
  const result: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(container)) {
    const where = `${path}.${field}`;
    if (value === null || value === false || (Array.isArray(value) && value.length === 0) || PROBES.has(field))
      continue;
    if (CARRIED.has(field)) result[field] = value;
    else if (field === "env") result.env = convertEnv(objectsOf(value), part, where, context.flags, losses);
    else if (field === "resources") result.resources = convertResources(value, where, losses);
    else if (field === "volumeMounts") result.volumeMounts = convertMounts(objectsOf(value), where, context, losses);
    else if (field === "securityContext") {
      const security = convertSecurity(value, where, context.flags, losses);
      if (security !== undefined) result.securityContext = security;
    } else if (field !== "ports") {
      const message = `${field} is not carried over: containers of a Knative Service have no place for it.`;
      losses.add(where, message, insteadOfField(field) ?? "Remove it.", "CTR-3");
    }
  }
  for (const field of ["env", "volumeMounts"]) if (objectsOf(result[field]).length === 0) delete result[field];
  const ports = convertPorts(container, part, path, context, losses);
  return { ...result, ...ports, ...convertProbes(container, part, path, context, losses) };
}

const RESERVED = new Set(["K_SERVICE", "K_CONFIGURATION", "K_REVISION"]);
const FIELD_REF = "kubernetes.podspec-fieldref";

function convertEnv(env: readonly Fields[], part: Part, path: string, flags: Flags, losses: Losses): readonly Fields[] {
  return env.filter((variable, index) => {
    const where = `${path}[${index}]`;
    const name = textOf(variable.name);
    if (RESERVED.has(name) || (name === "PORT" && part === "user")) {
      const message = `The variable ${name} is not carried over: Knative sets it itself.`;
      losses.add(where, message, "Read the port to listen on from PORT.", "CTR-5");
      return false;
    }
    const { valueFrom } = variable;
    const source = isObject(valueFrom) ? Object.keys(valueFrom).find((key) => /fieldRef$/i.test(key)) : undefined;
    if (source === undefined || flags(FIELD_REF)) return true;
    losses.needsFlag(`${where}.valueFrom.${source}`, FIELD_REF, `The variable ${name}`, "CTR-5");
    return false;
  });
}

function convertResources(value: unknown, where: string, losses: Losses): unknown {
  if (!isObject(value) || value.claims === undefined) return value;
  const { claims: _claims, ...resources } = value;
  const message = "Claims of dynamic resources are not carried over: Knative Services take limits and requests.";
  losses.add(`${where}.claims`, message, "Remove it.", "CTR-7");
  return resources;
}

const MOUNT = new Set(["name", "readOnly", "mountPath", "subPath"]);
const PROPAGATION = "kubernetes.podspec-volumes-mount-propagation";

function convertMounts(
  mounts: readonly Fields[],
  path: string,
  { volumes, flags }: PodContext,
  losses: Losses,
): readonly Fields[] {
  return mounts.flatMap((mount, index) => {
    // The volume itself has been told.
    if (!volumes.has(textOf(mount.name))) return [];
    const kept: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(mount)) {
      const where = `${path}[${index}].${field}`;
      if (MOUNT.has(field)) kept[field] = value;
      else if (field === "mountPropagation") {
        if (value === "None") continue;
        if (flags(PROPAGATION)) kept[field] = value;
        else losses.needsFlag(where, PROPAGATION, "mountPropagation", "MNT-1");
      } else {
        const message = `${field} of a mount is not carried over: a Knative Service has no place for it.`;
        losses.add(
          where,
          message,
          field === "subPathExpr" ? "Write subPath, without variables." : "Remove it.",
          "MNT-1",
        );
      }
    }
    return [kept];
  });
}
