import type { Diagnostic, Severity } from "../diagnostics/index.ts";
import {
  type Carried,
  type Endpoint,
  type EndpointId,
  type EventGraph,
  flowTypes,
  type Hop,
  type Origin,
  type Target,
  type TypeFlow,
} from "../graph/index.ts";
import { legDepths } from "./depths.ts";
import { objectKey } from "../manifests/manifest.ts";

/** How many types a label shows before it only counts them. */
const SHOWN = 3;

/** What a picture of a graph shows, whatever it is drawn with. Plain data; the same graph gives the same drawing. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Findings in their order; `marks` of nodes and edges are positions in this list. */
  readonly findings: readonly Diagnostic[];
}

/** One endpoint. */
export interface DrawnNode {
  /** `n0`, `n1`, … in the order of the graph. */
  readonly id: string;
  readonly kind: Endpoint["kind"];
  /** What people call it; with its namespace where the graph has several. */
  readonly name: string;
  /** Its Kubernetes kind, or what else says what it is; absent where nothing is known. */
  readonly about?: string;
  /** When it fires; of a PingSource. */
  readonly schedule?: string;
  readonly marks: readonly number[];
}

/** One line: a delivery, a step's reply, a failure, or a relation that is no delivery. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "delivery" | "reply" | "failure" | "link";
  /** Lines of the label: event types, `failed`, or what the link is. */
  readonly label: readonly string[];
  /** How many steps deep it is in its Broker's or Channel's flow, from 1; of a delivery. */
  readonly depth?: number;
  readonly marks: readonly number[];
}

/** What is drawn of a graph; with findings, where each of them is. */
export function drawingOf(graph: EventGraph, findings: readonly Diagnostic[] = []): Drawing {
  const flow = flowTypes(graph);
  const ids = new Map(graph.endpoints.map((endpoint, index) => [endpoint.id, `n${index}`]));
  const spaced = new Set(graph.endpoints.filter(hasNamespace).map(({ namespace }) => namespace)).size > 1;
  const marks = new Marks(findings);
  const depths = legDepths(graph, flow);
  const own = graph.endpoints.map((endpoint) => toNode(endpoint, ids, spaced, marks));
  // A leg that leads nowhere has no line; what is wrong with it is marked where it begins.
  const nowhere = new Map<EndpointId, number[]>();
  for (const { from, to, origin, namespace } of graph.hops) {
    if (to === undefined || !ids.has(to.endpoint))
      nowhere.set(from, [...(nowhere.get(from) ?? []), ...marks.take(origin, namespace)]);
  }
  const nodes = own.map((node, index): DrawnNode => {
    const more = nowhere.get(graph.endpoints[index]?.id ?? "") ?? [];
    return more.length === 0 ? node : { ...node, marks: [...node.marks, ...more] };
  });
  const edges = [
    ...graph.hops.flatMap((hop) =>
      delivery(hop, flow, ids, marks).map((line) => ({ ...line, depth: depths.get(hop) ?? 1 })),
    ),
    ...replies(graph, ids),
    ...failures(graph, ids),
    ...graph.links.flatMap(({ from, to, label }) => edge(ids, from, to, "link", [label])),
  ];
  return { nodes, edges, findings };
}

/** The gravest of some findings. */
export function gravest(marks: readonly number[], findings: readonly Diagnostic[]): Severity | undefined {
  if (marks.length === 0) return undefined;
  return marks.some((mark) => findings[mark]?.severity === "error") ? "error" : "warning";
}

type Ids = ReadonlyMap<EndpointId, string>;

/** Findings by the object they name. What an endpoint and a leg share is marked once, at the endpoint. */
class Marks {
  private readonly byObject = new Map<string, number[]>();

  public constructor(findings: readonly Diagnostic[]) {
    for (const [index, { object }] of findings.entries()) {
      if (object === undefined) continue;
      const key = objectKey(object);
      const list = this.byObject.get(key);
      if (list === undefined) this.byObject.set(key, [index]);
      else list.push(index);
    }
  }

  /** The findings of an object that no earlier node or edge has taken. */
  public take(origin: Origin, namespace: string): readonly number[] {
    if (origin.object === undefined) return [];
    const key = objectKey({ namespace, ...origin.object });
    const marks = this.byObject.get(key) ?? [];
    this.byObject.delete(key);
    return marks;
  }
}

function toNode(endpoint: Endpoint, ids: Ids, spaced: boolean, marks: Marks): DrawnNode {
  const { kind, name, namespace, origin, id } = endpoint;
  const about = kind === "external" ? "elsewhere" : origin.object?.kind;
  return {
    id: ids.get(id) ?? "",
    kind,
    name: spaced && hasNamespace(endpoint) ? `${namespace}/${name}` : name,
    ...(about === undefined ? {} : { about }),
    ...(endpoint.kind === "source" && endpoint.ping !== undefined ? { schedule: endpoint.ping.schedule } : {}),
    marks: kind === "external" ? [] : marks.take(origin, namespace),
  };
}

function delivery(hop: Hop, flow: TypeFlow, ids: Ids, marks: Marks): readonly DrawnEdge[] {
  const label = typesLabel(flow.on(hop), hop.kind === "sink");
  const lines = [...refusal(hop.to), ...label];
  return edge(ids, hop.from, hop.to?.endpoint, "delivery", lines, marks.take(hop.origin, hop.namespace));
}

/** What a leg carries; an open leg says so with a question mark. */
function typesLabel({ types, open }: Pick<Carried, "types" | "open">, isSource: boolean): readonly string[] {
  const shown: string[] = [];
  for (const type of types) if (shown.push(type) === SHOWN) break;
  if (types.size > SHOWN) shown.push(`${types.size - SHOWN} more`);
  if (open && types.size > 0) shown.push("?");
  return shown.length === 0 ? (open || isSource ? [] : ["nothing"]) : shown;
}

/**
 * One line a step and reply target, however many legs lead there. Where nothing says what a step answers with, only the
 * reply that its Subscription names is shown: without it a Sequence would fall apart.
 */
function replies(graph: EventGraph, ids: Ids): readonly DrawnEdge[] {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const lines = new Map<string, DrawnEdge>();
  for (const { kind, to, reply, discards } of graph.hops) {
    const sender = to && endpoints.get(to.endpoint);
    if (sender === undefined || reply === undefined || sender.kind === "broker" || sender.kind === "channel") continue;
    const types = sender.replies?.map(({ type }) => type).filter((type) => !discards.includes(type));
    if (types === undefined ? kind !== "subscription" : types.length === 0) continue;
    const label = typesLabel({ types: new Set(types), open: types === undefined }, false);
    for (const line of edge(ids, sender.id, reply.endpoint, "reply", [...refusal(reply), ...label]))
      lines.set(keyOf(line), line);
  }
  return [...lines.values()];
}

/** Failures of a Broker's legs that share a dead-letter sink are one line from the Broker. */
function failures(graph: EventGraph, ids: Ids): readonly DrawnEdge[] {
  const lines = new Map<string, DrawnEdge>();
  for (const { from, delivery: sent } of graph.hops) {
    for (const line of edge(ids, from, sent.deadLetterSink?.endpoint, "failure", [
      "failed",
      ...refusal(sent.deadLetterSink),
    ]))
      lines.set(keyOf(line), line);
  }
  return [...lines.values()];
}

/** Says on a line that authorization lets nothing of it in (eventing.md §9). */
function refusal(target: Target | undefined): readonly string[] {
  if (target?.authorization?.verdict !== "refused") return [];
  const { policy, mode } = target.authorization;
  return [
    policy?.object === undefined
      ? `refused: ${mode ?? "no policy lets it in"}`
      : `refused by EventPolicy ${policy.object.name}`,
  ];
}

function edge(
  ids: Ids,
  from: EndpointId,
  to: EndpointId | undefined,
  kind: DrawnEdge["kind"],
  label: readonly string[],
  marks: readonly number[] = [],
): readonly DrawnEdge[] {
  const [start, end] = [ids.get(from), ids.get(to ?? "")];
  return start === undefined || end === undefined ? [] : [{ from: start, to: end, kind, label, marks }];
}

function keyOf({ from, to, label }: DrawnEdge): string {
  return JSON.stringify([from, to, label]);
}

function hasNamespace({ namespace }: Endpoint): boolean {
  return namespace !== "";
}
