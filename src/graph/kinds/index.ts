import type { GraphObject } from "../graph-object.ts";
import { broker } from "./broker.ts";
import { containerSource } from "./container-source.ts";
import { coreService } from "./core-service.ts";
import type { GraphKind } from "./graph-kind.ts";
import { pingSource } from "./ping-source.ts";
import { service } from "./service.ts";
import { trigger } from "./trigger.ts";
import { looksLikeSource, unknownSource } from "./unknown-source.ts";

const KINDS: readonly GraphKind[] = [service, coreService, broker, trigger, pingSource, containerSource];

const BY_GROUP_KIND: ReadonlyMap<string, GraphKind> = new Map(
  KINDS.flatMap((kind) => kind.groupKinds.map((groupKind) => [groupKind, kind] as const)),
);

/** How an object becomes part of the graph; undefined for one that has nothing to do with events. */
export function kindOf(object: GraphObject): GraphKind | undefined {
  return BY_GROUP_KIND.get(object.groupKind) ?? (looksLikeSource(object) ? unknownSource : undefined);
}
