import type { GraphObject } from "../graph-object.ts";
import { textAt, tryMappingAt } from "../read.ts";

/** The channel that a `channelTemplate` makes, before it has a name. */
export interface ChannelTemplate {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Reads `spec.channelTemplate`; without one, what a cluster as shipped makes (eventing.md §4.6, §5.1). */
export function channelTemplate(object: GraphObject): ChannelTemplate {
  const template = tryMappingAt(object.spec, "channelTemplate");
  return {
    apiVersion: textAt(template, "apiVersion") ?? "messaging.knative.dev/v1",
    kind: textAt(template, "kind") ?? "InMemoryChannel",
    spec: tryMappingAt(template, "spec") ?? {},
  };
}
