import type { EventGraph } from "../graph/index.ts";
import { type DrawnEdge, type DrawnNode, drawingOf } from "./drawing.ts";

/**
 * The graph in Graphviz' DOT language, from sources to sinks: solid lines deliver and carry the types that can be on
 * them, bold ones are replies, dashed ones failures, dotted ones links that are no delivery. The same graph gives the
 * same text.
 */
export function graphToDot(graph: EventGraph): string {
  const { nodes, edges } = drawingOf(graph);
  const lines = [
    "digraph events {",
    '  graph [rankdir=LR, fontname="Helvetica"];',
    '  node [fontname="Helvetica", fontsize=12, style=filled];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...nodes.map(statement),
    ...edges.map(line),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

const SHAPES: Readonly<Record<DrawnNode["kind"], string>> = {
  source: 'shape=box, style="rounded,filled", fillcolor="#e6f4ea", color="#137333"',
  broker: 'shape=hexagon, fillcolor="#e8f0fe", color="#1967d2"',
  channel: 'shape=cylinder, fillcolor="#e8f0fe", color="#1967d2"',
  subscriber: 'shape=box, fillcolor="#ffffff", color="#3c4043"',
  sink: 'shape=box, peripheries=2, fillcolor="#fef7e0", color="#b06000"',
  external: 'shape=box, style="dashed,filled", fillcolor="#f1f3f4", color="#5f6368"',
};

const STYLES: Readonly<Record<DrawnEdge["kind"], string>> = {
  delivery: "",
  reply: 'style=bold, color="#1967d2"',
  failure: 'style=dashed, color="#c5221f", fontcolor="#c5221f"',
  link: "style=dotted, arrowhead=none",
};

function statement({ id, kind, name, schedule }: DrawnNode): string {
  return `  ${id} [label=${quote(schedule === undefined ? [name] : [name, schedule])}, ${SHAPES[kind]}];`;
}

function line({ from, to, kind, label }: DrawnEdge): string {
  const attributes = [label.length === 0 ? "" : `label=${quote(label)}`, STYLES[kind]].filter((text) => text !== "");
  return `  ${from} -> ${to}${attributes.length === 0 ? "" : ` [${attributes.join(", ")}]`};`;
}

/** Lines in quotes: a backslash begins an escape there, and a control character would end the line or hide. */
function quote(lines: readonly string[]): string {
  const safe = lines.map((text) => text.replace(/["\\]/g, "\\$&").replace(/\p{Cc}/gu, " "));
  return `"${safe.join("\\n")}"`;
}
