import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crdKey, type CrdVersion, type OpenApi } from "../../../scripts/generate/read-crds.ts";

/** The folder of upstream definitions beside the repository; it is not part of it. */
export const CRDS = fileURLToPath(new URL("../../../../shared/crds", import.meta.url));

/** Why tests over that folder are skipped, or `undefined`. */
export const NO_CRDS = existsSync(CRDS) ? undefined : "no folder ../shared/crds";

/** One definition whose `spec` has these fields. */
export function crd(kind: string, spec: OpenApi, group = "eventing.knative.dev"): CrdVersion {
  return { group, kind, version: "v1", schema: { type: "object", properties: { spec } }, origin: "test" };
}

export function folder(...crds: readonly CrdVersion[]): ReadonlyMap<string, CrdVersion> {
  return new Map(crds.map((each) => [crdKey(each.group, each.kind, each.version), each]));
}
