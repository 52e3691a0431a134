import type { Endpoint, EventGraph } from "../../graph/index.ts";
import { ACCEPTS, EMITS, REPLIES } from "../../manifests/annotations.ts";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called } from "../wording.ts";

const HALF_STATED = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: charge
  annotations:
    sluice.dev/accepts: shop.order.placed
spec: { template: { spec: { containers: [{ image: example.com/charge }] } } }
`;
const FAILURES = serviceObject("failures");

/**
 * An object that leaves out one half of its contract where everything around it states both: a step without its
 * replies or without what it accepts, a source into a Broker whose events are all described. One forgotten line blinds
 * every check behind it. What states nothing anywhere is nobody's fault.
 */
export const halfStatedContract = defineRule({
  code: "half-stated-contract",
  severity: { dev: "warning", production: "warning" },
  source: "Sluice design §2",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed"), HALF_STATED, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
      FAILURES,
    ),
  },
  *check(graph, facts) {
    const described = describedBrokers(graph);
    for (const endpoint of graph.endpoints) {
      if (endpoint.kind === "subscriber") yield* halfStep(endpoint, facts);
      if (endpoint.kind === "source" && endpoint.stated?.emits === undefined)
        yield* unstatedSource(endpoint, described, facts);
    }
  },
});

function* halfStep(endpoint: Endpoint, facts: Facts): Iterable<Finding> {
  const { accepts, replies } = endpoint.stated ?? {};
  const legs = facts.hopsTo(endpoint.id);
  if (accepts !== undefined && replies === undefined && legs.some(({ reply }) => reply !== undefined)) {
    yield {
      at: accepts,
      field: `metadata.annotations[${REPLIES}]`,
      message: `${called(endpoint)} states what it accepts and not what it replies, so what follows it cannot be checked.`,
      mend: `State its replies beside ${ACCEPTS}; an empty ${REPLIES} says that it replies nothing.`,
    };
  }
  if (replies !== undefined && accepts === undefined && legs.length > 0) {
    yield {
      at: replies,
      field: `metadata.annotations[${ACCEPTS}]`,
      message: `${called(endpoint)} states what it replies and not what it accepts, so what it gets cannot be checked.`,
      mend: `State what it accepts beside ${REPLIES}.`,
    };
  }
}

function* unstatedSource(endpoint: Endpoint, described: ReadonlySet<string>, facts: Facts): Iterable<Finding> {
  const broker = facts.hopsFrom(endpoint.id).find(({ to }) => to !== undefined && described.has(to.endpoint))?.to;
  const place = broker && facts.endpoint(broker.endpoint);
  if (place === undefined) return;
  const what = endpoint.emits === undefined ? "what it sends" : "the contract of what it sends";
  yield {
    at: endpoint.origin,
    field: `metadata.annotations[${EMITS}]`,
    message: `${called(endpoint)} does not state ${what} into ${called(place)}, whose events are described, so what follows cannot be checked.`,
    mend: `State its types in ${EMITS}.`,
  };
}

/** Brokers that have an EventType and deliver to a step that states its contracts. */
function describedBrokers(graph: EventGraph): ReadonlySet<string> {
  const stated = new Set(graph.endpoints.filter((one) => one.stated?.accepts !== undefined).map(({ id }) => id));
  const delivering = new Set(
    graph.hops.filter(({ to }) => to !== undefined && stated.has(to.endpoint)).map(({ from }) => from),
  );
  return new Set(
    graph.eventTypes.flatMap(({ endpoint }) => (endpoint !== undefined && delivering.has(endpoint) ? [endpoint] : [])),
  );
}
