import { isObject } from "../../is-object.ts";
import { dns1123LabelFaults } from "../../names/kubernetes-names.ts";
import { isNegative, parseQuantity } from "../../scalars/quantity.ts";
import type { Context, KnativeError, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";
import { checkItems } from "./volume-items.ts";
import { checkProjected } from "./projected.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Volumes by name, for the rules about mounts. */
export type Volumes = ReadonlyMap<string, Fields>;

const PLAIN = ["secret", "configMap", "projected"] as const;
const NAMED = "name";

/** Sources that need a flag, and what Knative calls them (POD-2). */
const FLAGGED: Readonly<Record<string, { readonly flag: string; readonly what: string; readonly found: string }>> = {
  persistentVolumeClaim: {
    flag: "kubernetes.podspec-persistent-volume-claim",
    what: "Persistent volume claim",
    found: "persistent volume claim",
  },
  emptyDir: { flag: "kubernetes.podspec-volumes-emptydir", what: "EmptyDir volume", found: "EmptyDir volume" },
  hostPath: { flag: "kubernetes.podspec-volumes-hostpath", what: "HostPath volume", found: "HostPath volume" },
  csi: { flag: "kubernetes.podspec-volumes-csi", what: "CSI volume", found: "CSI volume" },
  ephemeral: { flag: "kubernetes.podspec-volumes-ephemeral", what: "Ephemeral volume", found: "Ephemeral volume" },
  image: { flag: "kubernetes.podspec-volumes-image", what: "Image volume", found: "Image volume" },
};
const WRITE = "kubernetes.podspec-persistent-volume-write";

/** `revision-volume`: volumes have names, are mounted, and come from sources that Serving takes (VOL-1 to VOL-7). */
export function checkVolumes(spec: Fields, where: At, context: Context, report: Report): Volumes {
  const volumes = new Map<string, Fields>();
  if (!Array.isArray(spec.volumes)) return volumes;
  const mounted = mountedNames(spec);
  const say = new Say("revision-volume", "§3.8", report);
  spec.volumes.forEach((item: unknown, index) => {
    const volume = isObject(item) ? item : {};
    const place = below(where, `.volumes[${index}]`);
    const name = typeof volume.name === "string" ? volume.name : "";
    if (volumes.has(name)) {
      const at = below(place, ".name");
      say.error(at, `There are two volumes ${JSON.stringify(name)}.`, "Give each a name of its own.", {
        message: `duplicate volume name "${name}"`,
        paths: [at.printed],
      });
    }
    if (!mounted.has(name)) {
      const at = below(place, ".name");
      say.error(at, `No container mounts the volume ${JSON.stringify(name)}.`, "Mount it, or remove it.", {
        message: `volume with name "${name}" not mounted`,
        paths: [at.printed],
      });
    }
    checkVolume(volume, name, place, context, report, say);
    volumes.set(name, volume);
  });
  return volumes;
}

function mountedNames(spec: Fields): ReadonlySet<string> {
  const names = new Set<string>();
  for (const field of ["containers", "initContainers"]) {
    const containers: unknown = spec[field];
    for (const container of Array.isArray(containers) ? containers : []) {
      const mounts: unknown = isObject(container) ? container.volumeMounts : undefined;
      for (const mount of Array.isArray(mounts) ? mounts : []) {
        if (isObject(mount) && typeof mount.name === "string") names.add(mount.name);
      }
    }
  }
  return names;
}

function checkVolume(volume: Fields, name: string, where: At, context: Context, report: Report, say: Say): void {
  const isEnabled = (flag: string): boolean => context.features.serving(flag) === "enabled";
  // A bad name discards what Knative said of the source before it (VOL-2): its own words, not ours.
  const badName = checkName(name, where, say);
  const sources = [...PLAIN, ...Object.keys(FLAGGED).filter((source) => isEnabled(FLAGGED[source]?.flag ?? ""))];
  const given = sources.filter((source) => volume[source] !== undefined);
  for (const source in FLAGGED) {
    const flagged = FLAGGED[source];
    if (flagged === undefined || volume[source] === undefined) continue;
    if (!isEnabled(flagged.flag)) reportFlag(source, flagged, volume, name, badName, where, context, say);
    else if (source === "persistentVolumeClaim" && !isEnabled(WRITE)) checkReadOnly(volume, name, badName, where, say);
  }
  checkMask(volume, new Set([NAMED, ...PLAIN, ...Object.keys(FLAGGED)]), where, "a volume", say);
  if (given.length !== 1) {
    const paths = sources.map((source) => `${where.printed}.${source}`);
    const message = given.length === 0 ? "expected exactly one, got neither" : "expected exactly one, got both";
    const said = given.length === 0 ? "has no source that Serving takes" : `has ${given.join(" and ")}`;
    // Where a flagged source stands alone, the flag has been named already.
    const isSaid = given.length === 0 && Object.keys(FLAGGED).some((source) => volume[source] !== undefined);
    const mend = "Write one of secret, configMap, projected and emptyDir.";
    if (!isSaid)
      say.error(where, `The volume ${JSON.stringify(name)} ${said}.`, mend, {
        message,
        paths: given.length === 0 ? paths : given.map((source) => `${where.printed}.${source}`),
      });
  }
  checkSources(volume, where, report, say);
}

function checkName(name: string, where: At, say: Say): boolean {
  const place = below(where, ".name");
  if (name === "") {
    say.missing(place, "This volume has no name.", "Write its name.");
    return true;
  }
  const faults = dns1123LabelFaults(name);
  if (faults.length === 0) return false;
  say.invalid(place, name, `The volume's name ${JSON.stringify(name)}: ${faults.join("; ")}.`, "Choose another name.");
  return true;
}

function reportFlag(
  source: string,
  { flag, what, found: noun }: { readonly flag: string; readonly what: string; readonly found: string },
  volume: Fields,
  name: string,
  badName: boolean,
  where: At,
  context: Context,
  say: Say,
): void {
  const place = below(where, `.${source}`);
  const isClaim = source === "persistentVolumeClaim";
  const claim = isClaim && isObject(volume[source]) ? volume[source] : {};
  const needsWrite = isClaim && claim.readOnly !== true && context.features.serving(WRITE) !== "enabled";
  const flags = needsWrite ? `${flag} and ${WRITE}` : flag;
  const also: KnativeError[] = [];
  if (!badName) {
    const found = isClaim && typeof claim.claimName === "string" ? claim.claimName : name;
    also.push({ message: `${what} support is disabled, but found ${noun} ${found}`, paths: [] });
    if (needsWrite) also.push(writeDisabled(found));
  }
  const message = `The volume ${JSON.stringify(name)} is a ${source}, which needs the feature flag${needsWrite ? "s" : ""} ${flags}.`;
  const mend = `Enable ${flags} in config-features of knative-serving and in sluice.yaml, or use a secret, configMap, projected or emptyDir volume.`;
  if (context.features.serving(flag) === "allowed") {
    const [first, ...rest] = also;
    if (first !== undefined) say.errors(place, message, mend, [first, ...rest]);
  } else say.disallowed(place, message, mend, also);
}

function checkReadOnly(volume: Fields, name: string, badName: boolean, where: At, say: Say): void {
  const claim = isObject(volume.persistentVolumeClaim) ? volume.persistentVolumeClaim : {};
  if (claim.readOnly === true) return;
  const place = below(where, ".persistentVolumeClaim");
  const message = `The volume ${JSON.stringify(name)} is written to, which needs the feature flag ${WRITE} too.`;
  const mend = `Write readOnly: true, or enable ${WRITE} in config-features of knative-serving and in sluice.yaml.`;
  const found = typeof claim.claimName === "string" ? claim.claimName : name;
  if (!badName) say.error(place, message, mend, writeDisabled(found));
}

function writeDisabled(name: string): KnativeError {
  return {
    message: `Persistent volume write support is disabled, but found persistent volume claim ${name} that is not read-only`,
    paths: [],
  };
}

function checkSources(volume: Fields, where: At, report: Report, say: Say): void {
  for (const source of ["secret", "configMap"] as const) {
    const value = volume[source];
    // Knative prints no source there (PATH-2).
    if (isObject(value)) checkItems(value.items, below(where, `.${source}.items`, ".items"), say);
  }
  if (isObject(volume.projected)) checkProjected(volume.projected, below(where, ".projected"), report);
  if (isObject(volume.emptyDir)) checkEmptyDir(volume.emptyDir, below(where, ".emptyDir"), say);
  if (isObject(volume.image)) checkImageVolume(volume.image, below(where, ".image"), say);
}

/** VOL-5. */
function checkEmptyDir(value: Fields, where: At, say: Say): void {
  const { medium, sizeLimit } = value;
  if (typeof medium === "string" && medium !== "" && medium !== "Memory") {
    say.invalid(
      below(where, ".medium"),
      medium,
      `medium is ${JSON.stringify(medium)}.`,
      "Write Memory, or leave it out.",
    );
  }
  const quantity = typeof sizeLimit === "string" ? parseQuantity(sizeLimit) : undefined;
  if (quantity === undefined || "fault" in quantity || !isNegative(quantity)) return;
  say.invalid(below(where, ".sizeLimit"), sizeLimit, `sizeLimit is ${String(sizeLimit)}.`, "Write 0 or more.");
}

/** VOL-7. */
function checkImageVolume(value: Fields, where: At, say: Say): void {
  if (typeof value.reference !== "string" || value.reference === "") {
    say.missing(below(where, ".reference"), "This image volume has no reference.", "Write the image.");
  }
  const { pullPolicy } = value;
  if (typeof pullPolicy !== "string" || ["", "Always", "Never", "IfNotPresent"].includes(pullPolicy)) return;
  const place = below(where, ".pullPolicy");
  say.invalid(
    place,
    pullPolicy,
    `pullPolicy is ${JSON.stringify(pullPolicy)}.`,
    "Write Always, Never or IfNotPresent.",
  );
}
