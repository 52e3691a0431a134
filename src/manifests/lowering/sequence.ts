import type { Manifest } from "../manifest.ts";
import { channelFrom, channelRef, readChannelTemplate } from "./channel-template.ts";
import { child, fieldsOf, given, listOf, namespaceField, parentName } from "./child.ts";

/** The name of step `index`'s channel, and of the Subscription that calls the step. Never cut (eventing.md §5.1, §5.2). */
export function sequenceChildName(name: string, index: number): string {
  return `${name}-kn-sequence-${index}`;
}

/**
 * What the controller of a Sequence makes: a channel for each step, then a Subscription for each, replying into the
 * next channel, the last one to `spec.reply` (eventing.md §5.2).
 */
export function lowerSequence(sequence: Manifest): readonly Manifest[] {
  const name = parentName(sequence);
  const steps = listOf(sequence.spec?.steps);
  const template = readChannelTemplate(sequence.spec?.channelTemplate);
  return [
    ...steps.map((_, index) => channelFrom(sequence, template, sequenceChildName(name, index))),
    ...steps.map((step, index) => {
      const { delivery, ...subscriber } = fieldsOf(step);
      const next = { ...channelRef(template, sequenceChildName(name, index + 1)), ...namespaceField(sequence) };
      return child(
        sequence,
        { apiVersion: "messaging.knative.dev/v1", kind: "Subscription", name: sequenceChildName(name, index) },
        {
          spec: given({
            channel: channelRef(template, sequenceChildName(name, index)),
            subscriber,
            reply: index === steps.length - 1 ? sequence.spec?.reply : { ref: next },
            delivery,
          }),
        },
      );
    }),
  ];
}
