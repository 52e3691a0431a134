import { type Carried, type Endpoint, type EventGraph, flowTypes, type Hop, type TypeFlow } from "../graph/index.ts";

/** How many types a label shows before it only counts them. */
const SHOWN = 3;

/**
 * The graph as a Mermaid flowchart, from sources to sinks. Solid arrows deliver and carry the types that can be on
 * them, dashed ones (`-.->`) are failures, thick ones (`==>`) replies, dotted plain lines links that are no delivery.
 * The same graph gives the same text.
 */
export function graphToMermaid(graph: EventGraph): string {
  const flow = flowTypes(graph);
  const ids = new Map(graph.endpoints.map((endpoint, index) => [endpoint.id, `n${index}`]));
  const spaced = new Set(graph.endpoints.filter(hasNamespace).map(({ namespace }) => namespace)).size > 1;
  const lines = [
    "flowchart LR",
    ...graph.endpoints.map((endpoint) => `  ${ids.get(endpoint.id)}${shape(endpoint, spaced)}`),
    ...graph.hops.flatMap((hop) => delivery(hop, flow, ids)),
    ...replies(graph, ids),
    ...failures(graph, ids),
    ...graph.links.map(({ from, to, label }) => `  ${ids.get(from)} -.-|${quote(label)}| ${ids.get(to)}`),
    ...classes(graph, ids),
  ];
  return `${lines.join("\n")}\n`;
}

type Ids = ReadonlyMap<string, string>;

function delivery(hop: Hop, flow: TypeFlow, ids: Ids): readonly string[] {
  const to = hop.to && ids.get(hop.to.endpoint);
  if (to === undefined) return [];
  const label = typesLabel(flow.on(hop), hop.kind === "sink");
  return [`  ${ids.get(hop.from)} -->${label === "" ? "" : `|${quote(label)}|`} ${to}`];
}

/** What a leg carries; an open leg says so with a question mark. */
function typesLabel({ types, open }: Pick<Carried, "types" | "open">, isSource: boolean): string {
  const shown: string[] = [];
  for (const type of types) if (shown.push(type) === SHOWN) break;
  if (types.size > SHOWN) shown.push(`${types.size - SHOWN} more`);
  if (open && types.size > 0) shown.push("?");
  return shown.length === 0 ? (open || isSource ? "" : "nothing") : shown.join("\n");
}

/** One arrow a step and reply target, however many legs lead there. */
function replies(graph: EventGraph, ids: Ids): readonly string[] {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const lines = new Set<string>();
  for (const { to, reply, discards } of graph.hops) {
    const sender = to && endpoints.get(to.endpoint);
    if (sender === undefined || reply === undefined || sender.kind === "broker" || sender.kind === "channel") continue;
    const types = sender.replies?.map(({ type }) => type).filter((type) => !discards.includes(type));
    if (types === undefined || types.length === 0) continue;
    const label = typesLabel({ types: new Set(types), open: false }, false);
    lines.add(`  ${ids.get(sender.id)} ==>|${quote(label)}| ${ids.get(reply.endpoint)}`);
  }
  return [...lines];
}

/** Failures of a Broker's legs that share a dead-letter sink are one arrow from the Broker. */
function failures(graph: EventGraph, ids: Ids): readonly string[] {
  const lines = new Set<string>();
  for (const {
    from,
    delivery: { deadLetterSink },
  } of graph.hops) {
    const to = deadLetterSink && ids.get(deadLetterSink.endpoint);
    if (to !== undefined) lines.add(`  ${ids.get(from)} -.->|${quote("failed")}| ${to}`);
  }
  return [...lines];
}

/** A shape for each kind of endpoint. */
function shape(endpoint: Endpoint, spaced: boolean): string {
  const name = spaced && hasNamespace(endpoint) ? `${endpoint.namespace}/${endpoint.name}` : endpoint.name;
  const label = endpoint.kind === "source" && endpoint.ping !== undefined ? `${name}\n${endpoint.ping.schedule}` : name;
  const text = quote(label);
  switch (endpoint.kind) {
    case "source":
      return `([${text}])`;
    case "broker":
      return `{{${text}}}`;
    case "channel":
      return `[(${text})]`;
    case "subscriber":
      return `[${text}]`;
    case "sink":
      return `[[${text}]]`;
    case "external":
      return `>${text}]`;
  }
}

function hasNamespace({ namespace }: Endpoint): boolean {
  return namespace !== "";
}

const CLASSES: Readonly<Record<Endpoint["kind"], string>> = {
  source: "fill:#e6f4ea,stroke:#137333",
  broker: "fill:#e8f0fe,stroke:#1967d2",
  channel: "fill:#e8f0fe,stroke:#1967d2",
  subscriber: "fill:#fff,stroke:#3c4043",
  sink: "fill:#fef7e0,stroke:#b06000",
  external: "fill:#f1f3f4,stroke:#5f6368,stroke-dasharray:4 3",
};

function classes(graph: EventGraph, ids: Ids): readonly string[] {
  return Object.entries(CLASSES).flatMap(([kind, style]) => {
    const members = graph.endpoints.filter((endpoint) => endpoint.kind === kind).map(({ id }) => ids.get(id));
    return members.length === 0 ? [] : [`  classDef ${kind} ${style}`, `  class ${members.join(",")} ${kind}`];
  });
}

/** Text as Mermaid takes it: in quotes, everything it could read as markup as a character code. */
function quote(text: string): string {
  const safe = text.replace(/[&<>"#;`|\\]|\p{Cc}/gu, (character) =>
    character === "\n" ? "<br>" : `#${character.codePointAt(0) ?? 0};`,
  );
  return `"${safe}"`;
}
