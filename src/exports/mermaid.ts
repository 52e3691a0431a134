import type { EventGraph } from "../graph/index.ts";
import { type DrawnEdge, type DrawnNode, drawingOf } from "./drawing.ts";

/**
 * The graph as a Mermaid flowchart, from sources to sinks. Solid arrows deliver and carry the types that can be on
 * them, dashed ones (`-.->`) are failures, thick ones (`==>`) replies, dotted plain lines links that are no delivery.
 * The same graph gives the same text.
 */
export function graphToMermaid(graph: EventGraph): string {
  const { nodes, edges } = drawingOf(graph);
  const lines = [
    "flowchart LR",
    ...nodes.map((node) => `  ${node.id}${shape(node)}`),
    ...edges.map(arrow),
    ...classes(nodes),
  ];
  return `${lines.join("\n")}\n`;
}

const ARROWS: Readonly<Record<DrawnEdge["kind"], string>> = {
  delivery: "-->",
  reply: "==>",
  failure: "-.->",
  link: "-.-",
};

function arrow({ from, to, kind, label }: DrawnEdge): string {
  return `  ${from} ${ARROWS[kind]}${label.length === 0 ? "" : `|${quote(label.join("\n"))}|`} ${to}`;
}

/** A shape for each kind of endpoint. */
function shape({ kind, name, schedule }: DrawnNode): string {
  const text = quote(schedule === undefined ? name : `${name}\n${schedule}`);
  switch (kind) {
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

const CLASSES: Readonly<Record<DrawnNode["kind"], string>> = {
  source: "fill:#e6f4ea,stroke:#137333",
  broker: "fill:#e8f0fe,stroke:#1967d2",
  channel: "fill:#e8f0fe,stroke:#1967d2",
  subscriber: "fill:#fff,stroke:#3c4043",
  sink: "fill:#fef7e0,stroke:#b06000",
  external: "fill:#f1f3f4,stroke:#5f6368,stroke-dasharray:4 3",
};

function classes(nodes: readonly DrawnNode[]): readonly string[] {
  return Object.entries(CLASSES).flatMap(([kind, style]) => {
    const members = nodes.filter((node) => node.kind === kind).map(({ id }) => id);
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
