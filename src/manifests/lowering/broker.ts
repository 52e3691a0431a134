import { BROKER_CLASS, DEFAULT_BROKER_CLASS, SHIPPED_CONFIG } from "../defaults/broker.ts";
import { BROKER_LABEL } from "../defaults/trigger.ts";
import { isObject } from "../is-object.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { parseEmbedded } from "../read/embedded.ts";
import { type ChannelTemplate, channelFrom, channelRef, readChannelTemplate } from "./channel-template.ts";
import { child, fieldsOf, given, namespaceField, parentName } from "./child.ts";

/** What the controller of a Broker reads beside it. */
export interface BrokerSurroundings {
  /** Its Triggers, after defaulting. */
  readonly triggers: readonly Manifest[];
  /** The ConfigMap of `spec.config`; undefined where there is none. The one that Knative ships need not be given. */
  readonly config: Manifest | undefined;
  /** Whether the flag `authentication-oidc` is on. */
  readonly oidc: boolean;
  /** Such as `cluster.local`. */
  readonly clusterDomain: string;
}

/** What a Broker's controller makes, or why it makes nothing. */
export interface LoweredBroker {
  readonly children: readonly Manifest[];
  readonly failure?: string;
}

/** The channel behind a Broker (eventing.md §5.4). */
export function brokerChannelName(broker: string): string {
  return childName(broker, "-kne-trigger");
}

/** The Subscription of a Trigger; offline, without a uid, it ends in the dash (eventing.md §5.4). */
export function triggerSubscriptionName(broker: string, trigger: string, uid: string): string {
  return childName(`${broker}-${trigger}-`, uid);
}

/**
 * What the controller of a Broker of class MTChannelBasedBroker makes: its channel, and a Subscription for each of its
 * Triggers. Other classes make other things, known to nobody here (eventing.md §5.4).
 */
export function lowerBroker(broker: Manifest, surroundings: BrokerSurroundings): LoweredBroker {
  const brokerClass = broker.metadata.annotations?.[BROKER_CLASS] ?? DEFAULT_BROKER_CLASS;
  if (brokerClass !== DEFAULT_BROKER_CLASS) return { children: [] };
  const template = brokerChannelTemplate(broker, surroundings.config);
  if (typeof template === "string") return { children: [], failure: template };
  const name = parentName(broker);
  const channel = channelFrom(broker, template, brokerChannelName(name), broker.spec?.delivery, {
    labels: { [BROKER_LABEL]: name, "eventing.knative.dev/brokerEverything": "true" },
    annotations: { ...channelAnnotations(broker), "eventing.knative.dev/scope": "cluster" },
  });
  return {
    children: [channel, ...surroundings.triggers.map((each) => lowerTrigger(each, broker, template, surroundings))],
  };
}

/** The template in a Broker's ConfigMap, or what is wrong with it, in Knative's words (eventing.md §5.4). */
export function brokerChannelTemplate(broker: Manifest, config: Manifest | undefined): ChannelTemplate | string {
  const { kind, apiVersion, name } = fieldsOf(broker.spec?.config);
  if (kind !== undefined && (kind !== "ConfigMap" || apiVersion !== "v1")) {
    return "Broker.Spec.Config configuration not supported, only [kind: ConfigMap, apiVersion: v1]";
  }
  if (config === undefined) {
    return name === undefined || name === SHIPPED_CONFIG.name
      ? readChannelTemplate(undefined)
      : "broker configuration not found";
  }
  const data = fieldsOf(config.data);
  const text = data["channel-template-spec"] ?? data.channelTemplateSpec;
  if (typeof text !== "string" || text === "") return "empty or missing value for config";
  const parsed = parseEmbedded(text);
  if (!isObject(parsed)) return `ConfigMap's value could not be converted to JSON. ${text}`;
  return readChannelTemplate(parsed);
}

/** The effective delivery of a Trigger: its own as a whole, else its Broker's as a whole (eventing.md §5.4, §5.5). */
export function triggerDelivery(trigger: Manifest, broker: Manifest): unknown {
  return trigger.spec?.delivery ?? broker.spec?.delivery;
}

/** Annotations that reach the channel: all whose key begins so, with or without a slash behind. */
function channelAnnotations(broker: Manifest): Readonly<Record<string, string>> {
  const entries = Object.entries(broker.metadata.annotations ?? {});
  return Object.fromEntries(entries.filter(([key]) => key.startsWith("messaging.knative.dev")));
}

function lowerTrigger(
  trigger: Manifest,
  broker: Manifest,
  template: ChannelTemplate,
  { oidc, clusterDomain }: BrokerSurroundings,
): Manifest {
  const name = parentName(broker);
  const { uid: known }: Readonly<Record<string, unknown>> = trigger.metadata;
  const uid = typeof known === "string" ? known : "";
  const own = parentName(trigger);
  const namespace = namespaceOf(trigger);
  const filter = `http://broker-filter.knative-eventing.svc.${clusterDomain}/triggers/${namespace}/${own}/${uid}`;
  const audience = { audience: "mt-broker-filter" };
  const delivery = triggerDelivery(trigger, broker);
  const ref = { apiVersion: broker.apiVersion, kind: broker.kind, name, ...namespaceField(broker) };
  return child(
    trigger,
    {
      apiVersion: "messaging.knative.dev/v1",
      kind: "Subscription",
      name: triggerSubscriptionName(name, own, uid),
    },
    {
      spec: given({
        channel: channelRef(template, brokerChannelName(name)),
        subscriber: oidc ? { uri: filter, ...audience } : { uri: filter },
        reply: oidc ? { uri: `${filter}/reply`, ...audience } : { ref },
        delivery:
          oidc && isObject(delivery) && delivery.deadLetterSink !== undefined
            ? { ...delivery, deadLetterSink: { uri: `${filter}/dls`, ...audience } }
            : delivery,
      }),
    },
    { labels: { [BROKER_LABEL]: name, "eventing.knative.dev/trigger": own } },
  );
}
