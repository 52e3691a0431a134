import { isObject } from "../is-object.ts";
import type { ObjectMeta } from "../manifest.ts";
import { type ServingConfig, servingConfigOf } from "../serving-config.ts";
import type { Settings } from "../settings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What defaulting of a revision knows beside its spec. */
export interface RevisionDefaults {
  readonly settings: Settings;
  /** Of the object that holds the template; names of containers may be made of it. */
  readonly owner: ObjectMeta;
  readonly isUpdate: boolean;
}

/** The spec of a revision: timeouts, concurrency, names, resources, probes, read-only mounts (serving.md §2). */
export function defaultRevisionSpec(spec: Fields, { settings, owner, isUpdate }: RevisionDefaults): Fields {
  const config = servingConfigOf(settings);
  const timeoutSeconds = isUnset(spec.timeoutSeconds) ? config.timeoutSeconds : spec.timeoutSeconds;
  const responseStart = config.responseStartTimeoutSeconds;
  const needsStart = typeof timeoutSeconds === "number" && responseStart < timeoutSeconds;
  const needsIdle = config.idleTimeoutSeconds !== 0 && isUnset(spec.idleTimeoutSeconds);
  const containers = objectsOf(spec.containers);
  const init = objectsOf(spec.initContainers);
  const writable = writableVolumes(spec.volumes);
  const secure = secureDefaults(spec, settings);
  const names = new Names([...containers, ...init]);
  return {
    ...spec,
    timeoutSeconds,
    ...(needsStart && isUnset(spec.responseStartTimeoutSeconds) ? { responseStartTimeoutSeconds: responseStart } : {}),
    ...(needsIdle ? { idleTimeoutSeconds: config.idleTimeoutSeconds } : {}),
    containerConcurrency: spec.containerConcurrency ?? config.containerConcurrency,
    ...(containers.length === 0 || isUpdate
      ? {}
      : { enableServiceLinks: spec.enableServiceLinks ?? config.enableServiceLinks }),
    containers:
      containers.length === 0
        ? (spec.containers ?? null)
        : containers.map((container) => {
            const isUser = containers.length === 1 || (Array.isArray(container.ports) && container.ports.length > 0);
            const named = names.fill(container, expanded(config.containerName, owner), containers.length);
            const sized = withResources(named, config);
            return defaultContainer(
              isUser ? withReadiness(sized) : withSidecarReadiness(sized, settings),
              secure,
              writable,
            );
          }),
    ...(init.length === 0
      ? {}
      : {
          initContainers: init.map((container) =>
            defaultContainer(
              withResources(names.fill(container, expanded(config.initContainerName, owner), init.length), config),
              secure,
              writable,
            ),
          ),
        }),
  };
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === 0;
}

/** A name's template with the two fields of metadata that such templates hold; anything else stays as it is. */
function expanded(template: string, { name = "", namespace = "" }: ObjectMeta): string {
  return template.replace(/\{\{-?\s*\.(Name|Namespace)\s*-?\}\}/g, (_, field) => (field === "Name" ? name : namespace));
}

/** What the cluster wants of containers that say nothing themselves; as shipped it wants nothing. */
function withResources(container: Fields, { requests, limits }: ServingConfig): Fields {
  const given = isObject(container.resources) ? container.resources : {};
  const filled = {
    ...given,
    ...missingFrom("requests", given, requests),
    ...missingFrom("limits", given, limits),
  };
  return { ...container, resources: filled };
}

function missingFrom(kind: "requests" | "limits", given: Fields, defaults: Readonly<Record<string, string>>): Fields {
  if (Object.keys(defaults).length === 0) return {};
  return { [kind]: { ...defaults, ...(isObject(given[kind]) ? given[kind] : {}) } };
}

function defaultContainer(
  container: Fields,
  secure: SecureDefaults | undefined,
  writable: ReadonlySet<string>,
): Fields {
  return withSecureDefaults(withReadOnlyMounts(withGrpcService(container), writable), secure);
}

/** Gives nameless containers the first free name (serving.md §2). */
class Names {
  private readonly taken: Set<string>;

  public constructor(containers: readonly Fields[]) {
    this.taken = new Set(containers.map(({ name }) => (typeof name === "string" ? name : "")));
  }

  public fill(container: Fields, base: string, count: number): Fields {
    if (typeof container.name === "string" && container.name !== "") return container;
    let name = base;
    for (let index = 0; (count > 1 && name === base) || this.taken.has(name); index++) name = `${base}-${index}`;
    this.taken.add(name);
    return { ...container, name };
  }
}

/** The user container answers a probe: on its port, unless it says otherwise. */
function withReadiness(container: Fields): Fields {
  const given = isObject(container.readinessProbe) ? container.readinessProbe : {};
  const hasHandler = ["httpGet", "tcpSocket", "exec", "grpc"].some((handler) => given[handler] !== undefined);
  const readinessProbe = withThresholds({ ...given, ...(hasHandler ? {} : { tcpSocket: { port: 0 } }) });
  return { ...container, readinessProbe };
}

/** A container beside the user's: only what it says itself is completed, and only where such probes are allowed. */
function withSidecarReadiness(container: Fields, settings: Settings): Fields {
  const isAllowed = settings.servingFeatures["multi-container-probing"]?.toLowerCase() === "enabled";
  if (!isAllowed || !isObject(container.readinessProbe)) return container;
  return { ...container, readinessProbe: withThresholds(container.readinessProbe) };
}

function withThresholds(probe: Fields): Fields {
  const isPeriodic = !isUnset(probe.periodSeconds);
  return {
    ...probe,
    successThreshold: isUnset(probe.successThreshold) ? 1 : probe.successThreshold,
    ...(isPeriodic && isUnset(probe.failureThreshold) ? { failureThreshold: 3 } : {}),
    ...(isPeriodic && isUnset(probe.timeoutSeconds) ? { timeoutSeconds: 1 } : {}),
  };
}

function withGrpcService(container: Fields): Fields {
  let result = container;
  for (const field of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container[field];
    if (!isObject(probe) || !isObject(probe.grpc) || probe.grpc.service !== undefined) continue;
    result = { ...result, [field]: { ...probe, grpc: { ...probe.grpc, service: "" } } };
  }
  return result;
}

function withReadOnlyMounts(container: Fields, writable: ReadonlySet<string>): Fields {
  if (!Array.isArray(container.volumeMounts)) return container;
  return {
    ...container,
    volumeMounts: container.volumeMounts.map((mount: unknown) =>
      isObject(mount) && mount.readOnly !== true && !isWritable(mount.name, writable)
        ? { ...mount, readOnly: true }
        : mount,
    ),
  };
}

function isWritable(volume: unknown, writable: ReadonlySet<string>): boolean {
  return typeof volume === "string" && writable.has(volume);
}

function writableVolumes(volumes: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const volume of objectsOf(volumes)) {
    const isOpen =
      volume.emptyDir !== undefined || volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined;
    if (isOpen && typeof volume.name === "string") names.add(volume.name);
  }
  return names;
}

/** What the feature `secure-pod-defaults` fills in (serving.md §2). */
interface SecureDefaults {
  readonly asNonRoot: boolean;
  /** The pod says which system calls are allowed, so its containers need not. */
  readonly podHasSeccomp: boolean;
}

function secureDefaults(spec: Fields, settings: Settings): SecureDefaults | undefined {
  const mode = settings.servingFeatures["secure-pod-defaults"]?.toLowerCase();
  if (mode !== "enabled" && mode !== "allowrootbounded") return undefined;
  const podHasSeccomp = isObject(spec.securityContext) && spec.securityContext.seccompProfile !== undefined;
  return { asNonRoot: mode === "enabled", podHasSeccomp };
}

function withSecureDefaults(container: Fields, secure: SecureDefaults | undefined): Fields {
  if (secure === undefined) return container;
  const given = isObject(container.securityContext) ? container.securityContext : {};
  const hasLowPort = objectsOf(container.ports).some(
    ({ containerPort }) => typeof containerPort === "number" && containerPort > 0 && containerPort < 1024,
  );
  const seccomp = isObject(given.seccompProfile) ? given.seccompProfile : undefined;
  const needsSeccomp = seccomp === undefined ? !secure.podHasSeccomp : seccomp.type === "";
  return {
    ...container,
    securityContext: {
      ...given,
      allowPrivilegeEscalation: given.allowPrivilegeEscalation ?? false,
      ...(needsSeccomp ? { seccompProfile: { ...seccomp, type: "RuntimeDefault" } } : {}),
      capabilities: given.capabilities ?? { drop: ["ALL"], ...(hasLowPort ? { add: ["NET_BIND_SERVICE"] } : {}) },
      ...(secure.asNonRoot && given.runAsNonRoot === undefined ? { runAsNonRoot: true } : {}),
    },
  };
}

function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : {})) : [];
}
