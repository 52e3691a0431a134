import type { Endpoint, EndpointId, EventGraph, Hop, Target, TypeFlow } from "../graph/index.ts";
import { typesOf } from "./wording.ts";

/** Events that arrive where they are not accepted. */
export interface Mismatch {
  readonly hop: Hop;
  /** On which way they come: as delivered, as a dead letter, or as a reply. */
  readonly as: "delivery" | "dead-letter" | "reply";
  readonly to: Target;
  readonly endpoint: Endpoint;
  /** The first of the types that are not accepted. */
  readonly types: readonly string[];
  /** How many types are not accepted. */
  readonly count: number;
}

const SHOWN = 4;

/** Every mismatch of types along the graph. What is unknown, on either side, is none. */
export function findMismatches(
  graph: EventGraph,
  flow: TypeFlow,
  endpoint: (id: EndpointId) => Endpoint | undefined,
): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const deadLetters = new Set<string>();
  const judge = (hop: Hop, as: Mismatch["as"], to: Target | undefined, types: ReadonlySet<string>): void => {
    const target = to && endpoint(to.endpoint);
    const accepts = target && acceptedTypes(target);
    if (to === undefined || target === undefined || accepts === undefined) return;
    const refused = firstOutside(types, accepts);
    if (refused.length === 0) return;
    const count = types.size - [...accepts].filter((type) => types.has(type)).length;
    found.push({ hop, as, to, endpoint: target, types: refused, count });
  };

  /** What arrives for certain; of what hangs on unknown attributes, all of it where none is accepted. */
  const deliveredTo = (hop: Hop): ReadonlySet<string> => {
    const sure = flow.surelyOn(hop);
    const { types, open } = flow.on(hop);
    if (open || sure.size === types.size) return sure;
    const accepts = hop.to && acceptedTypes(endpoint(hop.to.endpoint));
    return accepts !== undefined && [...types].some((type) => accepts.has(type)) ? sure : types;
  };

  for (const hop of graph.hops) {
    const delivered = flow.surelyOn(hop);
    judge(hop, "delivery", hop.to, deliveredTo(hop));
    if (hop.reply !== undefined && hop.reply.endpoint !== hop.from) {
      const sender = hop.to && endpoint(hop.to.endpoint);
      const replies = sender?.replies?.filter(({ type }) => !hop.discards.includes(type)) ?? [];
      judge(hop, "reply", hop.reply, new Set(typesOf(replies)));
    }
    const sink = hop.delivery.deadLetterSink;
    // Legs that share an inherited sink share its fault.
    const key = `${hop.from} ${sink?.endpoint ?? ""}`;
    if (sink === undefined || deadLetters.has(key)) continue;
    const before = found.length;
    judge(hop, "dead-letter", sink, delivered);
    if (found.length > before) deadLetters.add(key);
  }
  return found;
}

/** The types an endpoint accepts; undefined when nobody states them, or when it takes whatever comes. */
function acceptedTypes(endpoint: Endpoint | undefined): ReadonlySet<string> | undefined {
  if (endpoint === undefined) return undefined;
  if (endpoint.kind === "broker" || endpoint.kind === "channel" || endpoint.kind === "source") return undefined;
  return endpoint.accepts && new Set(endpoint.accepts.map(({ type }) => type));
}

function firstOutside(types: Iterable<string>, accepted: ReadonlySet<string>): readonly string[] {
  const outside: string[] = [];
  for (const type of types) {
    if (accepted.has(type)) continue;
    outside.push(type);
    if (outside.length === SHOWN) break;
  }
  return outside;
}
