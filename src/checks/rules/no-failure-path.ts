import type {
  BrokerEndpoint,
  ChannelEndpoint,
  Endpoint,
  EventGraph,
  Hop,
  LegWorstCase,
  Origin,
} from "../../graph/index.ts";
import { objectKey } from "../../manifests/manifest.ts";
import { documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { losesFailures } from "../lost-failures.ts";
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
 * A leg without a dead-letter sink loses an event that keeps failing when the retries are spent. One finding for each
 * Broker, Channel, Sequence or Parallel whose legs rely on it. The filters of a Parallel can carry no delivery: theirs
 * is that of the channel template.
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
    for (const group of groupLegs(graph, facts)) {
      for (const fault of isOwned(group) ? faultsOfOwner(group, graph) : faultsOfPlace(group))
        yield toFinding(fault, facts);
    }
  },
});

/** Legs that share a place where one sink would do for all of them. */
interface Group {
  readonly from: BrokerEndpoint | ChannelEndpoint;
  /** Those that lose what keeps failing. */
  readonly losing: readonly [Hop, ...Hop[]];
  /** How many legs there are. */
  readonly count: number;
}

/** Legs that one dead-letter sink would mend. */
interface Fault {
  readonly at: Origin;
  readonly field: string;
  readonly hops: readonly [Hop, ...Hop[]];
  /** Whose `delivery` lacks the sink, when it is not a leg's own. */
  readonly shared?: Endpoint;
  readonly mend: string;
}

/** Legs by their Broker or Channel, or by the Sequence or Parallel that makes them. */
function groupLegs(graph: EventGraph, facts: Facts): Iterable<Group> {
  const groups = new Map<string, Group>();
  const counts = new Map<string, number>();
  for (const hop of graph.hops) {
    if (hop.kind === "sink") continue;
    const key = ownerKey(hop) ?? hop.from;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const from = losesFailures(hop, facts);
    if (from?.kind !== "broker" && from?.kind !== "channel") continue;
    const known = groups.get(key);
    groups.set(key, { from, losing: known === undefined ? [hop] : [...known.losing, hop], count: 0 });
  }
  return Array.from(groups, ([key, group]) => ({ ...group, count: counts.get(key) ?? 0 }));
}

/**
 * Where one leg among others lacks a sink, that leg was forgotten; where several do, or all, the place is named, unless
 * each has a delivery of its own.
 */
function faultsOfPlace({ from, losing, count }: Group): readonly Fault[] {
  const relies = losing.some((hop) => !hasOwnDelivery(hop));
  const single = losing.length === 1 && (count > 1 || (from.kind === "channel" && from.delivery.origin === undefined));
  if (!relies || single) return losing.map((hop) => ofLeg(hop, from));
  const legs = from.kind === "broker" ? "Triggers" : "Subscriptions";
  const own = called(from).split(" ")[0] ?? "Channel";
  return [
    {
      at: from.delivery.origin ?? from.origin,
      field: FIELD,
      hops: losing,
      shared: from,
      mend: `Name a deadLetterSink on the ${own}, or one on each of these ${legs}.`,
    },
  ];
}

/** Steps of one Sequence or branches of one Parallel that all lack a sink are one fault; filters can only share one. */
function faultsOfOwner({ from, losing, count }: Group, { objects }: EventGraph): readonly Fault[] {
  const filters = losing.filter(({ carriesDelivery }) => !carriesDelivery);
  const [first] = losing;
  if (filters.length === 0 && (losing.length < 2 || losing.length < count))
    return losing.map((hop) => ofLeg(hop, from));
  const [filter] = filters;
  const all = losing.length === count || losing.length - filters.length > 1 ? losing : filters;
  const [head = first, ...tail] = all;
  const owner = objects.find(({ key }) => key === ownerKey(head));
  const rest =
    all === losing ? [] : losing.filter(({ carriesDelivery }) => carriesDelivery).map((hop) => ofLeg(hop, from));
  if (filter === undefined || owner === undefined) {
    return [
      {
        at: head.origin,
        field: `${deliveryField(head)}.deadLetterSink`,
        hops: [head, ...tail],
        mend: "Name a deadLetterSink on each of them, or one for all in spec.channelTemplate.spec.delivery.",
      },
    ];
  }
  return [
    {
      at: owner.origin("spec.channelTemplate"),
      field: "spec.channelTemplate.spec.delivery.deadLetterSink",
      hops: [head, ...tail],
      mend: "Name one for all in spec.channelTemplate.spec.delivery: a Parallel's filters have no delivery of their own.",
    },
    ...rest,
  ];
}

function ofLeg(hop: Hop, from: Endpoint): Fault {
  const at = hasOwnDelivery(hop) && hop.delivery.origin !== undefined ? hop.delivery.origin : hop.origin;
  const field = deliveryField(hop);
  // A Trigger without a sink of its own uses that of its Broker (eventing.md §5.5).
  const place = from.kind === "broker" ? `${field}, or one for all Triggers on ${called(from)}` : field;
  return { at, field: `${field}.deadLetterSink`, hops: [hop], mend: `Name a deadLetterSink in ${place}.` };
}

function isOwned({ losing: [first] }: Group): boolean {
  return ownerKey(first) !== undefined;
}

/** The Sequence or Parallel that makes the leg. */
function ownerKey({ origin, namespace }: Hop): string | undefined {
  const { object, field } = origin;
  return object === undefined || field === undefined || field === "" ? undefined : objectKey({ namespace, ...object });
}

function hasOwnDelivery({ delivery, origin }: Hop): boolean {
  const { object } = delivery.origin ?? {};
  return object !== undefined && object.kind === origin.object?.kind && object.name === origin.object.name;
}

/** `spec.delivery`, or where the object that makes the leg has it: `spec.steps[1].delivery`. */
function deliveryField({ origin: { field } }: Hop): string {
  return field === undefined || field === "" ? "spec.delivery" : `${field}.delivery`;
}

function toFinding({ at, field, hops, shared, mend }: Fault, { worst }: Facts): Finding {
  const [first] = hops;
  const attempts = 1 + (first.delivery.retry?.value ?? 0);
  const after = `after ${attempts} attempt${attempts === 1 ? "" : "s"}`;
  // A branch's filter and its subscriber stand at one place.
  const who = list([...new Set(hops.map(calledHop))]);
  const most = Math.max(...hops.map((hop) => chainedAttempts(worst.leg(hop))));
  return {
    at,
    field,
    message:
      shared === undefined
        ? `An event that keeps failing on ${who} is lost ${after}.`
        : `${called(shared)} has no dead-letter sink, so an event that keeps failing on ${who} is lost ${after}.`,
    mend,
    ...(most <= attempts
      ? {}
      : {
          notes: [
            `Legs before wait for the answer and retry too, so a step there is asked up to ${most.toLocaleString("en")} times for one event.`,
          ],
        }),
  };
}

function chainedAttempts(leg: LegWorstCase | undefined): number {
  return leg === undefined || leg.assumed ? 0 : leg.chainedAttempts;
}
