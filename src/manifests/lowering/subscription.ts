import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { fieldsOf, given, listOf, parentName } from "./child.ts";

/** Where a destination leads: its address, and what goes with it. Undefined where nobody knows. */
export interface ResolvedDestination {
  readonly uri: string;
  readonly CACerts?: string;
  readonly audience?: string;
}

/** Finds the address of a destination as written in an object (eventing.md §3.2). */
export type Resolve = (destination: unknown, holder: Manifest) => ResolvedDestination | undefined;

/**
 * What the controller of a Subscription does to its channel: one more subscriber in `spec.subscribers`, or its own one
 * renewed (eventing.md §5.5). Of the channel's spec the result holds the subscribers alone, as the controller's patch does.
 */
export function lowerSubscription(subscription: Manifest, channel: Manifest, resolve: Resolve): Manifest {
  const { uid, generation }: Readonly<Record<string, unknown>> = subscription.metadata;
  const { subscriber, reply } = subscription.spec ?? {};
  const to = subscriber === undefined ? undefined : resolve(subscriber, subscription);
  const back = reply === undefined ? undefined : resolve(reply, subscription);
  const entry = given({
    uid,
    generation,
    name: parentName(subscription),
    subscriberUri: to?.uri,
    subscriberCACerts: to?.CACerts,
    subscriberAudience: to?.audience,
    replyUri: back?.uri,
    replyCACerts: back?.CACerts,
    replyAudience: back?.audience,
    delivery: physicalDelivery(subscription, channel, resolve),
  });
  const others = listOf(channel.spec?.subscribers);
  const mine = others.findIndex((other) => isObject(other) && other.uid === uid && uid !== undefined);
  const subscribers = mine === -1 ? [...others, entry] : others.map((other, index) => (index === mine ? entry : other));
  return { ...channel, spec: { subscribers } };
}

/** The parts of a delivery that reach the channel: never `format` (eventing.md §5.5). */
const CARRIED = ["retry", "backoffPolicy", "backoffDelay", "timeout", "retryAfterMax"];

/**
 * The delivery that a channel's dispatcher obeys (eventing.md §5.5). One of the Subscription's own replaces the
 * channel's as a whole, even when it is empty; only the dead-letter sink falls back by itself.
 */
export function physicalDelivery(subscription: Manifest, channel: Manifest, resolve: Resolve): unknown {
  const own = subscription.spec?.delivery;
  const inherited = channel.spec?.delivery;
  const carried = fieldsOf(own ?? inherited);
  const ownSink = fieldsOf(own).deadLetterSink;
  const sink =
    ownSink === undefined
      ? sinkOf(fieldsOf(inherited).deadLetterSink, channel, resolve)
      : resolve(ownSink, subscription);
  const delivery = given({
    ...Object.fromEntries(CARRIED.map((field) => [field, carried[field]])),
    deadLetterSink: sink === undefined ? undefined : given({ ...sink }),
  });
  return Object.keys(delivery).length === 0 ? undefined : delivery;
}

function sinkOf(sink: unknown, channel: Manifest, resolve: Resolve): ResolvedDestination | undefined {
  return sink === undefined ? undefined : resolve(sink, channel);
}
