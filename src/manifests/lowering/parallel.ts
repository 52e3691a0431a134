import type { Manifest } from "../manifest.ts";
import { channelFrom, channelRef, readChannelTemplate } from "./channel-template.ts";
import { child, fieldsOf, given, listOf, namespaceField, parentName } from "./child.ts";

const SUBSCRIPTION = { apiVersion: "messaging.knative.dev/v1", kind: "Subscription" };

/** Names of what a Parallel's controller makes. Never cut (eventing.md §5.1, §5.3). */
export const parallelNames = {
  /** The channel that every branch's filter hangs on. */
  ingress: (name: string): string => `${name}-kn-parallel`,
  /** A branch's channel, and the Subscription that calls its subscriber. */
  branch: (name: string, index: number): string => `${name}-kn-parallel-${index}`,
  /** The Subscription that calls a branch's filter, or feeds its channel where it has none. */
  filter: (name: string, index: number): string => `${name}-kn-parallel-filter-${index}`,
};

/**
 * What the controller of a Parallel makes, in its order: all channels, then for each branch the leg to its filter and
 * the leg to its subscriber. Legs to filters never carry a delivery (eventing.md §5.3).
 */
export function lowerParallel(parallel: Manifest): readonly Manifest[] {
  const name = parentName(parallel);
  const branches = listOf(parallel.spec?.branches);
  const template = readChannelTemplate(parallel.spec?.channelTemplate);
  return [
    channelFrom(parallel, template, parallelNames.ingress(name)),
    ...branches.map((_, index) => channelFrom(parallel, template, parallelNames.branch(name, index))),
    ...branches.flatMap((branch, index) => {
      const { filter, subscriber, reply = parallel.spec?.reply, delivery } = fieldsOf(branch);
      const channel = channelRef(template, parallelNames.branch(name, index));
      const into = { ref: { ...channel, ...namespaceField(parallel) } };
      const ingress = channelRef(template, parallelNames.ingress(name));
      return [
        child(
          parallel,
          { ...SUBSCRIPTION, name: parallelNames.filter(name, index) },
          {
            spec: {
              channel: ingress,
              ...(filter === undefined ? { subscriber: into } : { subscriber: filter, reply: into }),
            },
          },
        ),
        child(
          parallel,
          { ...SUBSCRIPTION, name: channel.name },
          { spec: given({ channel, subscriber, reply, delivery }) },
        ),
      ];
    }),
  ];
}
