import type { Flow } from "../../flow.ts";
import { legDelivery } from "../leg-delivery.ts";
import { contractsOf, positionsOf } from "../positions.ts";
import type { ChannelsContext, Lowered, LoweredObject } from "../target.ts";
import { writtenDelivery, writtenDestination, writtenMetadata } from "../written.ts";
import { type ChannelPlace, channelPlaces } from "./places.ts";

const CHANNEL = { apiVersion: "messaging.knative.dev/v1", kind: "Channel" };
const SUBSCRIPTION = { apiVersion: "messaging.knative.dev/v1", kind: "Subscription" };

/**
 * A Channel for each place of the flow and a Subscription for each leg from it, whose reply goes to the Channel behind
 * its step (eventing.md §5.5).
 *
 * - Every leg carries its whole delivery, so every leg can have a dead-letter sink.
 * - A step that nothing follows has no Channel behind it: its reply ends there.
 * - Ids are made of step names: a step inserted adds its Subscription and its Channel, and changes the Subscription of
 *   the step that now comes after it.
 */
export function lower(flow: Flow, context: ChannelsContext): Lowered {
  const positions = positionsOf(flow);
  const places = channelPlaces(flow);
  const byStep = new Map(places.map((place) => [place.position.after?.name, place]));
  const discards = new Map(positions.map((position) => [position.after?.name, position.discards]));
  const { apiVersion, kind, spec, external = [] } = context.channelTemplate;
  const template = { apiVersion, kind, ...(spec === undefined ? {} : { spec }) };
  return {
    manifests: places.flatMap((place) => [channelOf(place), ...place.subscriptions.map(subscriptionOn(place))]),
    declares: contractsOf(positions),
    discards: [...new Set(discards.get(undefined) ?? [])],
    ...(byStep.get(undefined) === undefined ? {} : { entry: byStep.get(undefined)?.id ?? "" }),
  };

  function channelOf({ id }: ChannelPlace): LoweredObject {
    const metadata = writtenMetadata(context.namespace, [], external);
    return { id, delivers: [], manifest: { ...CHANNEL, metadata, spec: { channelTemplate: template } } };
  }

  function subscriptionOn({ id: channel }: ChannelPlace) {
    return ({ id, leg }: ChannelPlace["subscriptions"][number]): LoweredObject => {
      const { node } = leg;
      const delivery = legDelivery(flow, node);
      const behind = node.kind === "step" ? byStep.get(node.name) : undefined;
      const written = writtenDelivery(delivery);
      return {
        id,
        delivers: [node.name],
        manifest: {
          ...SUBSCRIPTION,
          metadata: writtenMetadata(
            context.namespace,
            node.kind === "step" && behind === undefined ? (discards.get(node.name) ?? []) : [],
            [node.destination.external, delivery.deadLetterSink?.external],
          ),
          spec: {
            channel: { ...CHANNEL, name: context.nameOf(channel, CHANNEL) },
            subscriber: writtenDestination(node.destination),
            ...(behind === undefined
              ? {}
              : { reply: { ref: { ...CHANNEL, name: context.nameOf(behind.id, CHANNEL) } } }),
            ...(Object.keys(written).length === 0 ? {} : { delivery: written }),
          },
        },
      };
    };
  }
}
