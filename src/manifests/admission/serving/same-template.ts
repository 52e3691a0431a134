import { isObject } from "../../is-object.ts";
import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { isEqual } from "../immutable.ts";
import { at } from "./at.ts";
import { Say } from "./say.ts";

/** `revision-name`: a template that keeps its name keeps everything else too: a revision never changes (TPL-3). */
export function checkSameTemplate(stored: Manifest, manifest: Manifest, report: Report): void {
  const [before, after] = [stored.spec?.template, manifest.spec?.template];
  const name = nameOf(after);
  if (name === "" || name !== nameOf(before) || isEqual(before, after)) return;
  const where = at("spec.template.metadata.name");
  new Say("revision-name", "TPL-3", report).error(
    where,
    `The template still names the revision ${JSON.stringify(name)}, but differs from it.`,
    "Give the revision another name, or leave the name to the cluster.",
    { message: "Saw the following changes without a name change (-old +new)", paths: [where.printed] },
  );
}

function nameOf(template: unknown): string {
  const metadata = isObject(template) ? template.metadata : undefined;
  return isObject(metadata) && typeof metadata.name === "string" ? metadata.name : "";
}
