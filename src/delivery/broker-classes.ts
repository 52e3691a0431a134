/** Something known of a class with where it is written, or `unknown` with where one would look. */
export interface Trait<T> {
  readonly value: T | "unknown";
  readonly source: string;
}

/**
 * How a Broker class or a kind of channel delivers, as far as the reference knows. `unknown` is not a guess: what
 * nobody has read or measured stays unknown, and is never taken for the behaviour of another class.
 */
export interface DeliveryTraits {
  /** Whether an event that was taken outlives the process that took it. */
  readonly durable: Trait<boolean>;
  /** Whether the sender hears 202 before the event is delivered. */
  readonly acknowledgesBeforeDelivery: Trait<boolean>;
  /** What a 2xx answer with a body that is no event does: it fails the delivery, or is thrown away as success. */
  readonly nonEventReply: Trait<"fails" | "ignored">;
  /** Statuses after which it sends again; `5xx` is all from 500 on, `none` is no answer. */
  readonly retriedStatuses: Trait<readonly (number | "5xx" | "none")[]>;
  /** The wait before the k-th retry, `d` being `backoffDelay`. */
  readonly backoff: Trait<{ readonly linear: string; readonly exponential: string }>;
  /** Whether waits vary by chance. */
  readonly jitter: Trait<boolean>;
  /** Whether one subscriber gets events one after the other, in the order they came. */
  readonly ordering: Trait<Ordering>;
  /** Extensions that a dead letter gains. */
  readonly deadLetterAttributes: Trait<readonly string[]>;
  /** Filters it evaluates; `attributes` is the legacy `filter`. */
  readonly filterDialects: Trait<readonly string[]>;
  /** Whether `delivery.timeout` limits each attempt. */
  readonly timeout: Trait<boolean>;
  /** Whether `delivery.retryAfterMax` lets `Retry-After` count. */
  readonly retryAfterMax: Trait<boolean>;
  /** Attempts where no delivery is stated anywhere. */
  readonly attemptsWithoutDelivery: Trait<number>;
  /** What a dead-letter sink may be: any destination, or a Pub/Sub topic as a URI only. */
  readonly deadLetterSink: Trait<"destination" | "pubsub-topic">;
  /** Where `delivery.format` has an effect. */
  readonly format: Trait<"triggers" | "nowhere">;
}

/** Order of deliveries to one subscriber. */
export interface Ordering {
  readonly byDefault: "ordered" | "unordered";
  /** The annotation that changes it, on the Trigger. */
  readonly annotation?: string;
}

/** A trait by its name. */
export type TraitName = keyof DeliveryTraits;

/** What is known of a Broker class (`MTChannelBasedBroker`, `Kafka`, …) or a kind of channel (`InMemoryChannel`, `KafkaChannel`, …). */
export function deliveryTraits(brokerClassOrChannelKind: string): DeliveryTraits {
  return KNOWN.get(brokerClassOrChannelKind) ?? unknownBut({}, "knative/sources.md §0");
}

/** What a class has in common with another. */
export interface TraitComparison {
  /** Known of both, and not the same. */
  readonly different: readonly TraitName[];
  /** Unknown of at least one. */
  readonly unknown: readonly TraitName[];
}

/** Compares what two classes do. What is in neither list is the same. */
export function compareTraits(one: string, other: string): TraitComparison {
  const [a, b] = [deliveryTraits(one), deliveryTraits(other)];
  const unknown = TRAIT_NAMES.filter((name) => a[name].value === "unknown" || b[name].value === "unknown");
  const different = TRAIT_NAMES.filter(
    (name) => !unknown.includes(name) && JSON.stringify(a[name].value) !== JSON.stringify(b[name].value),
  );
  return { different, unknown };
}

/** All dialects of the legacy and the new filters (eventing.md §6.10). */
const ALL_DIALECTS = ["attributes", "exact", "prefix", "suffix", "all", "any", "not", "cesql"] as const;

/** The Broker that Knative ships, over InMemoryChannels. */
const MT_CHANNEL_BASED: DeliveryTraits = {
  durable: { value: false, source: "knative/eventing.md §6.1" },
  acknowledgesBeforeDelivery: { value: false, source: "knative/eventing.md §6.4" },
  nonEventReply: { value: "fails", source: "knative/eventing.md §6.7" },
  retriedStatuses: { value: [404, 408, 409, 429, "5xx", "none"], source: "knative/eventing.md §6.3" },
  backoff: { value: { linear: "d·(k−1)", exponential: "d·2^(k−1)" }, source: "knative/eventing.md §6.3" },
  jitter: { value: false, source: "knative/eventing.md §6.3" },
  ordering: { value: { byDefault: "unordered" }, source: "knative/eventing.md §6.4" },
  deadLetterAttributes: {
    value: ["knativeerrordest", "knativeerrorcode", "knativeerrordata"],
    source: "knative/eventing.md §6.5",
  },
  filterDialects: { value: ALL_DIALECTS, source: "knative/eventing.md §6.10" },
  timeout: { value: true, source: "knative/eventing.md §6.3" },
  retryAfterMax: { value: true, source: "knative/eventing.md §6.3" },
  attemptsWithoutDelivery: { value: 1, source: "knative/eventing.md §6.3" },
  deadLetterSink: { value: "destination", source: "knative/eventing.md §3.4" },
  format: { value: "triggers", source: "knative/eventing.md §5.5" },
};

/** The channel that Knative ships. */
const IN_MEMORY: DeliveryTraits = {
  ...MT_CHANNEL_BASED,
  nonEventReply: { value: "ignored", source: "knative/eventing.md §6.2" },
  filterDialects: { value: [], source: "knative/eventing.md §4.5" },
  format: { value: "nowhere", source: "knative/eventing.md §5.5" },
};

/** `KafkaNamespaced` is the same with the data plane in the Broker's namespace. */
const KAFKA = unknownBut(
  {
    durable: { value: true, source: "knative/sources.md §1.4 (events are records of a topic with replicas)" },
    ordering: {
      value: { byDefault: "unordered", annotation: "kafka.eventing.knative.dev/delivery.order" },
      source: "knative/sources.md §1.4",
    },
  },
  "knative/sources.md §1.4",
);

const KNOWN: ReadonlyMap<string, DeliveryTraits> = new Map([
  ["MTChannelBasedBroker", MT_CHANNEL_BASED],
  ["InMemoryChannel", IN_MEMORY],
  ["Kafka", KAFKA],
  ["KafkaNamespaced", KAFKA],
  [
    "KafkaChannel",
    unknownBut(
      { durable: { value: true, source: "knative/sources.md §1.3 (kept for `retentionDuration`, by default a week)" } },
      "knative/sources.md §1.3",
    ),
  ],
  [
    "RabbitMQBroker",
    unknownBut(
      {
        ordering: {
          value: { byDefault: "ordered", annotation: "rabbitmq.eventing.knative.dev/parallelism" },
          source: "knative/sources.md §2.2",
        },
        attemptsWithoutDelivery: { value: 1, source: "knative/sources.md §2.2" },
      },
      "knative/sources.md §2.2",
    ),
  ],
  // Its stream may be kept in files or in memory: nothing that holds for the kind.
  ["NatsJetStreamChannel", unknownBut({}, "knative/sources.md §3.1")],
  ["NatsJetStreamBroker", unknownBut({}, "knative/sources.md §3.2")],
  [
    "googlecloud",
    unknownBut(
      { deadLetterSink: { value: "pubsub-topic", source: "knative/sources.md §10" } },
      "knative/sources.md §10",
    ),
  ],
]);

const TRAIT_NAMES = Object.keys(MT_CHANNEL_BASED) as readonly TraitName[];

/** Everything unknown but what is said. */
function unknownBut(known: Partial<DeliveryTraits>, source: string): DeliveryTraits {
  const unknown = { value: "unknown", source } as const;
  return {
    durable: unknown,
    acknowledgesBeforeDelivery: unknown,
    nonEventReply: unknown,
    retriedStatuses: unknown,
    backoff: unknown,
    jitter: unknown,
    ordering: unknown,
    deadLetterAttributes: unknown,
    filterDialects: unknown,
    timeout: unknown,
    retryAfterMax: unknown,
    attemptsWithoutDelivery: unknown,
    deadLetterSink: unknown,
    format: unknown,
    ...known,
  };
}
