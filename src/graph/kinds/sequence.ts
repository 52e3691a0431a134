import { type GraphObject, lowerTo } from "../graph-object.ts";
import { isObject } from "../../manifests/is-object.ts";
import { tryListAt } from "../read.ts";
import { channelTemplate } from "./channel-template.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * A Sequence: a channel and a Subscription for each step, each replying into the next (eventing.md §5.2). It is
 * reached at its first channel.
 */
export const sequence: GraphKind = {
  groupKinds: ["flows.knative.dev/Sequence"],
  lower(object) {
    const steps = tryListAt(object.spec, "steps") ?? [];
    return steps.flatMap((step, index) => lowerStep(object, step, index, index === steps.length - 1));
  },
  entry: (object) => {
    const { apiVersion, kind } = channelTemplate(object);
    return { apiVersion, kind, name: `${object.name}-kn-sequence-0` };
  },
};

function lowerStep(object: GraphObject, step: unknown, index: number, last: boolean): readonly GraphObject[] {
  const { apiVersion, kind, spec } = channelTemplate(object);
  const name = `${object.name}-kn-sequence-${index}`;
  const field = `spec.steps[${index}]`;
  const { delivery, ...subscriber } = isObject(step) ? step : {};
  const next = { ref: { apiVersion, kind, name: `${object.name}-kn-sequence-${index + 1}` } };
  const reply = last ? object.spec.reply : next;
  return [
    lowerTo(object, { apiVersion, kind, name }, spec, {
      owned: (inner) => (inner === "" ? field : inner.replace(/^spec/, "spec.channelTemplate.spec")),
      isEntry: index === 0,
    }),
    lowerTo(
      object,
      { apiVersion: "messaging.knative.dev/v1", kind: "Subscription", name },
      {
        channel: { apiVersion, kind, name },
        subscriber,
        ...(reply === undefined ? {} : { reply }),
        ...(delivery === undefined ? {} : { delivery }),
      },
      { owned: (inner) => ownedByStep(inner, field, last), discards: last },
    ),
  ];
}

/** Where a field of a step's Subscription is written in the Sequence. */
function ownedByStep(inner: string, field: string, last: boolean): string {
  if (inner.startsWith("spec.reply")) return last ? inner : field;
  if (inner === "" || inner.startsWith("spec.channel")) return field;
  return inner.replace(/^spec\.subscriber/, field).replace(/^spec\.delivery/, `${field}.delivery`);
}
