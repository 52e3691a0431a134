import { schemaHash } from "../../events/schema-hash.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";
import type { SchemaPair } from "../schema-pairs.ts";
import { called, calledHop, list } from "../wording.ts";

const SENT = { type: "object", properties: { order: { type: "number" } }, required: ["order"] };
const ASKED = { type: "object", properties: { order: { type: "string" } }, required: ["order"] };
const TYPE = "shop.order.placed";
const eventType = (name: string, schema: object): string => `
apiVersion: eventing.knative.dev/v1beta2
kind: EventType
metadata: { name: ${name} }
spec:
  type: ${TYPE}
  schemaData: '${JSON.stringify(schema)}'
  reference: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }
`;
const example = (accepted: object): string =>
  documents(
    BROKER,
    SHOP.replace("emits: shop.order.placed", `emits: "${TYPE}@${schemaHash(SENT)}"`),
    triggerObject("charge", TYPE),
    serviceObject("charge", { accepts: `${TYPE}@${schemaHash(accepted)}`, replies: "" }),
    serviceObject("failures"),
    eventType("order-placed", SENT),
    ...(accepted === SENT ? [] : [eventType("order-placed-as-charge-reads-it", accepted)]),
  );

/**
 * A step accepts a type with another schema than it is sent with, and refuses data that the sender may send. Told only
 * with an example of such data; schemas that merely differ are no fault, nor are those that cannot be compared.
 */
export const incompatibleSchema = defineRule({
  code: "incompatible-schema",
  severity: { dev: "error", production: "error" },
  source: "Sluice design §2",
  example: { bad: example(ASKED), good: example(SENT) },
  *check(_graph, { schemaPairs }) {
    const groups = new Map<string, SchemaPair[]>();
    for (const pair of schemaPairs) {
      if (pair.comparison.verdict !== "incompatible") continue;
      const key = `${pair.endpoint.id} ${pair.delivered.type} ${pair.delivered.schemaHash}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [pair]);
      else group.push(pair);
    }
    for (const [first, ...others] of groups.values()) if (first !== undefined) yield* toFinding(first, others);
  },
});

function* toFinding(pair: SchemaPair, others: readonly SchemaPair[]): Iterable<Finding> {
  const { endpoint, delivered, comparison } = pair;
  if (comparison.verdict !== "incompatible") return;
  const { path, why } = comparison;
  const where = path === "" ? "data" : `data.${path}`;
  yield {
    at: endpoint.stated?.accepts ?? endpoint.origin,
    message: `${called(endpoint)} accepts "${delivered.type}" with another schema than ${way(pair)} it: data such as ${shown(comparison.example)} is refused, because ${where} ${why}.`,
    mend: `Let ${called(endpoint)} accept the schema that is sent, or send what it accepts, under a new type if both are needed.`,
    notes: others.length === 0 ? [] : [`The same comes by ${list(others.map((other) => calledHop(other.hop)))}.`],
  };
}

function way({ hop, as }: SchemaPair): string {
  if (as === "dead-letter") return `the dead-letter sink of ${calledHop(hop)} brings`;
  return as === "reply" ? `${calledHop(hop)} sends replies of` : `${calledHop(hop)} delivers`;
}

const LONGEST = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
