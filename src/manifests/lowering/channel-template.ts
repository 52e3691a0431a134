import { DEFAULT_CHANNEL_TEMPLATE } from "../defaults/channel.ts";
import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { child, type ChildMarks, fieldsOf } from "./child.ts";

/** The channel that a `channelTemplate` makes, before it has a name. */
export interface ChannelTemplate {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent where the template writes none: then the channel has none either. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Reads a `channelTemplate`; what it leaves open is what a cluster as shipped makes (eventing.md §4.6, §5.1). */
export function readChannelTemplate(template: unknown): ChannelTemplate {
  const { apiVersion, kind, spec } = fieldsOf(template);
  return {
    apiVersion: text(apiVersion) ?? DEFAULT_CHANNEL_TEMPLATE.apiVersion,
    kind: text(kind) ?? DEFAULT_CHANNEL_TEMPLATE.kind,
    ...(isObject(spec) ? { spec } : {}),
  };
}

/**
 * A channel made from a template: its spec lies key by key over what the owner hands down, which is a delivery
 * (eventing.md §5.1, §5.4, §5.6).
 */
export function channelFrom(
  owner: Manifest,
  template: ChannelTemplate,
  name: string,
  delivery?: unknown,
  marks: ChildMarks = {},
): Manifest {
  const spec = delivery === undefined ? template.spec : { delivery, ...template.spec };
  return child(owner, { ...template, name }, spec === undefined ? {} : { spec }, marks);
}

/** How a Subscription names a channel: never with a namespace (eventing.md §5.1). */
export function channelRef({ apiVersion, kind }: ChannelTemplate, name: string) {
  return { apiVersion, kind, name } as const;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
