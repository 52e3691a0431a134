import type { DrawnEdge, DrawnNode } from "../drawing.ts";

/** A group of this many stands in one column, however small the picture is. */
const SMALLEST_COLUMN = 8;
/** How many rows a picture has for each column, about: a row is much lower than a column is wide. */
const ROWS_PER_COLUMN = 5.5;

/**
 * The column of each node, from 0 at the left: what an event passes first stands first. The steps of one Broker stand
 * in the order of their depth, many of one depth in several columns. Lines that would close a cycle lead back.
 */
export function columnsOf(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): ReadonlyMap<string, number> {
  const tall = Math.max(SMALLEST_COLUMN, Math.round(Math.sqrt(nodes.length * ROWS_PER_COLUMN)));
  const spans = spansOf(nodes, edges, tall);
  const out = outgoing(edges);
  const { order, back } = depthFirst(nodes, out);
  const columns = new Map(nodes.map(({ id }) => [id, 0]));
  const entered = new Set<string>();
  for (const id of order) {
    for (const edge of out.get(id) ?? []) {
      if (back.has(edge)) continue;
      entered.add(edge.to);
      const column = (columns.get(id) ?? 0) + (spans.get(edge) ?? 1);
      if (column > (columns.get(edge.to) ?? 0)) columns.set(edge.to, column);
    }
  }
  pullBeginnings(nodes, out, entered, columns, tall);
  const least = Math.min(...columns.values());
  return new Map([...columns].map(([id, column]) => [id, column - least]));
}

/** How many columns each delivery of a Broker or Channel spans, so that its steps stand in the order of its flow. */
function spansOf(
  nodes: readonly DrawnNode[],
  edges: readonly DrawnEdge[],
  tall: number,
): ReadonlyMap<DrawnEdge, number> {
  const fanning = new Set(nodes.filter(({ kind }) => kind === "broker" || kind === "channel").map(({ id }) => id));
  const hubs = new Map<string, Map<number, DrawnEdge[]>>();
  const totals = new Map<number, number>();
  for (const edge of edges) {
    if (edge.kind !== "delivery" || !fanning.has(edge.from)) continue;
    const { from, depth = 1 } = edge;
    const depths = hubs.get(from) ?? new Map<number, DrawnEdge[]>();
    hubs.set(from, depths);
    const group = depths.get(depth);
    if (group === undefined) depths.set(depth, [edge]);
    else group.push(edge);
    totals.set(depth, (totals.get(depth) ?? 0) + 1);
  }
  const spans = new Map<DrawnEdge, number>();
  for (const depths of hubs.values()) {
    let before = 0;
    for (const [depth, group] of [...depths].sort(([a], [b]) => a - b)) {
      // Brokers of one picture share its height.
      const share = Math.max(SMALLEST_COLUMN / 2, (tall * group.length) / (totals.get(depth) ?? 1));
      const own = Math.ceil(group.length / share);
      for (const [place, edge] of group.entries())
        spans.set(edge, before + 1 + Math.floor((place * own) / group.length));
      before += own;
    }
  }
  return spans;
}

/** What nothing leads to stands right before what it leads to; where there are many, in several columns. */
function pullBeginnings(
  nodes: readonly DrawnNode[],
  out: ReadonlyMap<string, readonly DrawnEdge[]>,
  entered: ReadonlySet<string>,
  columns: Map<string, number>,
  tall: number,
): void {
  const groups = new Map<string, string[]>();
  for (const { id } of nodes) {
    const [first] = out.get(id) ?? [];
    if (entered.has(id) || first === undefined) continue;
    const nearest = Math.min(...(out.get(id) ?? []).map(({ to }) => columns.get(to) ?? 0));
    columns.set(id, Math.max(0, nearest - 1));
    if ((out.get(id) ?? []).length > 1) continue;
    const group = groups.get(first.to);
    if (group === undefined) groups.set(first.to, [id]);
    else group.push(id);
  }
  for (const group of groups.values()) {
    const own = Math.ceil(group.length / tall);
    for (const [place, id] of group.entries())
      columns.set(id, (columns.get(id) ?? 0) - Math.floor((place * own) / group.length));
  }
}

const RANK: Readonly<Record<DrawnEdge["kind"], number>> = { delivery: 0, link: 1, reply: 2, failure: 3 };

function outgoing(edges: readonly DrawnEdge[]): ReadonlyMap<string, readonly DrawnEdge[]> {
  const out = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const list = out.get(edge.from);
    if (list === undefined) out.set(edge.from, [edge]);
    else list.push(edge);
  }
  for (const list of out.values()) list.sort((a, b) => RANK[a.kind] - RANK[b.kind]);
  return out;
}

/**
 * Nodes in an order in which every edge that is not of `back` leads forward: the reverse of the order in which a
 * depth-first search leaves them. It begins at sources, then at Brokers and Channels, so that replies are what leads back.
 */
function depthFirst(
  nodes: readonly DrawnNode[],
  out: ReadonlyMap<string, readonly DrawnEdge[]>,
): { readonly order: readonly string[]; readonly back: ReadonlySet<DrawnEdge> } {
  const inner = new Set([...out.values()].flat().map(({ to }) => to));
  const begins = ({ id, kind }: DrawnNode): number =>
    inner.has(id) ? (kind === "broker" || kind === "channel" ? 2 : 3) : kind === "source" ? 0 : 1;
  const state = new Map<string, "open" | "left">();
  const left: string[] = [];
  const back = new Set<DrawnEdge>();
  for (const { id } of nodes.toSorted((a, b) => begins(a) - begins(b))) {
    if (state.has(id)) continue;
    const path = [{ id, next: 0 }];
    state.set(id, "open");
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = out.get(top.id)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        state.set(top.id, "left");
        left.push(top.id);
        path.pop();
      } else if (state.get(edge.to) === "open") back.add(edge);
      else if (!state.has(edge.to)) {
        state.set(edge.to, "open");
        path.push({ id: edge.to, next: 0 });
      }
    }
  }
  return { order: left.toReversed(), back };
}
