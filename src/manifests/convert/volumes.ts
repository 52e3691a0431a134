import { isObject } from "../is-object.ts";
import type { Flags } from "./deployment.ts";
import type { Losses } from "./loss.ts";

type Fields = Readonly<Record<string, unknown>>;

const FREE = new Set(["secret", "configMap", "projected"]);
/** Kinds of volumes that need a flag (serving.md POD-2, VOL-2). */
const FLAGGED: Readonly<Record<string, string>> = {
  emptyDir: "kubernetes.podspec-volumes-emptydir",
  persistentVolumeClaim: "kubernetes.podspec-persistent-volume-claim",
  hostPath: "kubernetes.podspec-volumes-hostpath",
  csi: "kubernetes.podspec-volumes-csi",
  ephemeral: "kubernetes.podspec-volumes-ephemeral",
  image: "kubernetes.podspec-volumes-image",
};
const WRITE = "kubernetes.podspec-persistent-volume-write";

/** The volumes that a Knative Service may have and that some container mounts, and their names. */
export function convertVolumes(
  pod: Fields,
  path: string,
  flags: Flags,
  losses: Losses,
): { readonly volumes: readonly Fields[]; readonly kept: ReadonlySet<string> } {
  const mounted = mountedNames(pod, flags("kubernetes.podspec-init-containers"));
  const volumes: Fields[] = [];
  const kept = new Set<string>();
  objectsOf(pod.volumes).forEach((volume, index) => {
    const name = textOf(volume.name);
    const where = `${path}[${index}]`;
    const source = Object.keys(volume).find((field) => field !== "name") ?? "emptyDir";
    if (!mounted.has(name)) {
      const message = `The volume ${JSON.stringify(name)} is not carried over: no container mounts it, which a Knative Service refuses.`;
      losses.add(where, message, "Remove it, or mount it.", "VOL-1");
      return;
    }
    if (!isAllowed(volume, source, where, flags, losses)) return;
    kept.add(name);
    volumes.push(volume[source] === undefined ? { ...volume, [source]: {} } : volume);
  });
  return { volumes, kept };
}

function isAllowed(volume: Fields, source: string, where: string, flags: Flags, losses: Losses): boolean {
  if (FREE.has(source)) return true;
  const place = `${where}.${source}`;
  const what = `The volume ${JSON.stringify(volume.name)} (${source})`;
  const flag = FLAGGED[source];
  if (flag === undefined) {
    const message = `${what} is not carried over: a Knative Service mounts secret, configMap, projected and emptyDir volumes.`;
    losses.add(place, message, "Use one of these, a claim, or a store over the network.", "VOL-2");
    return false;
  }
  if (!flags(flag)) {
    losses.needsFlag(place, flag, what, "VOL-2");
    return false;
  }
  const claim = volume.persistentVolumeClaim;
  if (!isObject(claim) || claim.readOnly === true || flags(WRITE)) return true;
  losses.needsFlag(place, WRITE, `${what}, which is written to,`, "VOL-6");
  return false;
}

function mountedNames(pod: Fields, hasInit: boolean): ReadonlySet<string> {
  const containers = [...objectsOf(pod.containers), ...(hasInit ? objectsOf(pod.initContainers) : [])];
  return new Set(containers.flatMap(({ volumeMounts }) => objectsOf(volumeMounts).map(({ name }) => textOf(name))));
}

/** A value as text; nothing for what is neither text nor number. */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The objects of a list; what is no list has none. */
export function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
