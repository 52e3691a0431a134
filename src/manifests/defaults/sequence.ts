import type { Defaults } from "./context.ts";
import { DEFAULT_CHANNEL_TEMPLATE } from "./channel.ts";
import { destinationWithNamespace, withSpec } from "./references.ts";

/** Sequence: the cluster's channel template, namespaces of steps and reply (eventing.md §4.6). */
export const defaultSequence: Defaults = (manifest) => {
  const { channelTemplate, steps, reply } = manifest.spec ?? {};
  return withSpec(manifest, {
    channelTemplate: channelTemplate ?? DEFAULT_CHANNEL_TEMPLATE,
    steps: Array.isArray(steps) ? steps.map((step: unknown) => destinationWithNamespace(step, manifest)) : steps,
    reply: destinationWithNamespace(reply, manifest),
  });
};
