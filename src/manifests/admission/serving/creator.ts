import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { isEqual } from "../immutable.ts";
import { Say } from "./say.ts";

const CREATOR = "serving.knative.dev/creator";
const MODIFIER = "serving.knative.dev/lastModifier";
const MAP = "metadata.annotations";

/** `serving-annotation`: who made an object never changes, who changed it last only with the spec (META-3). */
export function checkCreator(stored: Manifest, manifest: Manifest, report: Report): void {
  const say = new Say("serving-annotation", "META-3", report);
  const [before, after] = [stored.metadata.annotations ?? {}, manifest.metadata.annotations ?? {}];
  if (before[CREATOR] !== after[CREATOR]) {
    const where = { field: `${MAP}[${CREATOR}]`, printed: `${MAP}.${CREATOR}` };
    say.error(where, `${CREATOR} cannot change.`, "Leave it as the cluster wrote it.", {
      message: "annotation value is immutable",
      paths: [where.printed],
    });
  }
  if (before[MODIFIER] !== after[MODIFIER] && isEqual(stored.spec, manifest.spec)) {
    const where = { field: `${MAP}[${MODIFIER}]`, printed: `${MAP}.${MODIFIER}` };
    say.invalid(
      where,
      after[MODIFIER] ?? "",
      `${MODIFIER} changes although the spec does not.`,
      "Leave it to the cluster.",
    );
  }
}
