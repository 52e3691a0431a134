import type { Addressable } from "../core/addressable.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import type { ChannelTemplateSpec } from "../generated/index.ts";

/** The kind of channel that a Channel, Sequence or Parallel makes of itself. */
export interface ChannelKind {
  /** @default "messaging.knative.dev/v1" */
  readonly apiVersion?: string;
  /**
   * The kind, such as `InMemoryChannel`, which stores nothing, or `KafkaChannel`.
   *
   * @default "InMemoryChannel"
   */
  readonly kind?: string;
  /**
   * The `spec` of the channels, as their kind takes it: `{ numPartitions: 3 }`.
   *
   * @default - none
   */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The channels that a Sequence or Parallel makes of itself. */
export interface ChannelTemplateProps extends ChannelKind {
  /**
   * How events are delivered on legs that have no delivery of their own. In a Parallel these are the legs to the filters,
   * which can carry none; legs with any delivery take from it the dead-letter sink alone (eventing.md §5.3, §5.5).
   *
   * @default - one attempt, no dead-letter sink
   */
  readonly delivery?: DeliveryProps;
}

const IN_MEMORY = { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" };

/**
 * The template as an object in `namespace` writes it; undefined leaves the kind to the cluster.
 *
 * @throws {@link AuthoringError} `duration-cut`
 */
export function channelTemplateSpec(
  namespace: string | undefined,
  template: ChannelTemplateProps,
  construct: string,
): ChannelTemplateSpec;
export function channelTemplateSpec(
  namespace: string | undefined,
  template: ChannelTemplateProps | undefined,
  construct: string,
): ChannelTemplateSpec | undefined;
export function channelTemplateSpec(
  namespace: string | undefined,
  template: ChannelTemplateProps | undefined,
  construct: string,
): ChannelTemplateSpec | undefined {
  if (template === undefined) return undefined;
  const { apiVersion = IN_MEMORY.apiVersion, kind = IN_MEMORY.kind } = template;
  const delivery = deliverySpec(namespace, template.delivery, construct, "spec.channelTemplate.spec.delivery");
  const spec = { ...template.spec, ...(delivery === undefined ? {} : { delivery }) };
  return { apiVersion, kind, ...(Object.keys(spec).length === 0 ? {} : { spec }) };
}

/** What a template refers to. */
export function referredByTemplate(template: ChannelTemplateProps | undefined): readonly (Addressable | undefined)[] {
  return [template?.delivery?.deadLetterSink];
}
