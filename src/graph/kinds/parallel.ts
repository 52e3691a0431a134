import { isObject } from "../../manifests/is-object.ts";
import { type GraphObject, lowerTo } from "../graph-object.ts";
import { tryListAt } from "../read.ts";
import { channelTemplate } from "./channel-template.ts";
import type { GraphKind } from "./graph-kind.ts";

const SUBSCRIPTION = { apiVersion: "messaging.knative.dev/v1", kind: "Subscription" };

/**
 * A Parallel: one channel that every branch's filter hangs on, and for each branch a channel and a Subscription
 * (eventing.md §5.3). A filter is a service whose reply goes on; without one the branch's channel is fed directly. The
 * legs to filters can carry no delivery of their own.
 */
export const parallel: GraphKind = {
  groupKinds: ["flows.knative.dev/Parallel"],
  lower(object) {
    const { apiVersion, kind, spec } = channelTemplate(object);
    const ingress = lowerTo(object, { apiVersion, kind, name: `${object.name}-kn-parallel` }, spec, {
      owned: (inner) => inner.replace(/^spec/, "spec.channelTemplate.spec"),
    });
    const branches = tryListAt(object.spec, "branches") ?? [];
    return [ingress, ...branches.flatMap((branch, index) => lowerBranch(object, branch, index))];
  },
  entry: (object) => {
    const { apiVersion, kind } = channelTemplate(object);
    return { apiVersion, kind, name: `${object.name}-kn-parallel` };
  },
};

function lowerBranch(object: GraphObject, branch: unknown, index: number): readonly GraphObject[] {
  const { apiVersion, kind, spec } = channelTemplate(object);
  const field = `spec.branches[${index}]`;
  const { filter, subscriber, reply: own, delivery } = isObject(branch) ? branch : {};
  const name = `${object.name}-kn-parallel-${index}`;
  const channel = { apiVersion, kind, name };
  const reply = own ?? object.spec.reply;
  return [
    lowerTo(object, channel, spec, {
      owned: (inner) => (inner === "" ? field : inner.replace(/^spec/, "spec.channelTemplate.spec")),
    }),
    lowerTo(
      object,
      { ...SUBSCRIPTION, name: `${object.name}-kn-parallel-filter-${index}` },
      {
        channel: { apiVersion, kind, name: `${object.name}-kn-parallel` },
        subscriber: filter ?? { ref: channel },
        ...(filter === undefined ? {} : { reply: { ref: channel } }),
      },
      {
        owned: (inner) =>
          inner.startsWith("spec.subscriber") ? inner.replace(/^spec\.subscriber/, `${field}.filter`) : field,
        carriesDelivery: false,
      },
    ),
    lowerTo(
      object,
      { ...SUBSCRIPTION, name },
      {
        channel,
        subscriber,
        ...(reply === undefined ? {} : { reply }),
        ...(delivery === undefined ? {} : { delivery }),
      },
      { owned: (inner) => ownedByBranch(inner, field, own === undefined) },
    ),
  ];
}

/** Where a field of a branch's Subscription is written in the Parallel. */
function ownedByBranch(inner: string, field: string, sharesReply: boolean): string {
  if (inner === "" || inner.startsWith("spec.channel")) return field;
  if (inner.startsWith("spec.reply") && sharesReply) return inner;
  return inner.replace(/^spec/, field);
}
