import { compareSchemas, type SchemaComparison } from "../events/schemas/index.ts";
import type { ContractRef, Endpoint, EndpointId, EventGraph, Hop, Target, TypeFlow } from "../graph/index.ts";
import { contractName } from "../manifests/annotations.ts";

/** An event that arrives where its type is accepted with another schema. */
export interface SchemaPair {
  readonly hop: Hop;
  /** On which way it comes: as delivered, as a dead letter, or as a reply. */
  readonly as: "delivery" | "dead-letter" | "reply";
  readonly to: Target;
  readonly endpoint: Endpoint;
  readonly delivered: ContractRef;
  /** The contracts of that type that the endpoint accepts; none has the hash of what is delivered. */
  readonly accepted: readonly ContractRef[];
  readonly comparison: SchemaComparison;
}

/**
 * Every contract that certainly arrives where the same type is accepted by another hash, with what comparing the two
 * schemas gives: unequal hashes alone say nothing (design.md §2). Each pair of contracts is compared once.
 */
export function findSchemaPairs(
  graph: EventGraph,
  flow: TypeFlow,
  endpoint: (id: EndpointId) => Endpoint | undefined,
): readonly SchemaPair[] {
  const found: SchemaPair[] = [];
  const compared = new Map<string, SchemaComparison>();
  const judge = (hop: Hop, as: SchemaPair["as"], to: Target | undefined, contracts: Iterable<ContractRef>): void => {
    const target = to && endpoint(to.endpoint);
    if (to === undefined || target?.accepts === undefined || !readsData(target)) return;
    for (const delivered of contracts) {
      const accepted = target.accepts.filter(({ type }) => type === delivered.type);
      if (delivered.schemaHash === undefined || accepted.length === 0) continue;
      if (accepted.some(({ schemaHash }) => schemaHash === undefined || schemaHash === delivered.schemaHash)) continue;
      found.push({ hop, as, to, endpoint: target, delivered, accepted, comparison: compare(delivered, accepted) });
    }
  };

  for (const hop of graph.hops) {
    const delivered = [...arriving(flow, hop, endpoint)];
    judge(hop, "delivery", hop.to, delivered);
    judge(hop, "dead-letter", hop.delivery.deadLetterSink, delivered);
    if (hop.reply === undefined || hop.reply.endpoint === hop.from) continue;
    const replies = hop.to && endpoint(hop.to.endpoint)?.replies?.filter(({ type }) => !hop.discards.includes(type));
    judge(hop, "reply", hop.reply, replies ?? []);
  }
  return found;

  function compare(delivered: ContractRef, accepted: readonly ContractRef[]): SchemaComparison {
    const names = [delivered, ...accepted].map(contractName);
    const key = JSON.stringify(names);
    let comparison = compared.get(key);
    if (comparison === undefined) {
      const [sent, ...asked] = names.map((name) => graph.contracts.get(name)?.schema);
      compared.set(key, (comparison = compareSchemas(sent, asked)));
    }
    return comparison;
  }
}

/** Of ten thousand types on an unfiltered leg only those that somebody reads are looked at. */
function* arriving(
  flow: TypeFlow,
  hop: Hop,
  endpoint: (id: EndpointId) => Endpoint | undefined,
): Iterable<ContractRef> {
  const wanted = new Set(
    [hop.to, hop.delivery.deadLetterSink].flatMap((to) =>
      ((to && endpoint(to.endpoint)?.accepts) ?? []).flatMap(({ type, schemaHash }) =>
        schemaHash === undefined ? [] : [type],
      ),
    ),
  );
  const sure = flow.surelyOn(hop);
  if (![...wanted].some((type) => sure.has(type))) return;
  const seen = new Set<string>();
  for (const contract of flow.on(hop).contracts.values()) {
    if (!wanted.has(contract.type) || !sure.has(contract.type) || seen.has(contractName(contract))) continue;
    seen.add(contractName(contract));
    yield contract;
  }
}

/** Brokers and Channels pass on whatever comes. */
function readsData({ kind }: Endpoint): boolean {
  return kind === "subscriber" || kind === "sink" || kind === "external";
}
