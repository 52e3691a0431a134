import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { changed, withSpec } from "./references.ts";

/** ContainerSource: a container without a name is called `<source>-<index>` (eventing.md §4.14). */
export const defaultContainerSource: Defaults = (manifest) => {
  const template = manifest.spec?.template;
  if (!isObject(template) || !isObject(template.spec)) return manifest;
  const given: unknown = template.spec.containers;
  const containers: readonly unknown[] = Array.isArray(given) ? given : [];
  const named = containers.map((container: unknown, index) =>
    isObject(container) && (container.name === undefined || container.name === "")
      ? { ...container, name: `${manifest.metadata.name ?? ""}-${index}` }
      : container,
  );
  if (given === containers && named.every((container, index) => container === containers[index])) return manifest;
  return withSpec(manifest, { template: changed(template, "spec", { ...template.spec, containers: named }) });
};
