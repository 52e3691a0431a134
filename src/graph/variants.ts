import { contractName } from "../manifests/annotations.ts";
import type { ContractRef } from "./graph.ts";
import { carriedName, commonAttributes } from "./known-attributes.ts";

/**
 * So many events of one contract that differ in what is known of them are told apart at a place. Beyond that only what
 * they have in common is known, so that a thousand PingSources on one Broker cost no more than a few.
 */
const MOST_VARIANTS = 16;

/** The contracts at one place, each in the variants of its known attributes. Grows only, and ends. */
export class Variants {
  private readonly found = new Map<string, ContractRef>();
  private readonly byContract = new Map<string, { count: number; common?: ContractRef }>();

  /** All of them, by a name that tells them apart. */
  public get all(): ReadonlyMap<string, ContractRef> {
    return this.found;
  }

  /** Adds one; gives what is new by it, or undefined for what was there already. */
  public add(contract: ContractRef): ContractRef | undefined {
    const name = carriedName(contract);
    if (this.found.has(name)) return undefined;
    const key = contractName(contract);
    let known = this.byContract.get(key);
    if (known === undefined) this.byContract.set(key, (known = { count: 0 }));
    if (known.count < MOST_VARIANTS) {
      known.count += 1;
      return this.keep(name, contract);
    }
    const attributes = commonAttributes((known.common ?? contract).attributes, contract.attributes);
    const { attributes: _dropped, ...bare } = contract;
    const isNothing = Object.keys(attributes.values).length === 0 && attributes.isComplete !== true;
    const common: ContractRef = isNothing ? bare : { ...bare, attributes };
    known.common = common;
    const commonName = carriedName(common);
    return this.found.has(commonName) ? undefined : this.keep(commonName, common);
  }

  private keep(name: string, contract: ContractRef): ContractRef {
    this.found.set(name, contract);
    return contract;
  }
}
