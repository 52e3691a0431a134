import { checkDelivery } from "../../manifests/admission/delivery.ts";
import { featuresOf } from "../../manifests/admission/features.ts";
import { isObject } from "../../manifests/is-object.ts";
import { lowerParallel, parallelNames, readChannelTemplate } from "../../manifests/lowering/index.ts";
import type { Settings } from "../../manifests/settings.ts";
import type { Lowering } from "../graph-object.ts";
import { tryListAt } from "../read.ts";
import type { GraphKind } from "./graph-kind.ts";
import { lowerFrom } from "./lower-from.ts";

/**
 * A Parallel: one channel that every branch's filter hangs on, and for each branch a channel and a Subscription
 * (eventing.md §5.3). A filter is a service whose reply goes on; without one the branch's channel is fed directly. The
 * legs to filters can carry no delivery of their own.
 */
export const parallel: GraphKind = {
  groupKinds: ["flows.knative.dev/Parallel"],
  lower(object, { settings }) {
    const branches = tryListAt(object.spec, "branches") ?? [];
    const refused = branches.findIndex((branch) => isRefused(branch, object.namespace, settings));
    const made = refused === -1 ? branches.length : refused;
    const children = lowerParallel(object.manifest);
    return children.flatMap((child, at) => {
      const lowering = at <= branches.length ? channelAt(at - 1) : legAt(at - 1 - branches.length, branches, made);
      return lowering === undefined ? [] : [lowerFrom(object, child, lowering)];
    });
  },
  entry: (object) => {
    const { apiVersion, kind } = readChannelTemplate(object.spec.channelTemplate);
    return { apiVersion, kind, name: parallelNames.ingress(object.name) };
  },
};

/**
 * Whether the API server refuses the branch's Subscription for its delivery, which nobody looked at before. The
 * controller stops there: the branch has its filter and no subscriber, and later branches have neither.
 */
function isRefused(branch: unknown, namespace: string, settings: Settings): boolean {
  if (!isObject(branch) || branch.delivery === undefined) return false;
  let faults = 0;
  const context = { settings, features: featuresOf(settings), namespace, isUpdate: false };
  checkDelivery(branch.delivery, "spec.delivery", context, () => (faults += 1));
  return faults > 0;
}

/** @param branch - -1 for the channel that all filters hang on */
function channelAt(branch: number): Lowering {
  return {
    owned: (inner) =>
      inner === "" && branch !== -1 ? branchField(branch) : inner.replace(/^spec/, "spec.channelTemplate.spec"),
    isEntry: branch === -1,
  };
}

/** Each branch has the leg to its filter, then the leg to its subscriber; `made` of the branches have both. */
function legAt(at: number, branches: readonly unknown[], made: number): Lowering | undefined {
  const index = Math.floor(at / 2);
  const field = branchField(index);
  if (at % 2 === 0) return index > made ? undefined : filterLeg(field);
  if (index >= made) return undefined;
  const branch = branches[index];
  const sharesReply = !isObject(branch) || branch.reply === undefined;
  return { owned: (inner) => ownedByBranch(inner, field, sharesReply) };
}

function filterLeg(field: string): Lowering {
  return {
    owned: (inner) =>
      inner.startsWith("spec.subscriber") ? inner.replace(/^spec\.subscriber/, `${field}.filter`) : field,
    carriesDelivery: false,
  };
}

function branchField(index: number): string {
  return `spec.branches[${index}]`;
}

/** Where a field of a branch's Subscription is written in the Parallel. */
function ownedByBranch(inner: string, field: string, sharesReply: boolean): string {
  if (inner === "" || inner.startsWith("spec.channel")) return field;
  if (inner.startsWith("spec.reply") && sharesReply) return inner;
  return inner.replace(/^spec/, field);
}
