import { isObject } from "../../is-object.ts";
import { defaultTemplate } from "../../defaults/service.ts";
import type { Manifest } from "../../manifest.ts";
import { DEFAULT_SETTINGS } from "../../settings.ts";
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
  const lacksDefaults = isEqual(before, withDefaults(after, manifest));
  new Say("revision-name", "TPL-3, §2", report).error(
    where,
    lacksDefaults
      ? `The template of the revision ${JSON.stringify(name)} is sent again without what the cluster filled in, and the cluster fills in nothing where a revision keeps its name.`
      : `The template still names the revision ${JSON.stringify(name)}, but differs from it.`,
    lacksDefaults
      ? "Give the revision another name, leave the name to the cluster, or write the defaults out: name and readinessProbe of the container, timeoutSeconds, containerConcurrency, enableServiceLinks."
      : "Give the revision another name, or leave the name to the cluster.",
    { message: "Saw the following changes without a name change (-old +new)", paths: [where.printed] },
  );
}

/** As the template was stored when it was made; by the configuration that Knative ships, which is near enough for words. */
function withDefaults(template: unknown, { metadata }: Manifest): unknown {
  return defaultTemplate(template, { settings: DEFAULT_SETTINGS, owner: metadata, isUpdate: false });
}

function nameOf(template: unknown): string {
  const metadata = isObject(template) ? template.metadata : undefined;
  return isObject(metadata) && typeof metadata.name === "string" ? metadata.name : "";
}
