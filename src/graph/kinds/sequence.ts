import { lowerSequence, readChannelTemplate, sequenceChildName } from "../../manifests/lowering/index.ts";
import type { Manifest } from "../../manifests/manifest.ts";
import type { GraphObject } from "../graph-object.ts";
import { tryListAt } from "../read.ts";
import type { GraphKind } from "./graph-kind.ts";
import { lowerFrom } from "./lower-from.ts";

/**
 * A Sequence: a channel and a Subscription for each step, each replying into the next (eventing.md §5.2). It is
 * reached at its first channel.
 */
export const sequence: GraphKind = {
  groupKinds: ["flows.knative.dev/Sequence"],
  lower(object) {
    const count = tryListAt(object.spec, "steps")?.length ?? 0;
    const children = lowerSequence(object.manifest);
    // A step's channel is followed by its Subscription, as a reader expects them.
    return children.slice(0, count).flatMap((channel, index) => {
      const subscription = children[count + index];
      const made = lowerFrom(object, channel, {
        owned: (inner) => (inner === "" ? stepField(index) : inner.replace(/^spec/, "spec.channelTemplate.spec")),
        isEntry: index === 0,
      });
      return subscription === undefined ? [made] : [made, lowerStep(object, subscription, index, index === count - 1)];
    });
  },
  entry: (object) => {
    const { apiVersion, kind } = readChannelTemplate(object.spec.channelTemplate);
    return { apiVersion, kind, name: sequenceChildName(object.name, 0) };
  },
};

function stepField(index: number): string {
  return `spec.steps[${index}]`;
}

function lowerStep(object: GraphObject, subscription: Manifest, index: number, last: boolean): GraphObject {
  return lowerFrom(object, subscription, {
    owned: (inner) => ownedByStep(inner, stepField(index), last),
    discards: last,
  });
}

/** Where a field of a step's Subscription is written in the Sequence. */
function ownedByStep(inner: string, field: string, last: boolean): string {
  if (inner.startsWith("spec.reply")) return last ? inner : field;
  if (inner === "" || inner.startsWith("spec.channel")) return field;
  return inner.replace(/^spec\.subscriber/, field).replace(/^spec\.delivery/, `${field}.delivery`);
}
