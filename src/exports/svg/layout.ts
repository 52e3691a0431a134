import type { Drawing, DrawnEdge, DrawnNode } from "../drawing.ts";
import { shortened, textWidth } from "./text-width.ts";

/** Sizes in pixels. */
export const SIZES = { name: 13, small: 11, line: 15, padX: 14, padY: 9 } as const;
/** How much wider a name is for being bold. */
const BOLD = 1.14;
const LONGEST_NAME = 40;
const LONGEST_LABEL = 44;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box with its centre. */
export interface PlacedNode extends Point {
  readonly node: DrawnNode;
  readonly width: number;
  readonly height: number;
  /** The lines to write: the name, then what is said about it. */
  readonly lines: readonly string[];
}

/** A line through some points, and where its label stands. */
export interface PlacedEdge {
  readonly edge: DrawnEdge;
  readonly points: readonly Point[];
  readonly label:
    | (Point & { readonly width: number; readonly height: number; readonly lines: readonly string[] })
    | undefined;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/**
 * Places a drawing from left to right, labels included, so that no two boxes overlap. Deterministic. Links that are no
 * delivery, and failures, have less say in where things stand.
 */
export async function layOut({ nodes, edges }: Drawing): Promise<Layout> {
  const { Graph, layout } = await import("@dagrejs/dagre");
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 42, edgesep: 12, marginx: 24, marginy: 24 });
  const boxes = nodes.map((node) => ({ node, ...boxOf(node) }));
  for (const { node, width, height } of boxes) graph.setNode(node.id, { width, height });
  const labels = edges.map((edge) => labelBox(edge));
  const columns = columnsOf(edges);
  for (const [index, edge] of edges.entries()) {
    const { width, height } = labels[index] ?? { width: 0, height: 0 };
    const weight = edge.kind === "delivery" ? 4 : edge.kind === "reply" ? 2 : 1;
    graph.setEdge(
      edge.from,
      edge.to,
      { width, height, labelpos: "c", weight, minlen: columns[index] ?? 1 },
      `e${index}`,
    );
  }
  layout(graph);
  const size = graph.graph();
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: boxes.map((box) => ({ ...box, ...pointOf(graph.node(box.node.id)) })),
    edges: edges.map((edge, index): PlacedEdge => {
      const placed = graph.edge({ v: edge.from, w: edge.to, name: `e${index}` });
      const box = labels[index];
      return {
        edge,
        points: (placed.points ?? []).map(pointOf),
        label: box === undefined || box.width === 0 ? undefined : { ...box, ...pointOf(placed) },
      };
    }),
  };
}

/** More legs of one depth than this stand in several columns. */
const COLUMN = 14;
const MOST_COLUMNS = 12;

/**
 * How many columns each line spans: deliveries of one Broker stand in the order of its flow, and where many are of one
 * depth, in several columns. Everything else is as near as it can be.
 */
function columnsOf(edges: readonly DrawnEdge[]): readonly number[] {
  const groups = new Map<string, number[]>();
  for (const [index, { kind, from, depth = 1 }] of edges.entries()) {
    if (kind !== "delivery") continue;
    const key = `${depth} ${from}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  const columns = edges.map(() => 1);
  const wide = new Map<string, number>();
  for (const [key, group] of [...groups].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const from = key.slice(key.indexOf(" ") + 1);
    const before = wide.get(from) ?? 0;
    const own = Math.min(MOST_COLUMNS, Math.ceil(group.length / COLUMN));
    for (const [place, index] of group.entries())
      columns[index] = Math.min(MOST_COLUMNS, before + 1 + Math.floor((place * own) / group.length));
    wide.set(from, before + own);
  }
  return columns;
}

function boxOf({ name, about, schedule }: DrawnNode): Pick<PlacedNode, "width" | "height" | "lines"> {
  const small = [about, schedule].filter((text) => text !== undefined);
  const lines = [
    shortened(name, LONGEST_NAME),
    ...(small.length === 0 ? [] : [shortened(small.join(" · "), LONGEST_NAME + 4)]),
  ];
  const widest = Math.max(
    ...lines.map((line, index) => textWidth(line, index === 0 ? SIZES.name : SIZES.small) * (index === 0 ? BOLD : 1)),
  );
  return { lines, width: Math.ceil(widest) + 2 * SIZES.padX, height: lines.length * SIZES.line + 2 * SIZES.padY };
}

/** A mark without a label needs its place too. */
const MARK = 18;

function labelBox({ label, marks }: DrawnEdge): {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
} {
  const lines = label.map((line) => shortened(line, LONGEST_LABEL));
  if (lines.length === 0)
    return marks.length === 0 ? { width: 0, height: 0, lines } : { width: MARK, height: MARK, lines };
  const widest = Math.max(...lines.map((line) => textWidth(line, SIZES.small)));
  return { lines, width: Math.ceil(widest) + 8, height: lines.length * (SIZES.line - 2) + 4 };
}

/** Whole tenths: what differs less differs between machines. */
function pointOf({ x = 0, y = 0 }: { readonly x?: number | undefined; readonly y?: number | undefined }): Point {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}
