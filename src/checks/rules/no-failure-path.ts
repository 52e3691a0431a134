import type { Endpoint, EventGraph, Hop, Origin } from "../../graph/index.ts";
import { objectKey } from "../../manifests/manifest.ts";
import { documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

const FIELD = "spec.delivery.deadLetterSink";
const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const BROKER_WITHOUT = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: orders }
spec:
  delivery: { retry: 3, backoffPolicy: exponential, backoffDelay: PT1S }
`;
const BROKER_WITH = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: orders }
spec:
  delivery:
    retry: 3
    backoffPolicy: exponential
    backoffDelay: PT1S
    deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
`;

/**
 * A leg that could name a dead-letter sink and has none loses an event that keeps failing when the retries are spent.
 * Legs into a Broker or Channel are left out: it is the legs behind that fail. So are legs whose Broker, or its config,
 * lives elsewhere, since its own dead-letter sink is unknown.
 */
export const noFailurePath = defineRule({
  code: "no-failure-path",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §5.5, §6.2",
  example: {
    bad: documents(BROKER_WITHOUT, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE),
    good: documents(BROKER_WITH, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, serviceObject("failures")),
  },
  *check(graph, facts) {
    for (const group of groupByFault(graph, facts)) yield toFinding(group);
  },
});

/** Legs that one dead-letter sink would mend. */
interface Fault {
  readonly at: Origin;
  readonly field: string;
  /** Whose `delivery` lacks the sink, when it is not a leg's own. */
  readonly shared?: Endpoint;
  readonly hops: readonly Hop[];
}

/**
 * A Broker whose Triggers rely on it is named once, for all of them; otherwise each leg on its own. Steps of one
 * Sequence or branches of one Parallel that all lack a sink are one fault too.
 */
function* groupByFault(graph: EventGraph, facts: Facts): Iterable<Fault> {
  const groups = new Map<string, { readonly from: Endpoint; readonly hops: Hop[] }>();
  for (const hop of graph.hops) {
    const from = losing(hop, facts);
    if (from === undefined) continue;
    const key = hop.kind === "trigger" ? hop.from : ownerKey(hop);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { from, hops: [hop] });
    else group.hops.push(hop);
  }
  const legs = countByOwner(graph.hops);
  for (const [key, { from, hops }] of groups) {
    const [first] = hops;
    if (from.kind === "broker" && hops.some((hop) => !hasOwnDelivery(hop))) {
      yield { at: from.delivery.origin ?? from.origin, field: FIELD, shared: from, hops };
    } else if (first !== undefined && hops.length > 1 && legs.get(key) === hops.length) {
      yield { at: first.origin, field: `${deliveryField(first)}.deadLetterSink`, hops };
    } else {
      for (const hop of hops) {
        const at = hasOwnDelivery(hop) && hop.delivery.origin !== undefined ? hop.delivery.origin : hop.origin;
        yield { at, field: `${deliveryField(hop)}.deadLetterSink`, hops: [hop] };
      }
    }
  }
}

/** The object whose leg this is, where one object makes several; the leg itself otherwise. */
function ownerKey({ id, origin, namespace }: Hop): string {
  const { object, field } = origin;
  return object === undefined || field === "" ? id : objectKey({ namespace, ...object });
}

/** How many legs that can carry a delivery each object makes. */
function countByOwner(hops: readonly Hop[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const hop of hops) {
    if (hop.carriesDelivery) counts.set(ownerKey(hop), (counts.get(ownerKey(hop)) ?? 0) + 1);
  }
  return counts;
}

/** The endpoint a leg leaves, if the leg loses what keeps failing and that could be mended where it is written. */
function losing(hop: Hop, { endpoint }: Facts): Endpoint | undefined {
  if (!hop.carriesDelivery || hop.delivery.deadLetterSink !== undefined || hop.unresolved) return undefined;
  const from = endpoint(hop.from);
  const to = hop.to && endpoint(hop.to.endpoint);
  if (to === undefined || to.kind === "broker" || to.kind === "channel") return undefined;
  if (from === undefined || from.kind === "external" || "unresolved" in from || "unknownConfig" in from)
    return undefined;
  return from;
}

function hasOwnDelivery({ delivery, origin }: Hop): boolean {
  const { object } = delivery.origin ?? {};
  return object !== undefined && object.kind === origin.object?.kind && object.name === origin.object.name;
}

/** `spec.delivery`, or where the object that makes the leg has it: `spec.steps[1].delivery`. */
function deliveryField({ origin: { field } }: Hop): string {
  return field === undefined || field === "" ? "spec.delivery" : `${field}.delivery`;
}

function toFinding({ at, field, shared, hops }: Fault): Finding {
  const [first] = hops;
  const attempts = 1 + (first?.delivery.retry?.value ?? 0);
  const after = `after ${attempts} attempt${attempts === 1 ? "" : "s"}`;
  const who = list(hops.map(calledHop));
  if (shared === undefined) {
    return {
      at,
      field,
      message: `An event that keeps failing on ${who} is lost ${after}.`,
      mend:
        hops.length === 1
          ? `Name a deadLetterSink in ${field.replace(/\.deadLetterSink$/, "")}.`
          : "Name a deadLetterSink on each of them, or one for all in spec.channelTemplate.spec.delivery.",
    };
  }
  return {
    at,
    field,
    message: `${called(shared)} has no dead-letter sink, so an event that keeps failing on ${who} is lost ${after}.`,
    mend: "Name a deadLetterSink on the Broker, or one on each of these Triggers.",
  };
}
