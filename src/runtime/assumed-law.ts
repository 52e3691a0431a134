import { compareTraits, type DeliveryTraits, deliveryTraits, type TraitName } from "../delivery/index.ts";
import type { BrokerEndpoint, ChannelEndpoint, EndpointId, EventGraph } from "../graph/graph.ts";

/** Brokers or channels of one make that is not what the engine runs, so that its law is only assumed. Plain data. */
export interface AssumedLaw {
  /** `other-class`: their make is known by name; `unknown-config`: what a Broker's config names is not among the manifests. */
  readonly code: "other-class" | "unknown-config";
  /** Those that are meant, in the graph's order. */
  readonly endpoints: readonly EndpointId[];
  /** The Broker class or kind of channel that the manifests name; absent where that is unknown. */
  readonly stated?: string;
  /** What runs in its place. */
  readonly runsAs: Standard;
  /** Known to be otherwise on the cluster. */
  readonly different: readonly TraitName[];
  /** Not known of the stated one: it may be the same or not. */
  readonly unknown: readonly TraitName[];
  /** All of this in a sentence or two. */
  readonly message: string;
}

/** What the engine is: the Broker class and the kind of channel that eventing.md §6 describes. */
type Standard = "MTChannelBasedBroker" | "InMemoryChannel";

/** Where a run of this graph only assumes the law, one entry for each make of Broker and channel; none for what Knative ships. */
export function assumedLaws(graph: EventGraph): readonly AssumedLaw[] {
  const groups = new Map<string, { readonly standIn: StandIn; readonly endpoints: Carrier[] }>();
  for (const endpoint of graph.endpoints) {
    if (endpoint.kind !== "broker" && endpoint.kind !== "channel") continue;
    for (const standIn of standInsFor(endpoint)) {
      const key = `${endpoint.kind} ${standIn.runsAs} ${standIn.stated ?? ""}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { standIn, endpoints: [endpoint] });
      else group.endpoints.push(endpoint);
    }
  }
  return [...groups.values()].map(({ standIn, endpoints }) => assumedLaw(standIn, endpoints));
}

type Carrier = BrokerEndpoint | ChannelEndpoint;

interface StandIn {
  readonly runsAs: Standard;
  readonly stated?: string;
}

function standInsFor(endpoint: Carrier): readonly StandIn[] {
  if (endpoint.kind === "channel") return unlessStandard("InMemoryChannel", endpoint.channelKind);
  const { brokerClass, channelKind = "InMemoryChannel", unknownConfig } = endpoint;
  const ofClass = unlessStandard("MTChannelBasedBroker", brokerClass);
  // The config of another class is no channel's.
  if (ofClass.length > 0) return ofClass;
  return unknownConfig ? [{ runsAs: "InMemoryChannel" }] : unlessStandard("InMemoryChannel", channelKind);
}

function unlessStandard(runsAs: Standard, stated: string): readonly StandIn[] {
  return stated === runsAs ? [] : [{ runsAs, stated }];
}

function assumedLaw({ runsAs, stated }: StandIn, carriers: readonly Carrier[]): AssumedLaw {
  const endpoints = carriers.map(({ id }) => id);
  const names = namesOf(carriers);
  if (stated === undefined) {
    const one = carriers.length === 1;
    return {
      code: "unknown-config",
      endpoints,
      runsAs,
      ...compareTraits("", runsAs),
      message: `${names} ${one ? "names a config" : "name configs"} that ${one ? "is" : "are"} not among the manifests, so the channel behind ${one ? "it" : "each"} is unknown; here it is an ${runsAs}.`,
    };
  }
  const { different, unknown } = compareTraits(stated, runsAs);
  const made = runsAs === "MTChannelBasedBroker" ? "of class" : carriers[0]?.kind === "broker" ? "over" : "of kind";
  const traits = deliveryTraits(stated);
  const known =
    different.length === 0
      ? ""
      : ` On a cluster ${different.map((name) => differenceText(name, traits)).join(", and ")}.`;
  const open = unknown.length === 0 ? "" : ` Unknown of ${stated}: ${unknown.map((name) => LABELS[name]).join(", ")}.`;
  return {
    code: "other-class",
    endpoints,
    stated,
    runsAs,
    different,
    unknown,
    message: `${names} (${made} ${stated}) ${carriers.length === 1 ? "runs" : "run"} as ${runsAs} here.${known}${open}`,
  };
}

/** What is known to be otherwise, as a clause. */
function differenceText(name: TraitName, traits: DeliveryTraits): string {
  if (name === "durable") return "events that were taken are stored";
  if (name === "deadLetterSink") return "a dead-letter sink can only be a Pub/Sub topic";
  const { value } = traits.ordering;
  if (name === "ordering" && value !== "unknown") {
    const where = value.annotation === undefined ? "" : `, unless ${value.annotation} says otherwise`;
    return `each subscriber gets its events ${value.byDefault}${where}`;
  }
  return `${LABELS[name]} are ${JSON.stringify(traits[name].value)}`;
}

/** Traits as people call them. */
const LABELS: Readonly<Record<TraitName, string>> = {
  durable: "storage",
  acknowledgesBeforeDelivery: "acknowledgement",
  nonEventReply: "replies that are no event",
  retriedStatuses: "retried answers",
  backoff: "backoff",
  jitter: "jitter",
  ordering: "order",
  deadLetterAttributes: "dead-letter attributes",
  filterDialects: "filter dialects",
  timeout: "timeout",
  retryAfterMax: "retryAfterMax",
  attemptsWithoutDelivery: "attempts without a delivery",
  deadLetterSink: "kinds of dead-letter sinks",
  format: "format",
};

/** `Broker shop/orders`, `Channels shop/a, shop/b`. */
function namesOf(carriers: readonly Carrier[]): string {
  const kind = carriers[0]?.kind === "broker" ? "Broker" : "Channel";
  const names = carriers.map(({ namespace, name }) => `${namespace}/${name}`);
  return `${kind}${names.length === 1 ? "" : "s"} ${names.join(", ")}`;
}
