import { defineEntry, type RuleEntry } from "./entry.ts";
import { broker, object, SINK, SUBSCRIBER, subscription, trigger } from "./objects.ts";

const OIDC = "features:\n  eventing: { authentication-oidc: enabled }\n";
const RABBITMQ = "config: { apiVersion: eventing.knative.dev/v1alpha1, kind: RabbitmqBrokerConfig, name: orders }";
const channel = (spec?: string, metadata?: string): string =>
  object("messaging.knative.dev/v1", "InMemoryChannel", spec, metadata);
const sequence = (spec: string): string => object("flows.knative.dev/v1", "Sequence", spec);
const parallel = (branch: string): string =>
  object("flows.knative.dev/v1", "Parallel", `branches: [{ ${SUBSCRIBER}${branch === "" ? "" : `, ${branch}`} }]`);
const delivery = (fields: string): string => broker(`delivery: { ${fields} }`);
const filters = (list: string): string => trigger(`filters: [${list}]`);
const policy = (spec: string): string => object("eventing.knative.dev/v1alpha1", "EventPolicy", spec);
const transform = (spec: string): string => object("eventing.knative.dev/v1alpha1", "EventTransform", spec);
const requestReply = (fields: string): string =>
  object(
    "eventing.knative.dev/v1alpha1",
    "RequestReply",
    `brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }, ${fields}`,
  );
const CHANNEL = "channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: orders }";

/** Brokers, Triggers, Channels, Subscriptions, flows and what they share (eventing.md §3, §4). */
export const EVENTING: readonly RuleEntry[] = [
  defineEntry({
    code: "invalid-reference",
    title: "A reference that names no object",
    source: ["knative/eventing.md §3.1"],
    effect: "The webhook refuses the object.",
    why: "A reference needs apiVersion, kind and name; nothing is filled in but the namespace.",
    mend: "Write the missing part, or refer within the object's own namespace.",
    examples: [
      {
        rule: "A reference by group needs the feature flag kreference-group.",
        bad: subscription(
          `${CHANNEL}, subscriber: { ref: { apiVersion: serving.knative.dev/v1, group: serving.knative.dev, kind: Service, name: charge } }`,
        ),
        good: subscription(
          `${CHANNEL}, subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }`,
        ),
      },
      {
        rule: "A reference has an apiVersion.",
        bad: subscription(`${CHANNEL}, subscriber: { ref: { kind: Service, name: charge } }`),
        good: subscription(`${CHANNEL}, subscriber: { ref: { apiVersion: v1, kind: Service, name: charge } }`),
      },
      {
        rule: "A reference has a kind.",
        bad: subscription(`${CHANNEL}, subscriber: { ref: { apiVersion: v1, name: charge } }`),
        good: subscription(`${CHANNEL}, subscriber: { ref: { apiVersion: v1, kind: Service, name: charge } }`),
      },
      {
        rule: "A reference has a name.",
        bad: subscription(`${CHANNEL}, subscriber: { ref: { apiVersion: v1, kind: Service } }`),
        good: subscription(`${CHANNEL}, subscriber: { ref: { apiVersion: v1, kind: Service, name: charge } }`),
      },
    ],
  }),
  defineEntry({
    code: "invalid-destination",
    title: "A destination that leads nowhere",
    source: ["knative/eventing.md §3.2", "knative/sources.md §5"],
    effect: "The webhook refuses the object.",
    why: "A destination is a `ref`, an absolute `uri`, or a `ref` with a relative `uri` that is added to its address.",
    mend: "Write one of these.",
    examples: [
      {
        rule: "A destination has a ref or a uri.",
        bad: trigger("delivery: { deadLetterSink: {} }"),
        good: trigger("delivery: { deadLetterSink: { uri: http://failures.example.com } }"),
      },
      {
        rule: "Beside a ref the uri is relative.",
        bad: trigger(
          "delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: failures }, uri: http://failures.example.com } }",
        ),
        good: trigger(
          "delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: failures }, uri: /orders } }",
        ),
      },
      {
        rule: "Without a ref the uri has a scheme.",
        bad: trigger("delivery: { deadLetterSink: { uri: /orders } }"),
        good: trigger("delivery: { deadLetterSink: { uri: http://failures.example.com/orders } }"),
      },
      {
        rule: "Without a ref the uri has a host.",
        bad: trigger('delivery: { deadLetterSink: { uri: "http:orders" } }'),
        good: trigger("delivery: { deadLetterSink: { uri: http://failures.example.com/orders } }"),
      },
      {
        rule: "CACerts holds a certificate.",
        bad: trigger("delivery: { deadLetterSink: { uri: https://failures.example.com, CACerts: none } }"),
        good: trigger("delivery: { deadLetterSink: { uri: https://failures.example.com } }"),
      },
      {
        rule: "The sink of a GitHubSource is a ref or a uri, never both.",
        bad: object(
          "sources.knative.dev/v1alpha1",
          "GitHubSource",
          "eventTypes: [push], ownerAndRepository: shop/orders, accessToken: { secretKeyRef: { name: github, key: access } }, secretToken: { secretKeyRef: { name: github, key: secret } }, sink: { ref: { apiVersion: v1, kind: Service, name: charge }, uri: /push }",
        ),
        good: object(
          "sources.knative.dev/v1alpha1",
          "GitHubSource",
          "eventTypes: [push], ownerAndRepository: shop/orders, accessToken: { secretKeyRef: { name: github, key: access } }, secretToken: { secretKeyRef: { name: github, key: secret } }, sink: { ref: { apiVersion: v1, kind: Service, name: charge } }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "invalid-ce-overrides",
    title: "Overrides of attributes that no event can carry",
    source: ["knative/eventing.md §3.3", "knative/eventing.md §7.2"],
    effect: "Refused, or sent under another name than was written.",
    why: "Names of CloudEvents attributes are small letters and digits.",
    mend: "Write the name in small letters and digits.",
    examples: [
      {
        rule: "A name has letters and digits.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          `schedule: "0 * * * *", ceOverrides: { extensions: { shop-id: a } }, ${SINK}`,
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          `schedule: "0 * * * *", ceOverrides: { extensions: { shopid: a } }, ${SINK}`,
        ),
      },
      {
        rule: "A name has no capitals.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          `schedule: "0 * * * *", ceOverrides: { extensions: { shopId: a } }, ${SINK}`,
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          `schedule: "0 * * * *", ceOverrides: { extensions: { shopid: a } }, ${SINK}`,
        ),
      },
    ],
  }),
  defineEntry({
    code: "invalid-delivery",
    title: "A delivery that cannot be carried out",
    source: ["knative/eventing.md §3.4"],
    effect: "The webhook refuses the object.",
    why: "Durations are ISO 8601 as one Go library reads them, and Knative keeps one decimal of each field: `PT0.05S` is no time at all.",
    mend: "Write durations like PT2S or PT0.5S, a policy of linear or exponential, and a retry from 0.",
    examples: [
      { rule: "retry is 0 or more.", bad: delivery("retry: -1"), good: delivery("retry: 0") },
      { rule: "A duration is ISO 8601.", bad: delivery("timeout: 10s"), good: delivery("timeout: PT10S") },
      { rule: "A timeout is longer than nothing.", bad: delivery("timeout: PT0S"), good: delivery("timeout: PT0.1S") },
      {
        rule: "backoffPolicy is linear or exponential.",
        bad: delivery("retry: 3, backoffPolicy: Linear, backoffDelay: PT1S"),
        good: delivery("retry: 3, backoffPolicy: linear, backoffDelay: PT1S"),
      },
      {
        rule: "backoffDelay is ISO 8601.",
        bad: delivery("retry: 3, backoffPolicy: linear, backoffDelay: 1s"),
        good: delivery("retry: 3, backoffPolicy: linear, backoffDelay: PT1S"),
      },
      {
        rule: "format is json or binary.",
        bad: trigger("delivery: { format: xml }"),
        good: trigger("delivery: { format: json }"),
      },
      {
        rule: "retryAfterMax needs the feature flag delivery-retryafter.",
        bad: delivery("retry: 3, retryAfterMax: PT30S"),
        good: delivery("retry: 3"),
      },
      {
        rule: "timeout needs the feature flag delivery-timeout, which ships enabled.",
        settings: "features:\n  eventing: { delivery-timeout: disabled }\n",
        bad: delivery("timeout: PT10S"),
        good: delivery("retry: 3"),
      },
    ],
  }),
  defineEntry({
    code: "invalid-filter",
    title: "A filter that cannot be evaluated",
    source: ["knative/eventing.md §3.7"],
    effect: "The webhook refuses the object.",
    why: "An object in `filters` holds one dialect; names of attributes are small letters and digits; CESQL is parsed before it is stored.",
    mend: "Give each dialect an object of its own, and write names in small letters.",
    examples: [
      {
        rule: "A name of an attribute has small letters and digits.",
        bad: trigger("filter: { attributes: { Type: shop.order.placed } }"),
        good: trigger("filter: { attributes: { type: shop.order.placed } }"),
      },
      {
        rule: "The same holds in every dialect.",
        bad: filters("{ suffix: { shop-id: a } }"),
        good: filters("{ suffix: { shopid: a } }"),
      },
      {
        rule: "One object holds one dialect.",
        bad: filters("{ exact: { type: shop.order.placed }, prefix: { source: /shop } }"),
        good: filters("{ exact: { type: shop.order.placed } }, { prefix: { source: /shop } }"),
      },
      {
        rule: "CESQL can be parsed.",
        bad: filters("{ cesql: type = }"),
        good: filters(`{ cesql: "type = 'shop.order.placed'" }`),
      },
    ],
  }),
  defineEntry({
    code: "broker-class",
    title: "A Broker that nobody implements",
    source: ["knative/eventing.md §4.1", "knative/sources.md §0"],
    effect: "Refused when the class is empty; otherwise the Broker is taken and never becomes ready.",
    why: "The annotation chooses who implements the Broker; a name that nobody has matches no controller.",
    mend: "Write the class as its implementation spells it.",
    examples: [
      {
        rule: "The class is not empty.",
        bad: broker(undefined, 'annotations: { eventing.knative.dev/broker.class: "" }'),
        good: broker(undefined, "annotations: { eventing.knative.dev/broker.class: MTChannelBasedBroker }"),
      },
      {
        rule: "The class is one that exists.",
        bad: broker(RABBITMQ, "annotations: { eventing.knative.dev/broker.class: RabbitMQ }"),
        good: broker(RABBITMQ, "annotations: { eventing.knative.dev/broker.class: RabbitMQBroker }"),
      },
    ],
  }),
  defineEntry({
    code: "trigger-broker",
    title: "A Trigger without exactly one Broker",
    source: ["knative/eventing.md §4.2"],
    effect: "The webhook refuses the Trigger.",
    why: "`broker` names one in the same namespace; `brokerRef` one elsewhere, where links between namespaces are enabled.",
    mend: "Write `broker`.",
    examples: [
      {
        rule: "A Trigger names a Broker.",
        bad: object("eventing.knative.dev/v1", "Trigger", SUBSCRIBER),
        good: trigger("filter: {}"),
      },
      {
        rule: "brokerRef needs the feature flag cross-namespace-event-links.",
        bad: object(
          "eventing.knative.dev/v1",
          "Trigger",
          `brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders, namespace: billing }, ${SUBSCRIBER}`,
        ),
        good: trigger("filter: {}"),
      },
      {
        rule: "broker and brokerRef exclude each other.",
        settings: "features:\n  eventing: { cross-namespace-event-links: enabled }\n",
        bad: trigger("brokerRef: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders, namespace: shop }"),
        good: trigger("filter: {}"),
      },
    ],
  }),
  defineEntry({
    code: "trigger-annotation",
    title: "An annotation of a Trigger that cannot be read",
    source: ["knative/eventing.md §4.2"],
    effect: "The webhook refuses the Trigger.",
    why: "`knative.dev/dependency` is a reference in JSON; with `knative.dev/inject` … the old injection of Brokers is meant.",
    mend: "Write the whole reference as JSON, or remove the annotation.",
    examples: [
      {
        rule: "knative.dev/dependency is a reference in JSON.",
        bad: trigger("filter: {}", "annotations: { knative.dev/dependency: tick }"),
        good: trigger(
          "filter: {}",
          `annotations: { knative.dev/dependency: '{"apiVersion":"sources.knative.dev/v1","kind":"PingSource","name":"tick"}' }`,
        ),
      },
      {
        rule: "It has apiVersion, kind and name.",
        bad: trigger("filter: {}", `annotations: { knative.dev/dependency: '{"kind":"PingSource","name":"tick"}' }`),
        good: trigger(
          "filter: {}",
          `annotations: { knative.dev/dependency: '{"apiVersion":"sources.knative.dev/v1","kind":"PingSource","name":"tick"}' }`,
        ),
      },
    ],
  }),
  defineEntry({
    code: "channel-template",
    title: "A channel template that names no channel",
    source: ["knative/eventing.md §4.3", "knative/eventing.md §5.1"],
    effect:
      "Without apiVersion or kind the webhook refuses the object. Its spec nobody looks at: the channel is never made, or without what its kind does not have.",
    why: "A template is apiVersion and kind of a channel, and the spec it gets; what it leaves out is not filled in.",
    mend: "Write both, such as messaging.knative.dev/v1 and InMemoryChannel.",
    examples: [
      {
        rule: "A template has a kind.",
        bad: object("messaging.knative.dev/v1", "Channel", "channelTemplate: { apiVersion: messaging.knative.dev/v1 }"),
        good: object(
          "messaging.knative.dev/v1",
          "Channel",
          "channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }",
        ),
      },
      {
        rule: "A template has an apiVersion.",
        bad: sequence("steps: [{ uri: http://charge.example.com }], channelTemplate: { kind: InMemoryChannel }"),
        good: sequence(
          "steps: [{ uri: http://charge.example.com }], channelTemplate: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }",
        ),
      },
      {
        rule: "The spec of a template is one that its channel can have.",
        bad: sequence(
          "steps: [{ uri: http://charge.example.com }], channelTemplate: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel, spec: { partitions: 3 } }",
        ),
        good: sequence(
          "steps: [{ uri: http://charge.example.com }], channelTemplate: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel, spec: { numPartitions: 3 } }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "channel-scope",
    title: "A scope that no channel has",
    source: ["knative/eventing.md §4.4", "knative/sources.md §3.1"],
    effect: "The webhook refuses the channel.",
    why: "A dispatcher serves the cluster or one namespace.",
    mend: "Write cluster or namespace, or leave the annotation out.",
    examples: [
      {
        rule: "eventing.knative.dev/scope is cluster or namespace.",
        bad: channel(undefined, "annotations: { eventing.knative.dev/scope: shop }"),
        good: channel(undefined, "annotations: { eventing.knative.dev/scope: namespace }"),
      },
    ],
  }),
  defineEntry({
    code: "channel-subscribers",
    title: "Subscribers written into a channel by hand",
    source: ["knative/eventing.md §4.3", "knative/eventing.md §4.4", "knative/sources.md §10"],
    effect: "Refused; where it is taken, the controller overwrites the list.",
    why: "`spec.subscribers` is what controllers make of Subscriptions.",
    mend: "Remove it and write a Subscription for each subscriber.",
    examples: [
      {
        rule: "Each subscriber has an address.",
        bad: channel("subscribers: [{ uid: a }]"),
        good: channel(),
      },
    ],
  }),
  defineEntry({
    code: "subscription-channel",
    title: "A Subscription without a channel of its own namespace",
    source: ["knative/eventing.md §4.5"],
    effect: "The webhook refuses the Subscription.",
    why: "A Subscription hangs on one channel, which is never looked for in another namespace: even its own one may not be written.",
    mend: "Write apiVersion, kind and name of the channel, without a namespace.",
    examples: [
      {
        rule: "A Subscription has a channel.",
        bad: subscription(SUBSCRIBER),
        good: subscription(`${CHANNEL}, ${SUBSCRIBER}`),
      },
      {
        rule: "The channel has no namespace.",
        bad: subscription(
          `channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: orders, namespace: shop }, ${SUBSCRIBER}`,
        ),
        good: subscription(`${CHANNEL}, ${SUBSCRIBER}`),
      },
    ],
  }),
  defineEntry({
    code: "subscription-subscriber",
    title: "A Subscription that delivers nowhere",
    source: ["knative/eventing.md §4.5"],
    effect: "The webhook refuses the Subscription.",
    why: "A reply alone is not enough.",
    mend: "Name the subscriber.",
    examples: [
      {
        rule: "A Subscription has a subscriber.",
        bad: subscription(`${CHANNEL}, reply: { uri: http://orders.example.com }`),
        good: subscription(`${CHANNEL}, ${SUBSCRIBER}`),
      },
    ],
  }),
  defineEntry({
    code: "sequence-steps",
    title: "A Sequence without steps",
    source: ["knative/eventing.md §4.6"],
    effect: "The webhook refuses the Sequence.",
    why: "A Sequence is its steps.",
    mend: "Write at least one step.",
    examples: [
      {
        rule: "A Sequence has a step.",
        bad: sequence("steps: []"),
        good: sequence("steps: [{ uri: http://charge.example.com }]"),
      },
    ],
  }),
  defineEntry({
    code: "parallel-branches",
    title: "A Parallel without branches",
    source: ["knative/eventing.md §4.7"],
    effect: "The webhook refuses the Parallel.",
    why: "A Parallel is its branches.",
    mend: "Write at least one branch.",
    examples: [
      {
        rule: "A Parallel has a branch.",
        bad: object("flows.knative.dev/v1", "Parallel", "branches: []"),
        good: parallel(""),
      },
    ],
  }),
  defineEntry({
    code: "parallel-branch-delivery",
    title: "A branch's delivery that nobody looks at before it is too late",
    source: ["knative/eventing.md §5.3"],
    effect:
      "The Parallel is taken; the Subscription that its controller makes of the branch is refused, and the branch gets nothing.",
    why: "The webhook of Parallels does not look into the delivery of branches.",
    mend: "Write the delivery as any other one.",
    examples: [
      {
        rule: "A branch's delivery is one that a Subscription may have.",
        bad: parallel("delivery: { timeout: 10s }"),
        good: parallel("delivery: { timeout: PT10S }"),
      },
    ],
  }),
  defineEntry({
    code: "event-type-type",
    title: "An EventType that describes no type",
    source: ["knative/eventing.md §4.8"],
    effect: "The webhook refuses the EventType.",
    why: "An EventType says which type it is about.",
    mend: "Write the type.",
    examples: [
      {
        rule: "An EventType has a type.",
        bad: object("eventing.knative.dev/v1beta2", "EventType", "source: /shop"),
        good: object("eventing.knative.dev/v1beta2", "EventType", "type: shop.order.placed, source: /shop"),
      },
    ],
  }),
  defineEntry({
    code: "event-type-loses-attributes",
    title: "An EventType that loses attributes",
    source: ["knative/eventing.md §4.8"],
    effect: "The attribute is dropped in silence; who reads the EventType never learns of it.",
    why: "The stored version keeps type, source, id, specversion and schemadata alone.",
    mend: "Say it in the description or in an annotation.",
    examples: [
      {
        rule: "Attributes are those that are stored.",
        bad: object(
          "eventing.knative.dev/v1beta3",
          "EventType",
          'attributes: [{ name: type, required: true, value: shop.order.placed }, { name: source, required: true, value: /shop }, { name: specversion, required: true, value: "1.0" }, { name: id, required: true }, { name: region, required: false, value: eu }]',
        ),
        good: object(
          "eventing.knative.dev/v1beta3",
          "EventType",
          'attributes: [{ name: type, required: true, value: shop.order.placed }, { name: source, required: true, value: /shop }, { name: specversion, required: true, value: "1.0" }, { name: id, required: true }]',
        ),
      },
    ],
  }),
  defineEntry({
    code: "event-policy",
    title: "An EventPolicy that cannot say whom it lets in",
    source: ["knative/eventing.md §4.9"],
    effect: "The webhook refuses the EventPolicy.",
    why: "`from` lists references or subjects, `to` references or selectors; each element is one of both.",
    mend: "Write one of both in each element.",
    examples: [
      {
        rule: "Policies need the feature flag authentication-oidc.",
        bad: policy('from: [{ sub: "system:serviceaccount:shop:charge" }]'),
        good: broker(),
      },
      {
        rule: "An element of from is a ref or a sub.",
        settings: OIDC,
        bad: policy("from: [{}]"),
        good: policy('from: [{ sub: "system:serviceaccount:shop:charge" }]'),
      },
      {
        rule: "It is never both.",
        settings: OIDC,
        bad: policy(
          'from: [{ sub: "system:serviceaccount:shop:charge", ref: { apiVersion: sources.knative.dev/v1, kind: PingSource, name: tick } }]',
        ),
        good: policy("from: [{ ref: { apiVersion: sources.knative.dev/v1, kind: PingSource, name: tick } }]"),
      },
      {
        rule: "A star stands at the end of a sub.",
        settings: OIDC,
        bad: policy('from: [{ sub: "system:*:shop" }]'),
        good: policy('from: [{ sub: "system:serviceaccount:shop:*" }]'),
      },
      {
        rule: "An element of to is a ref or a selector.",
        settings: OIDC,
        bad: policy('from: [{ sub: "system:serviceaccount:shop:charge" }], to: [{}]'),
        good: policy(
          'from: [{ sub: "system:serviceaccount:shop:charge" }], to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }]',
        ),
      },
    ],
  }),
  defineEntry({
    code: "event-transform",
    title: "An EventTransform that transforms nothing",
    source: ["knative/eventing.md §4.10"],
    effect: "The webhook refuses the EventTransform.",
    why: "It is an expression, and what it may say of the reply hangs on its sink.",
    mend: "Write the expression; a reply only beside a sink.",
    examples: [
      { rule: "There is an expression.", bad: transform(SINK), good: transform(`jsonata: { expression: "$" }`) },
      {
        rule: "A reply needs a sink.",
        bad: transform(`jsonata: { expression: "$" }, reply: { jsonata: { expression: "$" } }`),
        good: transform(`jsonata: { expression: "$" }, reply: { jsonata: { expression: "$" } }, ${SINK}`),
      },
      {
        rule: "A reply is transformed or discarded.",
        bad: transform(`jsonata: { expression: "$" }, reply: { jsonata: { expression: "$" }, discard: true }, ${SINK}`),
        good: transform(`jsonata: { expression: "$" }, reply: { discard: true }, ${SINK}`),
      },
    ],
  }),
  defineEntry({
    code: "request-reply",
    title: "A RequestReply that cannot match answers",
    source: ["knative/eventing.md §4.11"],
    effect: "The webhook refuses the RequestReply.",
    why: "It waits for an event that carries the id of the request, for a time.",
    mend: "Write a timeout above zero.",
    examples: [
      {
        rule: "The timeout is longer than nothing.",
        bad: requestReply("correlationAttribute: correlationid, replyAttribute: replyid, timeout: PT0S"),
        good: requestReply("correlationAttribute: correlationid, replyAttribute: replyid, timeout: PT30S"),
      },
    ],
  }),
];
