import { ACCEPTS, EMITS, parseContractNames, REPLIES } from "../manifests/annotations.ts";
import type { Settings, StatedContracts } from "../manifests/settings.ts";
import type { ContractRef, Contracts, Origin, StatedOrigins } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";

/** What an object says of its contracts, and where it says so. */
export interface Stated {
  readonly accepts: Contracts;
  readonly replies: Contracts;
  readonly emits: Contracts;
  readonly stated?: StatedOrigins;
}

const FIELDS = [
  ["accepts", ACCEPTS],
  ["replies", REPLIES],
  ["emits", EMITS],
] as const;

/**
 * The contracts of an object: its annotations, else `sluice.yaml`, else the same of `fallback`. An empty annotation
 * states none; an absent one states nothing, which is unknown.
 */
export function statedContracts(object: GraphObject, settings: Settings, fallback?: GraphObject): Stated {
  const contracts: { accepts?: Contracts; replies?: Contracts; emits?: Contracts } = {};
  const origins: { accepts?: Origin; replies?: Origin; emits?: Origin } = {};
  for (const [field, annotation] of FIELDS) {
    const found =
      statedIn(object, field, annotation, settings) ?? (fallback && statedIn(fallback, field, annotation, settings));
    if (found === undefined) continue;
    contracts[field] = found.contracts;
    origins[field] = found.origin;
  }
  return {
    accepts: contracts.accepts,
    replies: contracts.replies,
    emits: contracts.emits,
    ...(Object.keys(origins).length === 0 ? {} : { stated: origins }),
  };
}

function statedIn(
  object: GraphObject,
  field: keyof StatedContracts,
  annotation: string,
  settings: Settings,
): { readonly contracts: readonly ContractRef[]; readonly origin: Origin } | undefined {
  const text = object.annotations[annotation];
  if (text !== undefined) {
    return { contracts: parseContractNames(text), origin: object.origin(`metadata.annotations[${annotation}]`) };
  }
  const names = Object.hasOwn(settings.contracts, object.key) ? settings.contracts[object.key]?.[field] : undefined;
  if (names === undefined) return undefined;
  const origin = { place: { file: "sluice.yaml" }, field: `contracts[${object.key}].${field}` };
  return { contracts: names.flatMap((name) => parseContractNames(name)), origin };
}
