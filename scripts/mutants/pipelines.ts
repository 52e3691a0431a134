import fc from "fast-check";
import type { Manifest } from "../../src/manifests/index.ts";

/*
 * Pipelines by chance: Brokers with Triggers, Channels with Subscriptions, Sequences and Parallels, with filters,
 * replies, deliveries and dead-letter sinks, each of which may be as it should or not. Every service states its contracts.
 */

const NAMESPACE = "shop";
const SERVING = { apiVersion: "serving.knative.dev/v1", kind: "Service" };
const BROKER = { apiVersion: "eventing.knative.dev/v1", kind: "Broker" };
const CHANNEL = { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" };

/** The manifests of one pipeline: a source, what it sends to, what comes after, and a dead-letter sink. */
export function pipelines(): fc.Arbitrary<readonly Manifest[]> {
  return fc
    .record({ shape: fc.oneof(brokers, channels, sequences, parallels), entry: fc.constantFrom("ping", "container") })
    .map(({ shape, entry }) => [
      ...(entry === "ping" ? [ping(shape.entry)] : [container(shape.entry)]),
      ...shape.manifests(entry === "ping" ? "dev.knative.sources.ping" : "shop.order.placed"),
      service("failures"),
    ]);
}

interface Shape {
  readonly entry: Ref;
  readonly manifests: (type: string) => readonly Manifest[];
}

interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A delivery, or none: with or without retries, waits, a timeout, a dead-letter sink. */
const deliveries = fc.option(
  fc.record(
    {
      retry: fc.constantFrom(0, 1, 3),
      backoffPolicy: fc.constantFrom("linear", "exponential"),
      backoffDelay: fc.constantFrom("PT0.2S", "PT1S", "PT30S"),
      timeout: fc.constantFrom("PT1S", "PT30S", "PT10M"),
      deadLetterSink: fc.constant({ ref: { ...SERVING, name: "failures" } }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
/** Sound ones more often than chance makes them. */
const sound = fc.constant({
  retry: 2,
  backoffPolicy: "exponential",
  backoffDelay: "PT1S",
  timeout: "PT30S",
  deadLetterSink: { ref: { ...SERVING, name: "failures" } },
});
const delivery = fc.oneof({ weight: 2, arbitrary: sound }, { weight: 3, arbitrary: deliveries });
const own = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, delivery);

/** Steps in a row over one Broker, each of which may reply with the next one's type, nothing, or what nobody takes. */
const brokers: fc.Arbitrary<Shape> = fc
  .record({
    delivery,
    steps: fc.array(
      fc.record({
        own,
        filter: fc.constantFrom("type", "type", "type", "misspelt", "prefix", "none"),
        reply: fc.constantFrom("next", "next", "nothing", "unheard", "same"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ delivery: shared, steps }) => ({
    entry: { ...BROKER, name: "orders" },
    manifests: (first) => [
      object({ ...BROKER, name: "orders" }, given({ delivery: shared })),
      ...steps.flatMap(({ own: leg, filter, reply }, index) => {
        const type = index === 0 ? first : `shop.step${index}.done`;
        const isLast = index === steps.length - 1;
        const replies =
          reply === "same"
            ? type
            : reply === "unheard" || (reply === "next" && isLast)
              ? "shop.nobody.wants"
              : `shop.step${index + 1}.done`;
        return [
          object(
            { ...BROKER, kind: "Trigger", name: `to-step${index}` },
            { broker: "orders", ...filtered(filter, type), ...subscriber(`step${index}`), ...given({ delivery: leg }) },
          ),
          service(`step${index}`, type, reply === "nothing" || (isLast && reply === "next") ? "" : replies),
        ];
      }),
    ],
  }));

/** Two Channels, the second of which the first one's replies may reach. */
const channels: fc.Arbitrary<Shape> = fc
  .record({
    first: delivery,
    second: delivery,
    legs: fc.array(fc.record({ own, reply: fc.constantFrom("second", "sink", "none") }), {
      minLength: 1,
      maxLength: 2,
    }),
    replies: fc.boolean(),
  })
  .map(({ first, second, legs, replies }) => ({
    entry: { ...CHANNEL, name: "orders" },
    manifests: (type) => [
      object({ ...CHANNEL, name: "orders" }, given({ delivery: first })),
      object({ ...CHANNEL, name: "charged" }, given({ delivery: second })),
      ...legs.flatMap(({ own: leg, reply }, index) => [
        subscription(`first${index}`, "orders", leg, reply),
        service(`first${index}`, type, replies ? "shop.order.charged" : ""),
      ]),
      subscription("after", "charged", undefined, "none"),
      service("after", "shop.order.charged", ""),
      service("book"),
    ],
  }));

const sequences: fc.Arbitrary<Shape> = fc
  .record({
    template: delivery,
    steps: fc.array(own, { minLength: 1, maxLength: 3 }),
    reply: fc.constantFrom("none", "service", "broker"),
    broker: delivery,
  })
  .map(({ template, steps, reply, broker }) => ({
    entry: { apiVersion: "flows.knative.dev/v1", kind: "Sequence", name: "checkout" },
    manifests: (first) => [
      object(
        { apiVersion: "flows.knative.dev/v1", kind: "Sequence", name: "checkout" },
        {
          channelTemplate: { ...CHANNEL, spec: given({ delivery: template }) },
          steps: steps.map((leg, index) => ({
            ref: { ...SERVING, name: `step${index}` },
            ...given({ delivery: leg }),
          })),
          ...replyTo(reply),
        },
      ),
      ...steps.map((_, index) =>
        service(
          `step${index}`,
          index === 0 ? first : `shop.step${index}.done`,
          index === steps.length - 1 && reply === "none" ? "" : `shop.step${index + 1}.done`,
        ),
      ),
      ...behindReply(reply, broker, `shop.step${steps.length}.done`),
    ],
  }));

const parallels: fc.Arbitrary<Shape> = fc
  .record({
    template: delivery,
    branches: fc.array(fc.record({ own, filter: fc.boolean(), reply: fc.boolean() }), { minLength: 1, maxLength: 2 }),
    reply: fc.constantFrom("none", "service", "broker"),
    broker: delivery,
  })
  .map(({ template, branches, reply, broker }) => ({
    entry: { apiVersion: "flows.knative.dev/v1", kind: "Parallel", name: "checkout" },
    manifests: (type) => [
      object(
        { apiVersion: "flows.knative.dev/v1", kind: "Parallel", name: "checkout" },
        {
          channelTemplate: { ...CHANNEL, spec: given({ delivery: template }) },
          branches: branches.map(({ own: leg, filter }, index) => ({
            ...(filter ? { filter: { ref: { ...SERVING, name: `filter${index}` } } } : {}),
            ...subscriber(`step${index}`),
            ...given({ delivery: leg }),
          })),
          ...replyTo(reply),
        },
      ),
      ...branches.flatMap(({ filter, reply: replies }, index) => [
        ...(filter ? [service(`filter${index}`, type, type)] : []),
        service(`step${index}`, type, replies && reply !== "none" ? "shop.branch.done" : ""),
      ]),
      ...behindReply(reply, broker, "shop.branch.done"),
    ],
  }));

function replyTo(reply: string): Record<string, unknown> {
  if (reply === "none") return {};
  return { reply: { ref: reply === "broker" ? { ...BROKER, name: "results" } : { ...SERVING, name: "book" } } };
}

function behindReply(reply: string, delivered: unknown, type: string): readonly Manifest[] {
  if (reply === "none") return [];
  if (reply === "service") return [service("book", type, "")];
  return [
    object({ ...BROKER, name: "results" }, given({ delivery: delivered })),
    object(
      { ...BROKER, kind: "Trigger", name: "to-book" },
      { broker: "results", ...filtered("type", type), ...subscriber("book") },
    ),
    service("book", type, ""),
  ];
}

function filtered(kind: string, type: string): Record<string, unknown> {
  switch (kind) {
    case "type":
      return { filter: { attributes: { type } } };
    case "misspelt":
      return { filter: { attributes: { type: type.replace(/(.)(.)$/, "$2$1") } } };
    case "prefix":
      return { filters: [{ prefix: { type: type.slice(0, -1) } }] };
    default:
      return {};
  }
}

function subscription(name: string, channel: string, leg: unknown, reply: string): Manifest {
  const replies =
    reply === "none"
      ? {}
      : { reply: { ref: reply === "second" ? { ...CHANNEL, name: "charged" } : { ...SERVING, name: "book" } } };
  return object(
    { ...CHANNEL, kind: "Subscription", name },
    { channel: { ...CHANNEL, name: channel }, ...subscriber(name), ...replies, ...given({ delivery: leg }) },
  );
}

function subscriber(name: string): Record<string, unknown> {
  return { subscriber: { ref: { ...SERVING, name } } };
}

function service(name: string, accepts?: string, replies?: string): Manifest {
  const annotations =
    accepts === undefined
      ? {}
      : { annotations: { "sluice.dev/accepts": accepts, "sluice.dev/replies": replies ?? "" } };
  const spec = { template: { spec: { containers: [{ image: `example.com/${name}` }] } } };
  return { ...SERVING, metadata: { name, namespace: NAMESPACE, ...annotations }, spec };
}

function ping(ref: Ref): Manifest {
  return object(
    { apiVersion: "sources.knative.dev/v1", kind: "PingSource", name: "clock" },
    { schedule: "0 0 * * *", contentType: "application/json", data: "{}", sink: { ref } },
  );
}

function container(ref: Ref): Manifest {
  const made = object(
    { apiVersion: "sources.knative.dev/v1", kind: "ContainerSource", name: "desk" },
    { sink: { ref }, template: { spec: { containers: [{ name: "desk", image: "example.com/desk" }] } } },
  );
  return { ...made, metadata: { ...made.metadata, annotations: { "sluice.dev/emits": "shop.order.placed" } } };
}

function object({ apiVersion, kind, name }: Ref, spec: Record<string, unknown>): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE }, spec };
}

/** The fields that are set. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
