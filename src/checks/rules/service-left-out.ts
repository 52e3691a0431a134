import type { Endpoint, EndpointId, EventGraph, Origin } from "../../graph/index.ts";
import { objectKey } from "../../manifests/manifest.ts";
import { documents, serviceObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule } from "../rule.ts";
import { called, list } from "../wording.ts";
import { isRecord } from "../written-filters.ts";
import { triggersByBroker } from "../written-triggers.ts";

const sequence = (...steps: readonly string[]): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: checkout }
spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec:
      delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
  steps:
${steps.map((name) => `    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }`).join("\n")}
`;
const SERVICES = ["reserve", "charge", "failures"].map((name) => serviceObject(name));

/**
 * One service stands at two places of a Sequence, Parallel or Broker, and another of the manifests at none: most likely
 * a reference that was copied and not changed. What states its contracts is judged by them.
 */
export const serviceLeftOut = defineRule({
  code: "service-left-out",
  severity: { dev: "warning", production: "warning" },
  source: "Sluice design §2",
  example: {
    bad: documents(sequence("reserve", "reserve"), ...SERVICES),
    good: documents(sequence("reserve", "charge"), ...SERVICES),
  },
  *check(graph, facts) {
    const orphans = orphanPlaces(graph);
    const idle = idleServices(graph, orphans);
    if (idle.length === 0) return;
    for (const places of repeated(graph, orphans, facts)) {
      const [first, second] = places;
      const service = facts.endpoint(second?.service ?? "");
      const near = idle.filter(({ namespace }) => namespace === service?.namespace);
      if (first === undefined || second === undefined || service === undefined || near.length === 0) continue;
      yield {
        at: second.origin,
        message: `${called(service)} stands at ${list(places.map(({ name }) => name))}, and nothing leads to ${list(near.map(called))}.`,
        mend: `If ${near.length === 1 ? called(near[0] ?? service) : "one of these"} belongs here, name it; otherwise acknowledge this with the reason.`,
      };
    }
  },
});

/** A place where a service stands. */
interface Place {
  /** The Sequence, Parallel or Broker it is part of. */
  readonly owner: string;
  readonly name: string;
  readonly service: EndpointId;
  readonly origin: Origin;
}

/** Knative Services that state nothing, and that no leg, sink, reply or dead letter leads to. */
function idleServices({ endpoints, hops }: EventGraph, orphans: readonly Place[]): readonly Endpoint[] {
  const reached = new Set<EndpointId>(orphans.map(({ service }) => service));
  for (const { to, reply, delivery } of hops) {
    for (const target of [to, reply, delivery.deadLetterSink]) if (target !== undefined) reached.add(target.endpoint);
  }
  return endpoints.filter(
    ({ id, kind, stated, origin }) =>
      kind === "subscriber" &&
      origin.object?.apiVersion.startsWith("serving.knative.dev/") === true &&
      stated?.accepts === undefined &&
      !reached.has(id),
  );
}

/** Services that state nothing, with all their places in one Sequence or Parallel or behind one Broker, two or more. */
function repeated(graph: EventGraph, orphans: readonly Place[], facts: Facts): readonly (readonly Place[])[] {
  const found = new Map<string, Map<string, Place>>();
  for (const place of [...wiredPlaces(graph), ...orphans]) {
    const service = facts.endpoint(place.service);
    if (service?.kind !== "subscriber" || service.stated?.accepts !== undefined) continue;
    const key = `${place.owner} ${place.service}`;
    const places = found.get(key) ?? new Map<string, Place>();
    found.set(key, places.set(place.name, place));
  }
  return [...found.values()].filter(({ size }) => size > 1).map((places) => [...places.values()]);
}

function* wiredPlaces({ hops }: EventGraph): Iterable<Place> {
  for (const { kind, from, to, reply, origin } of hops) {
    const { object } = origin;
    if (kind === "sink" || object === undefined) continue;
    const isFlow = object.kind === "Sequence" || object.kind === "Parallel";
    const owner = isFlow ? `${object.kind} ${object.namespace ?? ""} ${object.name}` : from;
    for (const target of isFlow ? [to, reply] : [to]) {
      if (target === undefined) continue;
      const { object: at, field = "" } = target.origin;
      const name = `${field} of ${at?.kind ?? ""} ${at?.name ?? ""}`;
      yield { owner, name, service: target.endpoint, origin: target.origin };
    }
  }
}

/** The subscribers of Triggers whose Broker is not among the manifests. */
function orphanPlaces(graph: EventGraph): readonly Place[] {
  return [...triggersByBroker(graph)].flatMap(([broker, triggers]) =>
    triggers.flatMap(({ object, leg, name }): readonly Place[] => {
      const { subscriber } = object.spec;
      const ref = isRecord(subscriber) && isRecord(subscriber.ref) ? subscriber.ref : undefined;
      if (leg !== undefined || typeof ref?.name !== "string") return [];
      const namespace = typeof ref.namespace === "string" ? ref.namespace : object.namespace;
      const key = { apiVersion: String(ref.apiVersion), kind: String(ref.kind), namespace, name: ref.name };
      const origin = object.origin("spec.subscriber.ref");
      return [{ owner: `Broker ${broker}`, name: `spec.subscriber.ref of ${name}`, service: objectKey(key), origin }];
    }),
  );
}
