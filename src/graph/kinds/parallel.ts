import { checkDelivery } from "../../manifests/admission/delivery.ts";
import { featuresOf } from "../../manifests/admission/features.ts";
import { isObject } from "../../manifests/is-object.ts";
import type { Settings } from "../../manifests/settings.ts";
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
  lower(object, { settings }) {
    const { apiVersion, kind, spec } = channelTemplate(object);
    const ingress = lowerTo(object, { apiVersion, kind, name: `${object.name}-kn-parallel` }, spec, {
      owned: (inner) => inner.replace(/^spec/, "spec.channelTemplate.spec"),
      isEntry: true,
    });
    const branches = tryListAt(object.spec, "branches") ?? [];
    const refused = branches.findIndex((branch) => isRefused(branch, object.namespace, settings));
    const made = refused === -1 ? branches.length : refused;
    return [ingress, ...branches.flatMap((branch, index) => lowerBranch(object, branch, index, index - made))];
  },
  entry: (object) => {
    const { apiVersion, kind } = channelTemplate(object);
    return { apiVersion, kind, name: `${object.name}-kn-parallel` };
  },
};

/**
 * Whether the API server refuses the branch's Subscription for its delivery, which nobody looked at before. The
 * controller stops there: the branch has its filter and no subscriber, and later branches have neither.
 */
function isRefused(branch: unknown, namespace: string, settings: Settings): boolean {
  if (!isObject(branch) || branch.delivery === undefined) return false;
  let faults = 0;
  const context = { features: featuresOf(settings), namespace, isUpdate: false };
  checkDelivery(branch.delivery, "spec.delivery", context, () => (faults += 1));
  return faults > 0;
}

/** @param past - 0 for the refused branch, more for those after it, less for those before */
function lowerBranch(object: GraphObject, branch: unknown, index: number, past: number): readonly GraphObject[] {
  const channel = branchChannel(object, index);
  if (past > 0) return [channel];
  const filter = filterLeg(object, branch, index);
  return past === 0 ? [channel, filter] : [channel, filter, branchLeg(object, branch, index)];
}

function channelOf(object: GraphObject, index: number) {
  const { apiVersion, kind } = channelTemplate(object);
  return { apiVersion, kind, name: `${object.name}-kn-parallel-${index}` };
}

function branchChannel(object: GraphObject, index: number): GraphObject {
  return lowerTo(object, channelOf(object, index), channelTemplate(object).spec, {
    owned: (inner) => (inner === "" ? `spec.branches[${index}]` : inner.replace(/^spec/, "spec.channelTemplate.spec")),
  });
}

function filterLeg(object: GraphObject, branch: unknown, index: number): GraphObject {
  const { apiVersion, kind } = channelTemplate(object);
  const field = `spec.branches[${index}]`;
  const { filter } = isObject(branch) ? branch : {};
  const channel = channelOf(object, index);
  return lowerTo(
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
  );
}

function branchLeg(object: GraphObject, branch: unknown, index: number): GraphObject {
  const { subscriber, reply: own, delivery } = isObject(branch) ? branch : {};
  const channel = channelOf(object, index);
  const reply = own ?? object.spec.reply;
  return lowerTo(
    object,
    { ...SUBSCRIPTION, name: channel.name },
    {
      channel,
      subscriber,
      ...(reply === undefined ? {} : { reply }),
      ...(delivery === undefined ? {} : { delivery }),
    },
    { owned: (inner) => ownedByBranch(inner, `spec.branches[${index}]`, own === undefined) },
  );
}

/** Where a field of a branch's Subscription is written in the Parallel. */
function ownedByBranch(inner: string, field: string, sharesReply: boolean): string {
  if (inner === "" || inner.startsWith("spec.channel")) return field;
  if (inner.startsWith("spec.reply") && sharesReply) return inner;
  return inner.replace(/^spec/, field);
}
