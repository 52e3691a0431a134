import type { EndpointId, EventGraph, Hop } from "../../graph/index.ts";
import { documents, serviceObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule } from "../rule.ts";
import { called, list } from "../wording.ts";

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
    const idle = idleServices(graph);
    if (idle.length === 0) return;
    for (const places of repeated(graph, facts)) {
      const [first, second] = places;
      const service = facts.endpoint(second?.target.endpoint ?? "");
      const near = idle.filter(({ namespace }) => namespace === service?.namespace);
      if (first === undefined || second === undefined || service === undefined || near.length === 0) continue;
      yield {
        at: second.target.origin,
        message: `${called(service)} stands at ${list(places.map(({ name }) => name))}, and nothing leads to ${list(near.map(called))}.`,
        mend: `If ${near.length === 1 ? called(near[0] ?? service) : "one of these"} belongs here, name it; otherwise acknowledge this with the reason.`,
      };
    }
  },
});

/** Knative Services that state nothing, and that no leg, sink, reply or dead letter leads to. */
function idleServices({ endpoints, hops }: EventGraph) {
  const reached = new Set<EndpointId>();
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

interface Place {
  readonly name: string;
  readonly target: NonNullable<Hop["to"]>;
}

/** Services that state nothing, with all their places in one Sequence or Parallel or behind one Broker, two or more. */
function repeated({ hops }: EventGraph, facts: Facts): readonly (readonly Place[])[] {
  const found = new Map<string, Map<string, Place>>();
  const add = (owner: string, target: Hop["to"]): void => {
    const service = target && facts.endpoint(target.endpoint);
    if (target === undefined || service?.kind !== "subscriber" || service.stated?.accepts !== undefined) return;
    const key = `${owner} ${target.endpoint}`;
    const places = found.get(key) ?? new Map<string, Place>();
    const { object, field } = target.origin;
    const name = `${field ?? ""} of ${object?.kind ?? ""} ${object?.name ?? ""}`;
    found.set(key, places.set(name, { name, target }));
  };
  for (const hop of hops) {
    const { object } = hop.origin;
    if (hop.kind === "sink" || object === undefined) continue;
    const isFlow = object.kind === "Sequence" || object.kind === "Parallel";
    const owner = isFlow ? `${object.kind} ${object.namespace ?? ""} ${object.name}` : hop.from;
    add(owner, hop.to);
    if (isFlow) add(owner, hop.reply);
  }
  return [...found.values()].filter(({ size }) => size > 1).map((places) => [...places.values()]);
}
