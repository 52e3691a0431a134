import type { ContractRef, EndpointId, Hop } from "./graph.ts";
import { carriedName } from "./known-attributes.ts";
import type { TypeGate } from "./type-gate.ts";
import { Variants } from "./variants.ts";

/** The events that can be somewhere. */
export interface Carried {
  /** Contracts that are known to come, each with what is known of its attributes, by a name that tells them apart. */
  readonly contracts: ReadonlyMap<string, ContractRef>;
  /** Their types. */
  readonly types: ReadonlySet<string>;
  /** Whether others may come too, of types nobody states. */
  readonly open: boolean;
}

/** The legs of one place that have one filter: what passes it is found once for all of them. */
export class LegGroup {
  public readonly gate: TypeGate;
  public readonly hops: Hop[] = [];
  /** Where these legs lead, and their dead-letter sinks: each once. */
  public readonly into = new Set<EndpointId>();
  public readonly contracts = new Map<string, ContractRef>();
  public readonly types = new Set<string>();
  /** Whether the place is open; what is named in the filter may come then. */
  public open = false;
  /** Legs by the types that their subscribers accept. */
  private readonly byType = new Map<string, Hop[]>();
  /** Legs whose subscribers do not say what they accept; emptied by the first event. */
  private readonly byAny: Hop[] = [];
  private sure: ReadonlySet<string> | undefined;
  private passing: Carried | undefined;

  public constructor(gate: TypeGate) {
    this.gate = gate;
  }

  public add(hop: Hop, into: readonly EndpointId[], accepts: readonly ContractRef[] | undefined): void {
    this.hops.push(hop);
    for (const endpoint of into) this.into.add(endpoint);
    if (accepts === undefined) this.byAny.push(hop);
    else for (const { type } of accepts) push(this.byType, type, hop);
  }

  public record(event: ContractRef): void {
    this.contracts.set(carriedName(event), event);
    this.types.add(event.type);
  }

  /** The legs whose subscribers take an event for the first time. */
  public handlers(event: ContractRef | "open"): readonly Hop[] {
    if (event === "open") return this.hops;
    return [...(this.byType.get(event.type) ?? []), ...this.byAny.splice(0)];
  }

  /** What these legs deliver. Only to be asked when nothing more is found. */
  public carried(): Carried {
    return (this.passing ??= this.namedWhenOpen());
  }

  /** The types that these legs deliver for certain. As {@link carried}. */
  public sureTypes(): ReadonlySet<string> {
    this.sure ??= new Set([...this.contracts.values()].filter(this.gate.surelyPasses).map(({ type }) => type));
    return this.sure;
  }

  /** Of an open place a filter that names types gets these, known or not. */
  private namedWhenOpen(): Carried {
    const { exact } = this.gate;
    if (exact === undefined || !this.open) return { contracts: this.contracts, types: this.types, open: this.open };
    const contracts = new Map(this.contracts);
    for (const type of exact) if (!this.types.has(type)) contracts.set(type, { type });
    return { contracts, types: new Set([...this.types, ...exact]), open: false };
  }
}

/** One endpoint with the legs that leave it, found by the types that can pass their filters. */
export class FlowPlace implements Carried {
  public readonly types = new Set<string>();
  public open = false;
  /** Whether nobody knows what a Broker or Channel of this kind adds to events. */
  public readonly isForeign: boolean;
  private readonly variants = new Variants();
  private readonly groups = new Map<TypeGate, LegGroup>();
  private readonly exact = new Map<string, LegGroup[]>();
  private readonly prefixed = new Map<string, LegGroup[]>();
  private readonly prefixLengths = new Set<number>();
  private readonly others: LegGroup[] = [];

  public constructor(isForeign: boolean) {
    this.isForeign = isForeign;
  }

  public get contracts(): ReadonlyMap<string, ContractRef> {
    return this.variants.all;
  }

  public get legGroups(): Iterable<LegGroup> {
    return this.groups.values();
  }

  /** The group of a filter, made when it is first asked for. */
  public group(gate: TypeGate): LegGroup {
    let group = this.groups.get(gate);
    if (group === undefined) {
      this.groups.set(gate, (group = new LegGroup(gate)));
      this.index(group);
    }
    return group;
  }

  /** Notes an event; gives what is new by it, or undefined for what was there already. */
  public add(event: ContractRef): ContractRef | undefined {
    const added = this.variants.add(this.isForeign ? withoutCompleteness(event) : event);
    if (added !== undefined) this.types.add(added.type);
    return added;
  }

  /** The groups whose filter an event may pass. */
  public *takers(event: ContractRef): Iterable<LegGroup> {
    for (const group of this.others) if (group.gate.mayPass(event)) yield group;
    for (const group of this.exact.get(event.type) ?? []) if (group.gate.mayPass(event)) yield group;
    for (const length of this.prefixLengths) {
      if (length > event.type.length) continue;
      for (const group of this.prefixed.get(event.type.slice(0, length)) ?? []) {
        if (group.gate.mayPass(event)) yield group;
      }
    }
  }

  private index(group: LegGroup): void {
    const { exact, prefixes } = group.gate;
    if (exact !== undefined) {
      for (const type of exact) push(this.exact, type, group);
    } else if (prefixes?.size === 1) {
      for (const prefix of prefixes) {
        push(this.prefixed, prefix, group);
        this.prefixLengths.add(prefix.length);
      }
    } else {
      this.others.push(group);
    }
  }
}

function withoutCompleteness(contract: ContractRef): ContractRef {
  if (contract.attributes?.isComplete === undefined) return contract;
  const { values } = contract.attributes;
  return { ...contract, attributes: { values } };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
