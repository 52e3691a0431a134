import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import type { Defaults } from "./context.ts";
import { DEFAULT_CHANNEL_TEMPLATE } from "./channel.ts";
import { changed, destinationWithNamespace, withSpec } from "./references.ts";

/** Parallel: the cluster's channel template, namespaces of filters, subscribers and replies (eventing.md §4.7). */
export const defaultParallel: Defaults = (manifest) => {
  const { channelTemplate, branches, reply } = manifest.spec ?? {};
  return withSpec(manifest, {
    channelTemplate: channelTemplate ?? DEFAULT_CHANNEL_TEMPLATE,
    branches: Array.isArray(branches)
      ? branches.map((branch: unknown) => (isObject(branch) ? branchWithNamespaces(branch, manifest) : branch))
      : branches,
    reply: destinationWithNamespace(reply, manifest),
  });
};

function branchWithNamespaces(
  branch: Readonly<Record<string, unknown>>,
  manifest: Manifest,
): Readonly<Record<string, unknown>> {
  let named = branch;
  for (const field of ["filter", "subscriber", "reply"]) {
    named = changed(named, field, destinationWithNamespace(branch[field], manifest));
  }
  return named;
}
