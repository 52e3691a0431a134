import type { GraphObject } from "../graph-object.ts";
import { broker } from "./broker.ts";
import { channel } from "./channel.ts";
import { containerSource } from "./container-source.ts";
import { coreService } from "./core-service.ts";
import { apiServerSource } from "./api-server-source.ts";
import { domainMapping } from "./domain-mapping.ts";
import { eventTransform } from "./event-transform.ts";
import { extensionSource } from "./extension-sources.ts";
import { integrationSource } from "./integration-source.ts";
import { sinkBinding } from "./sink-binding.ts";
import { sink } from "./sink.ts";
import type { GraphKind } from "./graph-kind.ts";
import { parallel } from "./parallel.ts";
import { pingSource } from "./ping-source.ts";
import { pipe } from "./pipe.ts";
import { route } from "./route.ts";
import { service } from "./service.ts";
import { sequence } from "./sequence.ts";
import { subscription } from "./subscription.ts";
import { trigger } from "./trigger.ts";
import { looksLikeSource, unknownSource } from "./unknown-source.ts";

const KINDS: readonly GraphKind[] = [
  service,
  route,
  domainMapping,
  coreService,
  broker,
  trigger,
  channel,
  subscription,
  sequence,
  parallel,
  pingSource,
  containerSource,
  apiServerSource,
  integrationSource,
  sinkBinding,
  eventTransform,
  sink,
  extensionSource,
  pipe,
];

/** `KafkaChannel`, `NatssChannel`, …: channels that others install. */
const OTHER_CHANNEL = /^messaging\.knative\.dev\/[A-Za-z]+Channel$/;

const BY_GROUP_KIND: ReadonlyMap<string, GraphKind> = new Map(
  KINDS.flatMap((kind) => kind.groupKinds.map((groupKind) => [groupKind, kind] as const)),
);

/** How an object becomes part of the graph; undefined for one that has nothing to do with events. */
export function kindOf(object: GraphObject): GraphKind | undefined {
  const known = BY_GROUP_KIND.get(object.groupKind);
  if (known !== undefined) return known;
  if (OTHER_CHANNEL.test(object.groupKind)) return channel;
  return looksLikeSource(object) ? unknownSource : undefined;
}
