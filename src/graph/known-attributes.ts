import { afterHop } from "../events/reasoning/variables.ts";
import { contractName } from "../manifests/annotations.ts";
import type { ContractInfo, ContractRef, Endpoint, EventTypeEntry, KnownAttributes } from "./graph.ts";

type Values = Readonly<Record<string, string | null>>;

/** Core attributes; an override of one mutes its source, which is another matter (eventing.md §7.2). */
const CORE: ReadonlySet<string> = new Set([
  "id",
  "source",
  "type",
  "specversion",
  "subject",
  "time",
  "datacontenttype",
  "dataschema",
]);
/** What brokers, dead-letter sinks and tracing add to an event on its way (eventing.md §6.5, §6.6). */
const ADDED = /^(?:knative|trace)/;

/**
 * What is known of the events that an endpoint sends, beside their type: what its kind fixes (eventing.md §7.1), what
 * `ceOverrides` sets where Knative itself applies them (§7.2), and the `source` that all EventTypes of the contract
 * give. A container has to apply the overrides itself, so of those nothing is known.
 */
export class Attributes {
  private readonly sources: ReadonlyMap<string, string | undefined>;
  private readonly known = new Map<string, ContractRef>();

  public constructor(eventTypes: readonly EventTypeEntry[]) {
    this.sources = contractSources(eventTypes);
  }

  /** The contract with what is known of its events when this endpoint sends them. The same object each time. */
  public of(sender: Endpoint, contract: ContractRef): ContractRef {
    const key = `${sender.id} ${carriedName(contract)}`;
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = this.read(sender, contract)));
    return found;
  }

  private read(sender: Endpoint, contract: ContractRef): ContractRef {
    const source = this.sources.get(contractName(contract));
    const fixed = fixedBy(sender);
    const values = {
      ...(source === undefined ? {} : { source }),
      ...fixed.values,
      ...contract.attributes?.values,
    };
    const isComplete = fixed.isComplete ?? contract.attributes?.isComplete;
    const { type, schemaHash } = contract;
    return {
      type,
      ...(schemaHash === undefined ? {} : { schemaHash }),
      ...(Object.keys(values).length === 0 && isComplete === undefined
        ? {}
        : { attributes: { values: asFilterSees(values), ...(isComplete === undefined ? {} : { isComplete }) } }),
    };
  }
}

/** Of contracts, what tells them and their known attributes apart. */
export function carriedName(contract: ContractRef): string {
  const { attributes } = contract;
  const name = contractName(contract);
  if (attributes === undefined) return name;
  const values = Object.entries(attributes.values).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name} ${JSON.stringify(values)}${attributes.isComplete === true ? " complete" : ""}`;
}

/** What is known of both; what they do not share is unknown. */
export function commonAttributes(a: KnownAttributes | undefined, b: KnownAttributes | undefined): KnownAttributes {
  const values: Record<string, string | null> = {};
  for (const name of new Set([...Object.keys(a?.values ?? {}), ...Object.keys(b?.values ?? {})])) {
    const value = knownValue(a, name);
    if (value !== undefined && value === knownValue(b, name)) values[name] = value;
  }
  return {
    values,
    ...(a?.isComplete === true && b?.isComplete === true && sameNames(a, b) ? { isComplete: true } : {}),
  };
}

/** The text of an attribute, null where the event does not have it, undefined where nobody knows. */
export function knownValue(attributes: KnownAttributes | undefined, name: string): string | null | undefined {
  if (attributes === undefined) return undefined;
  if (Object.hasOwn(attributes.values, name)) return attributes.values[name];
  return attributes.isComplete === true && !CORE.has(name) && !ADDED.test(name) ? null : undefined;
}

function sameNames(a: KnownAttributes, b: KnownAttributes): boolean {
  const names = Object.keys(a.values);
  return names.length === Object.keys(b.values).length && names.every((name) => Object.hasOwn(b.values, name));
}

/** What a kind of source fixes. */
function fixedBy(sender: Endpoint): Partial<KnownAttributes> {
  if (sender.kind !== "source") return {};
  const { ping, ceOverrides } = sender;
  if (ping !== undefined) {
    const { source, contentType = null } = ping;
    return {
      values: { source, subject: null, datacontenttype: contentType, dataschema: null, ...overridden(ceOverrides) },
      isComplete: true,
    };
  }
  switch (sender.origin.object?.kind) {
    case "ApiServerSource":
      return { values: overridden(ceOverrides) };
    case "IntegrationSource": {
      const [only, ...others] = sender.emits ?? [];
      const variant = others.length === 0 ? INTEGRATION.exec(only?.type ?? "")?.[1] : undefined;
      return variant === undefined
        ? {}
        : { values: { source: `dev.knative.eventing.${variant}-source`, subject: `${variant}-source` } };
    }
    default:
      return {};
  }
}

const INTEGRATION = /^dev\.knative\.eventing\.(timer|aws-s3|aws-sqs|aws-ddb-streams)$/;

function overridden(ceOverrides: Readonly<Record<string, string>>): Values {
  const entries = Object.entries(ceOverrides).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([name]) => !CORE.has(name)));
}

/** A hop rewrites some texts; what it would not let through is not known. */
function asFilterSees(values: Values): Values {
  const seen: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(values)) {
    const text = value === null ? null : rewritten(name, value);
    if (text !== undefined) seen[name] = text;
  }
  return seen;
}

const UNTOUCHED = /^[A-Za-z0-9/][A-Za-z0-9._/-]*$/;

function rewritten(name: string, value: string): string | undefined {
  if (UNTOUCHED.test(value)) return value;
  const text = afterHop({ attributes: { specversion: "1.0", id: "1", source: "/", type: "x", [name]: value } });
  const read = text?.attributes[name];
  return read === undefined ? undefined : String(read);
}

/** The source of a contract where every EventType that describes it gives the same. */
function contractSources(eventTypes: readonly EventTypeEntry[]): ReadonlyMap<string, string | undefined> {
  const sources = new Map<string, string | undefined>();
  for (const { contract } of eventTypes) {
    const name = contractName(contract satisfies ContractInfo);
    sources.set(name, sources.has(name) && sources.get(name) !== contract.source ? undefined : contract.source);
  }
  return sources;
}
