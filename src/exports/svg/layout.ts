import type { Drawing, DrawnEdge, DrawnNode } from "../drawing.ts";
import { SLANT, type Text } from "./boxes.ts";
import { columnsOf } from "./columns.ts";
import { type Box, joined, labelRoom, type Net, type Port } from "./nets.ts";
import { type Rows, rowsOf } from "./rows.ts";
import { tracksOf } from "./tracks.ts";

/** A box with its upper left corner. */
export interface PlacedBox {
  readonly node: DrawnNode;
  readonly text: Text;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A net: its trunks, and a branch to everything that is joined to it. */
export interface PlacedNet {
  readonly kind: DrawnEdge["kind"];
  readonly branches: readonly Branch[];
  readonly trunks: readonly { readonly x: number; readonly top: number; readonly bottom: number }[];
  /** What it joins, for people who point at it. */
  readonly title: string;
}

/** A line from a trunk to where it ends. */
export interface Branch {
  /** Of the trunk. */
  readonly x: number;
  /** Of the end. */
  readonly to: number;
  readonly y: number;
  /** How far below the end its trunk comes from, negative for above; 0 for a line that goes on straight. */
  readonly bend: number;
  readonly hasArrow: boolean;
}

/** A label over the end of a line; `x` is its edge at the box, `bottom` that of its text. */
export interface PlacedLabel {
  readonly kind: DrawnEdge["kind"];
  readonly text: Text;
  readonly title: string;
  readonly x: number;
  readonly bottom: number;
  readonly side: "left" | "right";
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly nets: readonly PlacedNet[];
  readonly labels: readonly PlacedLabel[];
}

const MARGIN = 24;
/** Between parts that nothing joins. */
const APART = 26;
const TRACK = 9;

/**
 * Places a drawing from left to right, in columns with gutters between them: boxes and rows for lines that pass are in
 * the columns, trunks of lines and labels in the gutters, each label at its own box. So nothing lies on anything else.
 * The same drawing gives the same layout.
 */
export function layOut(drawing: Drawing): Layout {
  const parts = componentsOf(drawing).map(({ nodes, edges }) => layOutPart(nodes, edges));
  // Shelves about as wide as the whole is high.
  const area = parts.reduce((sum, { width, height }) => sum + (width + APART) * (height + APART), 0);
  const widest = Math.max(0, ...parts.map(({ width }) => width));
  const shelf = Math.max(widest, 1000, Math.round(Math.sqrt(area * 1.6)));
  const placed: Layout[] = [];
  let [x, y, high, right] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > shelf) [x, y, high] = [0, y + high + APART, 0];
    placed.push(moved(part, x + MARGIN, y + MARGIN));
    right = Math.max(right, x + part.width);
    x += part.width + APART;
    high = Math.max(high, part.height);
  }
  return {
    width: Math.ceil(right + 2 * MARGIN),
    height: Math.ceil(y + high + 2 * MARGIN),
    boxes: placed.flatMap(({ boxes }) => boxes),
    nets: placed.flatMap(({ nets }) => nets),
    labels: placed.flatMap(({ labels }) => labels),
  };
}

function layOutPart(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): Layout {
  const { boxes, nets } = joined(nodes, edges, columnsOf(nodes, edges));
  const rows = rowsOf(boxes, nets);
  const { widths, gutters, tracks, width } = acrossOf(boxes, nets, rows);
  const placedNets: PlacedNet[] = [];
  const labels: PlacedLabel[] = [];
  const left = (column: number): number => gutters[column]?.right ?? 0;
  const endOf = (port: Port): number => {
    const inset = insetOf(port);
    const x = left(port.box.column);
    return port.side === "left" ? x + inset : x + (widths[port.box.column] ?? 0) - inset;
  };
  const rowOf = (port: Port): number => (rows.boxes.get(port.box)?.y ?? 0) + port.offset;
  for (const net of nets) {
    const branches: Branch[] = [];
    const trunks: { x: number; top: number; bottom: number }[] = [];
    for (let gutter = net.first; gutter <= net.last; gutter += 1) {
      const x = tracks.get(net)?.get(gutter) ?? 0;
      const ends = endsOf(net, gutter, rows, rowOf, endOf, left, widths);
      const start = ends.find(({ isRoot }) => isRoot)?.y ?? 0;
      const others = ends.filter(({ isRoot }) => !isRoot).map(({ y }) => y);
      const [top, bottom] = [Math.min(start, ...others), Math.max(start, ...others)];
      trunks.push({ x, top, bottom });
      for (const { to, y, isRoot, hasArrow } of ends)
        branches.push({ x, to, y, hasArrow, bend: isRoot ? rootBend(start, others) : start - y });
    }
    placedNets.push({ kind: net.kind, branches, trunks, title: titleOf(net) });
    for (const port of net.leaves) {
      if (port.label === undefined) continue;
      const title = [...new Set(port.edges.flatMap(({ label }) => label))].join(", ");
      const x = port.side === "left" ? left(port.box.column) : left(port.box.column) + (widths[port.box.column] ?? 0);
      labels.push({ kind: net.kind, text: port.label, title, x, bottom: rowOf(port) - 3, side: port.side });
    }
  }
  const placedBoxes = boxes.map((box): PlacedBox => {
    const { node, text, height } = box;
    const y = (rows.boxes.get(box)?.y ?? 0) - height / 2;
    return { node, text, x: left(box.column), y, width: widths[box.column] ?? 0, height };
  });
  return { width, height: rows.height, boxes: placedBoxes, nets: placedNets, labels };
}

/** A root's line bends into its trunk where all branches are on one side of it. */
function rootBend(start: number, others: readonly number[]): number {
  const [top, bottom] = [Math.min(...others), Math.max(...others)];
  if (top > start) return bottom - start;
  return bottom < start ? top - start : 0;
}

interface End {
  readonly to: number;
  readonly y: number;
  readonly isRoot: boolean;
  readonly hasArrow: boolean;
}

/** Everything a net is joined to in one gutter; the first of it leads to the net's root. */
function endsOf(
  net: Net,
  gutter: number,
  rows: Rows,
  rowOf: (port: Port) => number,
  endOf: (port: Port) => number,
  left: (column: number) => number,
  widths: readonly number[],
): readonly End[] {
  const ends = net.leaves
    .filter((port) => port.gutter === gutter)
    .map((port): End => ({ to: endOf(port), y: rowOf(port), isRoot: false, hasArrow: net.arrow === "leaves" }));
  if (net.root.gutter === gutter)
    ends.push({ to: endOf(net.root), y: rowOf(net.root), isRoot: true, hasArrow: net.arrow === "root" });
  const passes = rows.passes.get(net);
  const [before, behind] = [passes?.get(gutter - 1), passes?.get(gutter)];
  if (before !== undefined) {
    const to = left(gutter - 1) + (widths[gutter - 1] ?? 0) / 2;
    ends.push({ to, y: before.item.y + before.offset, isRoot: net.root.gutter < gutter, hasArrow: false });
  }
  if (behind !== undefined) {
    const to = left(gutter) + (widths[gutter] ?? 0) / 2;
    ends.push({ to, y: behind.item.y + behind.offset, isRoot: net.root.gutter > gutter, hasArrow: false });
  }
  return ends;
}

/** Widths of columns, and where gutters begin and end: as wide as the labels on both sides and the trunks between. */
function acrossOf(boxes: readonly Box[], nets: readonly Net[], rows: Rows) {
  const count = Math.max(...boxes.map(({ column }) => column)) + 1;
  const widths = Array.from({ length: count }, () => 0);
  const rooms = Array.from({ length: count + 1 }, () => ({ left: 0, right: 0 }));
  for (const box of boxes) {
    widths[box.column] = Math.max(widths[box.column] ?? 0, box.text.width);
    for (const port of [...box.ports.left, ...box.ports.right]) {
      const room = rooms[port.gutter];
      if (room === undefined) continue;
      if (port.side === "right") room.left = Math.max(room.left, labelRoom(port));
      else room.right = Math.max(room.right, labelRoom(port));
    }
  }
  const tracks = new Map<Net, Map<number, number>>(nets.map((net) => [net, new Map()]));
  const gutters: { readonly right: number }[] = [];
  let x = 0;
  for (const [gutter, room] of rooms.entries()) {
    const here = nets.filter(({ first, last }) => first <= gutter && gutter <= last);
    const own = tracksOf(here.map((net) => trunkOf(net, gutter, rows)));
    const used = Math.max(0, ...own.map((track) => track + 1));
    for (const [index, net] of here.entries())
      tracks.get(net)?.set(gutter, x + room.left + TRACK * (0.5 + (own[index] ?? 0)));
    x += here.length === 0 ? 0 : room.left + TRACK * used + room.right;
    gutters.push({ right: x });
    x += widths[gutter] ?? 0;
  }
  return { widths, gutters, tracks, width: x };
}

function trunkOf(net: Net, gutter: number, rows: Rows) {
  const left: number[] = [];
  const right: number[] = [];
  for (const port of [net.root, ...net.leaves]) {
    if (port.gutter !== gutter) continue;
    (port.side === "right" ? left : right).push((rows.boxes.get(port.box)?.y ?? 0) + port.offset);
  }
  const passes = rows.passes.get(net);
  const [before, behind] = [passes?.get(gutter - 1), passes?.get(gutter)];
  if (before !== undefined) left.push(before.item.y + before.offset);
  if (behind !== undefined) right.push(behind.item.y + behind.offset);
  return { left, right };
}

/** How deep the slanted or round side of a box is at one of its ports, so that lines end at its outline. */
function insetOf({ box, offset }: Port): number {
  const half = box.height / 2;
  const share = Math.min(1, Math.abs(offset) / half);
  switch (box.node.kind) {
    case "broker":
      return SLANT * share;
    case "channel":
      return SLANT * (1 - Math.sqrt(1 - share * share));
    case "source": {
      const radius = Math.min(half, ROUND);
      const into = Math.max(0, Math.abs(offset) - (half - radius)) / radius;
      return radius * (1 - Math.sqrt(1 - Math.min(1, into) ** 2));
    }
    default:
      return 0;
  }
}

/** The radius of a source's corners, unless it is too low for that. */
export const ROUND = 22;

function titleOf({ kind, root, leaves, arrow }: Net): string {
  const ends = leaves.slice(0, 12).map(({ box }) => box.node.name);
  if (leaves.length > ends.length) ends.push(`${leaves.length - ends.length} more`);
  const [from, to] = arrow === "leaves" ? [[root.box.node.name], ends] : [ends, [root.box.node.name]];
  return `${kind}: ${from.join(", ")} → ${to.join(", ")}`;
}

function moved({ boxes, nets, labels, ...size }: Layout, x: number, y: number): Layout {
  return {
    ...size,
    boxes: boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y })),
    nets: nets.map((net) => ({
      ...net,
      branches: net.branches.map((branch) => ({ ...branch, x: branch.x + x, to: branch.to + x, y: branch.y + y })),
      trunks: net.trunks.map((trunk) => ({ x: trunk.x + x, top: trunk.top + y, bottom: trunk.bottom + y })),
    })),
    labels: labels.map((label) => ({ ...label, x: label.x + x, bottom: label.bottom + y })),
  };
}

/** Parts that nothing joins, in the order of their first node; the joined ones before nodes that stand alone. */
function componentsOf({ nodes, edges }: Drawing) {
  const parents = new Map(nodes.map(({ id }) => [id, id]));
  const find = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) {
      // Halve the way, so that long chains stay cheap.
      parents.set(root, parents.get(parent) ?? parent);
      root = parent;
    }
    return root;
  };
  for (const { from, to } of edges) parents.set(find(to), find(from));
  const parts = new Map<string, { nodes: DrawnNode[]; edges: DrawnEdge[] }>();
  for (const node of nodes) {
    const part = parts.get(find(node.id)) ?? { nodes: [], edges: [] };
    parts.set(find(node.id), part);
    part.nodes.push(node);
  }
  for (const edge of edges) parts.get(find(edge.from))?.edges.push(edge);
  return [...parts.values()].sort((a, b) => Number(a.edges.length === 0) - Number(b.edges.length === 0));
}
