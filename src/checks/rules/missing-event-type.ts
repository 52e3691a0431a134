import { nearestName } from "../../diagnostics/index.ts";
import { schemaHash } from "../../events/schema-hash.ts";
import type { ContractRef, Contracts, Endpoint, EventGraph, EventTypeEntry, Origin } from "../../graph/index.ts";
import { contractName } from "../../manifests/annotations.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledOrigin, list } from "../wording.ts";

const CHARGED = `shop.order.charged@${schemaHash({ type: "object" })}`;
const STEPS = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: CHARGED }),
  triggerObject("receipt", "shop.order.charged"),
  serviceObject("receipt", { accepts: CHARGED, replies: "" }),
  serviceObject("failures"),
);
const EVENT_TYPE = `
apiVersion: eventing.knative.dev/v1beta2
kind: EventType
metadata: { name: orders-shop.order.charged }
spec:
  type: shop.order.charged
  schemaData: '{"type":"object"}'
  reference: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }
`;

/**
 * An annotation names a contract by the hash of its schema, and no EventType carries that schema. What these events
 * hold is then known nowhere: not to the checks, not to whoever looks for events in the cluster.
 */
export const missingEventType = defineRule({
  code: "missing-event-type",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §4.8; Sluice design §2",
  example: { bad: STEPS, good: documents(STEPS, EVENT_TYPE) },
  *check(graph, facts) {
    for (const missing of findMissing(graph, facts)) yield toFinding(missing, graph);
  },
});

interface Use {
  readonly endpoint: Endpoint;
  readonly at: Origin;
  readonly verb: "sends" | "replies" | "accepts";
}

interface Missing {
  readonly contract: ContractRef;
  /** The Broker that lacks it; undefined when no EventType anywhere has it. */
  readonly broker?: Endpoint;
  readonly uses: readonly [Use, ...Use[]];
}

function findMissing(graph: EventGraph, facts: Facts): readonly Missing[] {
  const told = toldElsewhere(facts);
  const missing = new Map<string, Missing>();
  for (const { contract, ...use } of usesOf(graph, facts)) {
    const name = contractName(contract);
    if (contract.schemaHash === undefined || graph.contracts.has(name) || told(use, contract)) continue;
    const known = missing.get(name);
    missing.set(name, { contract, uses: known === undefined ? [use] : [...known.uses, use] });
  }
  for (const one of missingOnBroker(graph, facts)) {
    const name = contractName(one.contract);
    if (!missing.has(name) && !told(one.uses[0], one.contract)) missing.set(name, one);
  }
  return [...missing.values()];
}

/** Contracts that have an EventType, but not at the Broker they go to, which has some of others. */
function* missingOnBroker(graph: EventGraph, facts: Facts): Iterable<Missing> {
  const described = new Map<string, Set<string>>();
  for (const { contract, endpoint } of graph.eventTypes) {
    const place = endpoint ?? "";
    const names = described.get(place) ?? new Set();
    described.set(place, names.add(contractName(contract)));
  }
  for (const { by, sender, contract, into, origin } of facts.emissions) {
    const broker = into === undefined ? undefined : facts.endpoint(into);
    if (contract.schemaHash === undefined || broker?.kind !== "broker") continue;
    const name = contractName(contract);
    const here = described.get(broker.id);
    if (here === undefined || here.has(name) || described.get("")?.has(name)) continue;
    yield { contract, broker, uses: [{ endpoint: sender, at: origin, verb: by === "source" ? "sends" : "replies" }] };
  }
}

/** Every stated contract, senders before those who accept it. */
function* usesOf(graph: EventGraph, facts: Facts): Iterable<Use & { readonly contract: ContractRef }> {
  for (const endpoint of graph.endpoints) {
    yield* uses(endpoint, endpoint.emits, endpoint.stated?.emits, "sends");
    yield* uses(endpoint, withoutDiscarded(endpoint, facts), endpoint.stated?.replies, "replies");
  }
  for (const endpoint of graph.endpoints) {
    yield* uses(endpoint, deliverable(endpoint, facts), endpoint.stated?.accepts, "accepts");
  }
}

/** What a step accepts and some leg lets through to it; what no leg can bring needs no description here. */
function deliverable(endpoint: Endpoint, facts: Facts): Contracts {
  const legs = facts.hopsTo(endpoint.id);
  return endpoint.accepts?.filter(({ type }) => legs.some((leg) => facts.flow.gate(leg).admits(type)));
}

function* uses(
  endpoint: Endpoint,
  contracts: Contracts,
  at: Origin | undefined,
  verb: Use["verb"],
): Iterable<Use & { readonly contract: ContractRef }> {
  if (at === undefined) return;
  for (const contract of contracts ?? []) yield { endpoint, at, verb, contract };
}

/** A reply that every leg throws away needs no description. */
function withoutDiscarded(endpoint: Endpoint, facts: Facts): Contracts {
  const { replies } = endpoint;
  if (replies === undefined || replies.length === 0) return replies;
  const legs = facts.hopsTo(endpoint.id);
  return replies.filter(({ type }) => legs.length === 0 || !legs.every(({ discards }) => discards.includes(type)));
}

/** Whether a contract is already named as wrong where it is stated. */
function toldElsewhere(facts: Facts): (use: Use, contract: ContractRef) => boolean {
  const unheard = facts.unheard.flatMap((one) => [one, ...one.others]);
  const sent = new Set(unheard.map(({ sender, contract }) => `${sender.id} ${contract.type}`));
  const atFault = facts.mismatches.filter(({ acceptsAtFault }) => acceptsAtFault);
  const accepted = new Set(atFault.map(({ endpoint }) => endpoint.id));
  return ({ endpoint, verb }, { type }) =>
    verb === "accepts" ? accepted.has(endpoint.id) : sent.has(`${endpoint.id} ${type}`);
}

function toFinding({ contract, broker, uses }: Missing, graph: EventGraph): Finding {
  const [{ endpoint, at, verb }, ...others] = uses;
  const notes =
    others.length === 0 ? [] : [`The same contract is named by ${list(others.map((use) => called(use.endpoint)))}.`];
  const misspelt = broker === undefined ? misspeltEventType(contract, graph) : undefined;
  if (misspelt !== undefined) {
    return {
      at: misspelt.origin,
      field: "spec.type",
      message: `This EventType describes "${misspelt.contract.type}", which nobody names, by the schema of "${contract.type}", which ${called(endpoint)} ${verb}.`,
      mend: `Did you mean "${contract.type}"?`,
      notes,
    };
  }
  const elsewhere = graph.eventTypes.filter(({ contract: one }) => contractName(one) === contractName(contract));
  if (broker !== undefined && elsewhere.length > 0) {
    notes.push(`${list(elsewhere.flatMap(({ origin }) => calledOrigin(origin) ?? []))} describes it elsewhere.`);
  }
  const where = broker === undefined ? "no EventType" : `no EventType of ${called(broker)}`;
  const other = broker === undefined && graph.eventTypes.some((entry) => entry.contract.type === contract.type);
  return {
    at,
    message: `${called(endpoint)} ${verb} "${contract.type}" with a schema that ${where} carries.`,
    mend: other
      ? `The EventTypes of "${contract.type}" have other schemas: add one with this schema, or correct the hash.`
      : `Add the EventType of "${contract.type}" with its schemaData.`,
    notes,
  };
}

/** An EventType with this schema, a near type, and no other use. */
function misspeltEventType({ type, schemaHash: hash }: ContractRef, graph: EventGraph): EventTypeEntry | undefined {
  const used = new Set(
    graph.endpoints.flatMap(({ accepts, replies, emits }) =>
      [accepts, replies, emits].flatMap((all) => (all ?? []).map((one) => one.type)),
    ),
  );
  const candidates = graph.eventTypes.filter(
    ({ contract }) => contract.schemaHash === hash && !used.has(contract.type),
  );
  const near = nearestName(
    type,
    candidates.map(({ contract }) => contract.type),
  );
  return candidates.find(({ contract }) => contract.type === near);
}
