import type { Box, Net, Port } from "./nets.ts";

/** What takes a row of a column: a box, or nets of one root on their way to the next gutter. */
export interface Item {
  readonly column: number;
  height: number;
  /** Its middle. */
  y: number;
}

/** A point of an item where a line is joined, `offset` below its middle. */
export interface Joint {
  readonly item: Item;
  readonly offset: number;
}

/** Where everything is from top to bottom. */
export interface Rows {
  readonly boxes: ReadonlyMap<Box, Item>;
  /** The row of a net in each column that it goes through. */
  readonly passes: ReadonlyMap<Net, ReadonlyMap<number, Joint>>;
  readonly height: number;
}

/** Between lines that pass a column side by side. */
const PASS = 8;
const GAP = 10;
/** Back and forth; more changes next to nothing. */
const SWEEPS = 6;

/**
 * Places every column's items from top to bottom, near what they are joined to and never on each other: in turn each
 * column looks at the one before it, then at the one behind it, sorts its items by where they would like to be, and
 * puts them as near to that as their heights allow.
 */
export function rowsOf(boxes: readonly Box[], nets: readonly Net[]): Rows {
  const items = new Map(boxes.map((box) => [box, { column: box.column, height: box.height, y: 0 }]));
  const passes = passesOf(nets);
  const columns = columnsInOrder(boxes, nets, items, passes);
  const wishes = wishesOf(nets, items, passes);
  for (const column of columns)
    place(
      column,
      column.map(() => 0),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns) settle(column, wishes, "left");
    for (const column of columns.toReversed()) settle(column, wishes, "right");
  }
  for (const side of ["both", "both"] as const) {
    for (const column of columns) settle(column, wishes, side);
    for (const column of columns.toReversed()) settle(column, wishes, side);
  }
  for (const column of columns) straighten(column, wishes, "left");
  for (const column of columns.toReversed()) straighten(column, wishes, "right");
  const all = columns.flat();
  const top = Math.min(...all.map(({ y, height }) => y - height / 2));
  for (const item of all) item.y = Math.round(item.y - top);
  return { boxes: items, passes, height: Math.max(...all.map(({ y, height }) => y + height / 2)) };
}

/** Nets that begin or end at one side of a box pass each column side by side: what a Broker delivers, and its replies. */
function passesOf(nets: readonly Net[]): ReadonlyMap<Net, ReadonlyMap<number, Joint>> {
  const lanes = new Map<string, Net[]>();
  for (const net of nets) {
    for (let column = net.first; column < net.last; column += 1) {
      const key = `${net.root.box.node.id} ${net.root.side} ${column}`;
      const lane = lanes.get(key);
      if (lane === undefined) lanes.set(key, [net]);
      else lane.push(net);
    }
  }
  const passes = new Map<Net, Map<number, Joint>>(nets.map((net) => [net, new Map()]));
  for (const [key, lane] of lanes) {
    const column = Number(key.slice(key.lastIndexOf(" ") + 1));
    const item = { column, height: lane.length * PASS, y: 0 };
    for (const [place, net] of lane.entries())
      passes.get(net)?.set(column, { item, offset: (place - (lane.length - 1) / 2) * PASS });
  }
  return passes;
}

/** The first order of each column: what one net joins is together, and its way on in the middle. */
function columnsInOrder(
  boxes: readonly Box[],
  nets: readonly Net[],
  items: ReadonlyMap<Box, Item>,
  passes: Rows["passes"],
): readonly Item[][] {
  const columns: Item[][] = [];
  const seen = new Set<Item>();
  const add = (item: Item | undefined): void => {
    if (item === undefined || seen.has(item)) return;
    seen.add(item);
    (columns[item.column] ??= []).push(item);
  };
  for (const net of nets) {
    const leaves = new Map<number, Box[]>();
    for (const { box } of net.leaves) {
      const own = leaves.get(box.column);
      if (own === undefined) leaves.set(box.column, [box]);
      else own.push(box);
    }
    for (let column = net.first; column <= net.last; column += 1) {
      const own = (leaves.get(column) ?? []).map((box) => items.get(box));
      for (const item of own.slice(0, Math.ceil(own.length / 2))) add(item);
      add(passes.get(net)?.get(column)?.item);
      for (const item of own.slice(Math.ceil(own.length / 2))) add(item);
    }
  }
  for (const box of boxes) add(items.get(box));
  return Array.from(columns, (column) => column ?? []);
}

/** What an item is joined to in one gutter: the others' rows, as the row of the item that would make a straight line. */
interface Wish {
  readonly side: "left" | "right";
  readonly weight: number;
  readonly offset: number;
  readonly others: readonly Joint[];
}

const WEIGHTS: Readonly<Record<Net["kind"], number>> = { delivery: 8, link: 4, reply: 1, failure: 0.5 };

function wishesOf(
  nets: readonly Net[],
  boxes: ReadonlyMap<Box, Item>,
  passes: Rows["passes"],
): ReadonlyMap<Item, readonly Wish[]> {
  const wishes = new Map<Item, Wish[]>();
  for (const net of nets) {
    const joints = new Map<number, { left: Joint[]; right: Joint[] }>();
    const at = (gutter: number): { left: Joint[]; right: Joint[] } => {
      const found = joints.get(gutter) ?? { left: [], right: [] };
      joints.set(gutter, found);
      return found;
    };
    for (const port of [net.root, ...net.leaves]) {
      const item = boxes.get(port.box);
      if (item !== undefined) at(port.gutter)[port.side === "right" ? "left" : "right"].push(joint(item, port));
    }
    for (const [column, pass] of passes.get(net) ?? []) {
      at(column).right.push(pass);
      at(column + 1).left.push(pass);
    }
    for (const { left, right } of joints.values()) {
      for (const [own, others, side] of [[left, right, "right"] as const, [right, left, "left"] as const]) {
        if (others.length === 0) continue;
        for (const { item, offset } of own) {
          const list = wishes.get(item) ?? [];
          wishes.set(item, list);
          list.push({ side, weight: WEIGHTS[net.kind], offset, others });
        }
      }
    }
  }
  return wishes;
}

function joint(item: Item, port: Port): Joint {
  return { item, offset: port.offset };
}

/** Sorts one column by what its items wish, unless both sides have their say: then the order stays. */
function settle(column: Item[], wishes: ReadonlyMap<Item, readonly Wish[]>, side: Wish["side"] | "both"): void {
  const wanted = new Map<Item, number>();
  // By the middles of the others: what is joined to the same items is equal, and keeps its order.
  const ranks = new Map<Item, number>();
  // One net's others are asked for by each of its branches, and are the same for all.
  const means = new Map<Wish["others"], { readonly row: number; readonly middle: number }>();
  for (const item of column) {
    let [row, middle, weights] = [0, 0, 0];
    for (const wish of wishes.get(item) ?? []) {
      if (side !== "both" && wish.side !== side) continue;
      const mean = means.get(wish.others) ?? meanOf(wish.others);
      means.set(wish.others, mean);
      row += wish.weight * (mean.row - wish.offset);
      middle += wish.weight * mean.middle;
      weights += wish.weight;
    }
    wanted.set(item, weights === 0 ? item.y : row / weights);
    ranks.set(item, Math.round(weights === 0 ? item.y : middle / weights));
  }
  if (side !== "both") column.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  place(
    column,
    column.map((item) => wanted.get(item) ?? 0),
  );
}

function meanOf(others: readonly Joint[]): { readonly row: number; readonly middle: number } {
  let [row, middle] = [0, 0];
  for (const { item, offset } of others) {
    row += item.y + offset;
    middle += item.y;
  }
  return { row: row / others.length, middle: middle / others.length };
}

/** Moves items by the little that makes a line straight, where there is room for it. */
function straighten(column: readonly Item[], wishes: ReadonlyMap<Item, readonly Wish[]>, side: Wish["side"]): void {
  for (const [index, item] of column.entries()) {
    const [wish] = (wishes.get(item) ?? []).filter((one) => one.side === side && one.others.length === 1);
    const other = wish?.others[0];
    if (wish === undefined || other === undefined) continue;
    const wanted = other.item.y + other.offset - wish.offset;
    const [above, below] = [column[index - 1], column[index + 1]];
    const least = above === undefined ? wanted : above.y + roomBetween(above, item);
    const most = below === undefined ? wanted : below.y - roomBetween(item, below);
    if (Math.abs(wanted - item.y) < STRAIGHTEN && wanted >= least && wanted <= most) item.y = wanted;
  }
}

const STRAIGHTEN = 24;

function roomBetween(above: Item, below: Item): number {
  return (above.height + below.height) / 2 + GAP;
}

/**
 * Rows as near to the wanted ones as possible (least squares), in the given order and with room for each: the "pool
 * adjacent violators" algorithm over the wanted rows less the room before them.
 */
function place(column: readonly Item[], wanted: readonly number[]): void {
  const before: number[] = [];
  let room = 0;
  for (const [index, item] of column.entries()) {
    const previous = column[index - 1];
    if (previous !== undefined) room += roomBetween(previous, item);
    before.push(room);
  }
  const pools: { sum: number; count: number }[] = [];
  for (const index of column.keys()) {
    let pool = { sum: (wanted[index] ?? 0) - (before[index] ?? 0), count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  let index = 0;
  for (const { sum, count } of pools) {
    for (const end = index + count; index < end; index += 1) {
      const item = column[index];
      if (item !== undefined) item.y = sum / count + (before[index] ?? 0);
    }
  }
}
