import type { DrawnEdge, DrawnNode } from "../drawing.ts";
import { boxText, labelText, SIZES, type Text } from "./boxes.ts";

/** One endpoint and where it stands. */
export interface Box {
  readonly node: DrawnNode;
  readonly text: Text;
  readonly column: number;
  /** What is joined to it, from top to bottom of each side. */
  readonly ports: Readonly<Record<Side, Port[]>>;
  height: number;
}

export type Side = "left" | "right";

/** Where a net is joined to a box. */
export interface Port {
  readonly box: Box;
  readonly side: Side;
  /** Gutter `c` is left of column `c`. */
  readonly gutter: number;
  readonly edges: DrawnEdge[];
  label: Text | undefined;
  /** From the middle of the box down to the line. */
  offset: number;
}

/**
 * Lines that share a beginning or an end, drawn as one that branches: what a Broker delivers, replies to one Broker,
 * failures to one dead-letter sink. One trunk in each gutter between `first` and `last`, one row through each column
 * between two gutters.
 */
export interface Net {
  readonly kind: DrawnEdge["kind"];
  readonly root: Port;
  readonly leaves: readonly Port[];
  readonly arrow: "root" | "leaves" | undefined;
  readonly first: number;
  readonly last: number;
}

/** Boxes with their ports, and the nets between them. */
export function joined(
  nodes: readonly DrawnNode[],
  edges: readonly DrawnEdge[],
  columns: ReadonlyMap<string, number>,
): { readonly boxes: readonly Box[]; readonly nets: readonly Net[] } {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node, columns.get(node.id) ?? 0)]));
  const drafts = new Map<string, Draft>();
  for (const edge of edges) {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    const fans = edge.kind === "delivery" && (from.node.kind === "broker" || from.node.kind === "channel");
    const [fromSide, toSide] = sides(from.column, to.column);
    const [root, leaf] = fans ? [from, to] : [to, from];
    const [rootSide, leafSide] = fans ? [fromSide, toSide] : [toSide, fromSide];
    const key = [edge.kind, root.node.id, rootSide, leafSide, fans, edge.kind === "link" ? leaf.node.id : ""].join(" ");
    const draft = drafts.get(key) ?? {
      kind: edge.kind,
      root: portOf(root, rootSide),
      leaves: new Map<Box, Port>(),
      arrow: edge.kind === "link" ? undefined : fans ? "leaves" : "root",
    };
    drafts.set(key, draft);
    const port = draft.leaves.get(leaf) ?? portOf(leaf, leafSide);
    draft.leaves.set(leaf, port);
    port.edges.push(edge);
  }
  const nets = [...drafts.values()].map(({ leaves, ...draft }): Net => {
    const ports = [...leaves.values()];
    const gutters = [draft.root, ...ports].map(({ gutter }) => gutter);
    // A dead-letter line says what it is by its colour; "failed" at each would only be in the way.
    for (const port of ports) port.label = draft.kind === "failure" ? undefined : labelText(port.edges);
    return { ...draft, leaves: ports, first: Math.min(...gutters), last: Math.max(...gutters) };
  });
  for (const net of nets.toSorted((a, b) => PORT_ORDER[a.kind] - PORT_ORDER[b.kind]))
    for (const port of [net.root, ...net.leaves]) port.box.ports[port.side].push(port);
  for (const box of boxes.values()) arrange(box);
  return { boxes: [...boxes.values()], nets };
}

interface Draft {
  readonly kind: DrawnEdge["kind"];
  readonly root: Port;
  readonly leaves: Map<Box, Port>;
  readonly arrow: Net["arrow"];
}

/** Lines leave towards where they go; within one column, at the right. */
function sides(from: number, to: number): readonly [Side, Side] {
  if (to > from) return ["right", "left"];
  return to < from ? ["left", "right"] : ["right", "right"];
}

function boxOf(node: DrawnNode, column: number): Box {
  const text = boxText(node);
  return { node, text, column, ports: { left: [], right: [] }, height: text.height };
}

function portOf(box: Box, side: Side): Port {
  const gutter = side === "left" ? box.column : box.column + 1;
  return { box, side, gutter, edges: [], label: undefined, offset: 0 };
}

/** Between two lines that are joined to the same side, and around a line. */
const PORT_GAP = 7;
const BARE_PORT = 12;
const PORT_ORDER: Readonly<Record<DrawnEdge["kind"], number>> = { delivery: 0, reply: 1, link: 2, failure: 3 };

/** The ports of each side from top to bottom, and a box that is high enough for their labels. */
function arrange(box: Box): void {
  const heights = (["left", "right"] as const).map((side) =>
    box.ports[side].reduce((sum, port) => sum + portHeight(port), 0),
  );
  box.height = Math.max(box.height, ...heights);
  for (const [index, side] of (["left", "right"] as const).entries()) {
    const ports = box.ports[side];
    const height = heights[index] ?? 0;
    let y = -height / 2;
    for (const port of ports) {
      y += portHeight(port);
      port.offset = y - (port.label === undefined ? BARE_PORT : PORT_GAP) / 2;
    }
    // Labels stand above their lines: as far as there is room, it is the lines that are in the middle.
    const middle = ports.reduce((sum, { offset }) => sum + offset, 0) / ports.length;
    const up = Math.min(Math.max(middle, 0), (box.height - height) / 2);
    for (const port of ports) port.offset = Math.round(port.offset - up);
  }
}

function portHeight({ label }: Port): number {
  return label === undefined ? BARE_PORT : label.height + PORT_GAP;
}

/** Room for a label and the arrow beside it. */
export function labelRoom({ label }: Port): number {
  return label === undefined ? SIZES.arrow + 4 : label.width + SIZES.arrow + 10;
}
