import type { ExternalDeclaration } from "../../../manifests/annotations.ts";
import type { RouteDestination } from "../../../routes/index.ts";
import type { FlowDestination } from "../../flow.ts";
import type { ShimAddress } from "../target.ts";

/** A destination whose address is not known before it is deployed. */
export interface UnknownAddress {
  readonly name: string;
  readonly problem: string;
}

/** The destinations of one route table: each address once, by the name of who is sent to there first. */
export class Destinations {
  public readonly unknown: UnknownAddress[] = [];
  private readonly names = new Map<string, string>();
  private readonly declared = new Map<string, ExternalDeclaration>();
  private readonly addressOf: (destination: FlowDestination) => ShimAddress;

  public constructor(addressOf: (destination: FlowDestination) => ShimAddress) {
    this.addressOf = addressOf;
  }

  /** As the table has them. */
  public get table(): Readonly<Record<string, RouteDestination>> {
    return Object.fromEntries([...this.names].map(([url, name]) => [name, { url }]));
  }

  /** Those that live elsewhere, by the address that the table names. */
  public get externals(): readonly ExternalDeclaration[] {
    return [...this.declared.values()];
  }

  /** The name of a destination; `wanted` where it gets a new one and no other address has it. */
  public nameOf(destination: FlowDestination, wanted: string): string {
    const { external, ref } = destination;
    const address = this.addressOf(destination);
    const called = wanted === DEAD_LETTERS ? (external?.name ?? ref?.name ?? wanted) : wanted;
    if (address.url === undefined) {
      if (!this.unknown.some(({ name }) => name === called))
        this.unknown.push({ name: called, problem: address.problem });
      return called;
    }
    const { url } = address;
    const known = this.names.get(url);
    if (known !== undefined) return known;
    const taken = new Set(this.names.values());
    let name = called;
    for (let number = 2; taken.has(name); number += 1) name = `${called}-${number}`;
    this.names.set(url, name);
    if (external !== undefined) {
      const { ref: _ref, uri: _uri, ...rest } = external;
      this.declared.set(url, { uri: url, ...rest });
    }
    return name;
  }
}

/** What a dead-letter sink is called that has no name of its own. */
const DEAD_LETTERS = "dead-letters";
