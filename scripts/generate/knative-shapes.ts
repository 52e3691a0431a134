import type { SharedShape } from "./shared-shapes.ts";

const PING = "sources.knative.dev/PingSource/v1";

/** Shapes of Knative's own, inner ones first. */
export const KNATIVE_SHAPES: readonly SharedShape[] = [
  {
    name: "KReference",

    doc: "Names an object (eventing.md §3.1).",
    from: [PING, "spec.sink.ref"],
    wanted: ["apiVersion", "kind", "name"],
  },
  {
    name: "Destination",

    doc: "Where events go: `ref`, `uri`, or a `uri` relative to `ref` (eventing.md §3.2).",
    from: [PING, "spec.sink"],
  },
  {
    name: "DeliverySpec",

    doc: "How often and how patiently an event is tried, and where it goes in the end (eventing.md §3.4).",
    from: ["eventing.knative.dev/Broker/v1", "spec.delivery"],
  },
  {
    name: "CloudEventOverrides",

    doc: "Attributes a source adds to each event (eventing.md §3.3).",
    from: ["sources.knative.dev/ContainerSource/v1", "spec.ceOverrides"],
  },
  {
    name: "SubscriptionsAPIFilter",

    doc: "A filter in one dialect (eventing.md §3.7).",
    from: ["eventing.knative.dev/Trigger/v1", "spec.filters[]"],
  },
  {
    name: "ChannelTemplateSpec",

    doc: "The channels a Channel, Sequence or Parallel makes (eventing.md §4.3).",
    from: ["flows.knative.dev/Sequence/v1", "spec.channelTemplate"],
    wanted: ["apiVersion", "kind"],
  },
  {
    name: "SubscriberSpec",

    doc: "One subscriber of a channel, written by controllers (eventing.md §4.4).",
    from: ["messaging.knative.dev/InMemoryChannel/v1", "spec.subscribers[]"],
  },
  {
    name: "Condition",

    doc: "One condition of a status.",
    from: ["eventing.knative.dev/Broker/v1", "status.conditions[]"],
  },
  {
    name: "Addressable",

    doc: "An address of a status.",
    from: ["eventing.knative.dev/Broker/v1", "status.address"],
  },
  {
    name: "RevisionProbe",

    doc: "How Serving asks for the health of a container (serving.md §3.7).",
    from: ["serving.knative.dev/Service/v1", "spec.template.spec.containers[].livenessProbe"],
  },
  {
    name: "RevisionSpec",

    doc: "What a Revision runs: the part of a pod that Serving allows (serving.md §1.1, §3.4).",
    from: ["serving.knative.dev/Service/v1", "spec.template.spec"],
  },
  {
    name: "RevisionTemplate",

    doc: "The template of each new Revision (serving.md §3.2).",
    from: ["serving.knative.dev/Service/v1", "spec.template"],
  },
  {
    name: "TrafficTarget",

    doc: "A share of the traffic (serving.md §3.9).",
    from: ["serving.knative.dev/Service/v1", "spec.traffic[]"],
    // Only the status has it (serving.md TRAFFIC-8).
    hidden: ["url"],
  },
];
