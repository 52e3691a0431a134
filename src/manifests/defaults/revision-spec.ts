import { isObject } from "../is-object.ts";
import type { Settings } from "../settings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What `config-defaults` ships (serving.md §2). */
const TIMEOUT = 300;
const RESPONSE_START_TIMEOUT = 300;

/** The spec of a revision: timeouts, concurrency, names, probes, read-only mounts (serving.md §2). */
export function defaultRevisionSpec(spec: Fields, settings: Settings, isUpdate: boolean): Fields {
  const timeoutSeconds = spec.timeoutSeconds === undefined || spec.timeoutSeconds === 0 ? TIMEOUT : spec.timeoutSeconds;
  const needsStart = typeof timeoutSeconds === "number" && RESPONSE_START_TIMEOUT < timeoutSeconds;
  const containers = objectsOf(spec.containers);
  const init = objectsOf(spec.initContainers);
  const writable = writableVolumes(spec.volumes);
  const secure = secureDefaults(spec, settings);
  const names = new Names([...containers, ...init]);
  return {
    ...spec,
    timeoutSeconds,
    ...(needsStart && isUnset(spec.responseStartTimeoutSeconds)
      ? { responseStartTimeoutSeconds: RESPONSE_START_TIMEOUT }
      : {}),
    containerConcurrency: spec.containerConcurrency ?? 0,
    ...(containers.length === 0 || isUpdate ? {} : { enableServiceLinks: spec.enableServiceLinks ?? false }),
    containers:
      containers.length === 0
        ? (spec.containers ?? null)
        : containers.map((container) => {
            const isUser = containers.length === 1 || (Array.isArray(container.ports) && container.ports.length > 0);
            const named = names.fill(container, "user-container", containers.length);
            return defaultContainer(
              isUser ? withReadiness(named) : withSidecarReadiness(named, settings),
              secure,
              writable,
            );
          }),
    ...(init.length === 0
      ? {}
      : {
          initContainers: init.map((container) =>
            defaultContainer(names.fill(container, "init-container", init.length), secure, writable),
          ),
        }),
  };
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === 0;
}

function defaultContainer(
  container: Fields,
  secure: SecureDefaults | undefined,
  writable: ReadonlySet<string>,
): Fields {
  const mounted = withReadOnlyMounts(withGrpcService(container), writable);
  const resources = mounted.resources ?? {};
  return withSecureDefaults({ ...mounted, resources }, secure);
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
