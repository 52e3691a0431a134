import { posix } from "node:path";
import { isObject } from "../../is-object.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";
import type { Volumes } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `mountPropagation` has a rule of its own. */
const MASK = new Set(["name", "readOnly", "mountPath", "subPath", "mountPropagation"]);
const RESERVED = new Set(["/", "/dev", "/dev/log"]);
const PROPAGATION = "kubernetes.podspec-volumes-mount-propagation";

/** `volume-mount`: mounts name a volume and a path of their own, read-only where they must be (MNT-1 to MNT-3). */
export function checkMounts(value: unknown, volumes: Volumes, where: At, context: Context, report: Report): void {
  if (!Array.isArray(value)) return;
  const say = new Say("volume-mount", "MNT-1 to MNT-3", report);
  const paths = new Set<string>();
  value.forEach((item: unknown, index) => {
    const mount = isObject(item) ? item : {};
    const place = below(where, `[${index}]`);
    checkMask(mount, MASK, place, "a volume mount", say);
    checkPropagation(mount, place, context, say);
    const name = typeof mount.name === "string" ? mount.name : "";
    const volume = volumes.get(name);
    if (volume === undefined) {
      const at = below(place, ".name");
      say.error(at, `There is no volume ${JSON.stringify(name)}.`, "Add the volume, or correct the name.", {
        message: "volumeMount has no matching volume",
        paths: [at.printed],
      });
    } else checkReadOnly(mount, volume, place, say);
    checkPath(typeof mount.mountPath === "string" ? mount.mountPath : "", paths, below(place, ".mountPath"), say);
  });
}

function checkPropagation(mount: Fields, where: At, context: Context, say: Say): void {
  const { mountPropagation } = mount;
  if (typeof mountPropagation !== "string") return;
  const place = below(where, ".mountPropagation");
  const flag = context.features.serving(PROPAGATION);
  const isKnown = mountPropagation === "None" || mountPropagation === "HostToContainer";
  const value = {
    message: "mount propagation should be set to None or HostToContainer",
    paths: [place.printed],
  };
  if (flag === "enabled") {
    if (isKnown) return;
    const message = `mountPropagation is ${JSON.stringify(mountPropagation)}.`;
    say.error(place, message, "Write None or HostToContainer.", value);
    return;
  }
  const name = typeof mount.name === "string" ? mount.name : "";
  const message = `mountPropagation needs the feature flag ${PROPAGATION}, which is not enabled.`;
  const mend = `Remove it, or enable ${PROPAGATION} in config-features of knative-serving and in sluice.yaml.`;
  const found = {
    message: `Volume Mount Propagation support is disabled, but found volume mount ${name} with mount propagation`,
    paths: [],
  };
  const also = isKnown ? [found] : [found, value];
  if (flag === "allowed") say.errors(place, message, mend, also);
  else say.disallowed(place, message, mend, also);
}

function checkReadOnly(mount: Fields, volume: Fields, where: At, say: Say): void {
  if (mount.readOnly === true) return;
  const claim = volume.persistentVolumeClaim;
  const isWritable = volume.emptyDir !== undefined || volume.ephemeral !== undefined || claim !== undefined;
  const place = below(where, ".readOnly");
  if (!isWritable) {
    say.missing(place, "This volume can only be mounted read-only.", "Write readOnly: true.");
  } else if (isObject(claim) && claim.readOnly === true) {
    say.error(place, "The volume is read-only, this mount is not.", "Write readOnly: true here too.", {
      message: "volume is readOnly but volume mount is not",
      paths: [place.printed],
    });
  }
}

function checkPath(path: string, paths: Set<string>, where: At, say: Say): void {
  if (path === "") {
    say.missing(where, "This mount has no mountPath.", "Write an absolute path.");
    return;
  }
  const clean = posix.normalize(path).replace(/(.)\/$/, "$1");
  if (RESERVED.has(clean)) {
    say.error(where, `mountPath ${JSON.stringify(clean)} belongs to the system.`, "Mount it elsewhere.", {
      message: `mountPath "${clean}" is a reserved path`,
      paths: [where.printed],
    });
  } else if (!path.startsWith("/")) {
    say.invalid(where, path, `mountPath ${JSON.stringify(path)} is not absolute.`, "Begin it with a slash.");
  } else if (paths.has(clean)) {
    const message = `Two volumes are mounted at ${JSON.stringify(clean)}.`;
    say.invalid(where, `"${path}" must be unique`, message, "Mount one of them elsewhere.");
  }
  paths.add(clean);
}
