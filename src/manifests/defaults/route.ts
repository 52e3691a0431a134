import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";
import { defaultTarget } from "./service.ts";

/** Route: each of its targets; unlike a Service it gets no target of its own (serving.md §2). */
export const defaultRoute: Defaults = (manifest) => {
  const traffic = manifest.spec?.traffic;
  if (!Array.isArray(traffic)) return manifest;
  return withSpec(manifest, {
    traffic: traffic.map((target: unknown) => (isObject(target) ? defaultTarget(target) : target)),
  });
};
