/** A directed graph over the numbers from 0: for each the numbers it leads to. */
export type Adjacency = readonly (readonly number[])[];

/**
 * The sets of nodes that lead back to each other, a node that leads to itself alone included, in the order of their
 * least node.
 */
export function cyclicComponents(edges: Adjacency): readonly (readonly number[])[] {
  return components(edges)
    .filter((component) => isCyclic(edges, component))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** Whether the nodes of a component lead back to themselves. */
export function isCyclic(edges: Adjacency, [first = 0, ...others]: readonly number[]): boolean {
  return others.length > 0 || (edges[first] ?? []).includes(first);
}

/**
 * Every node, in sets of those that lead to each other; what a set leads to comes before it. Nodes of a set in
 * ascending order. Linear and without recursion, so that a long pipeline does not end the stack (Tarjan 1972).
 */
export function components(edges: Adjacency): readonly (readonly number[])[] {
  const UNSEEN = -1;
  const order = edges.map(() => UNSEEN);
  const low = edges.map(() => UNSEEN);
  const onStack = edges.map(() => false);
  const stack: number[] = [];
  const found: (readonly number[])[] = [];
  let seen = 0;

  const enter = (node: number): Frame => {
    order[node] = seen;
    low[node] = seen;
    seen += 1;
    stack.push(node);
    onStack[node] = true;
    return { node, next: 0 };
  };
  const leave = (node: number): void => {
    if (low[node] !== order[node]) return;
    const component: number[] = [];
    let last: number | undefined;
    do {
      last = stack.pop();
      if (last === undefined) break;
      onStack[last] = false;
      component.push(last);
    } while (last !== node);
    found.push(component.length === 1 ? component : component.sort((a, b) => a - b));
  };

  for (let root = 0; root < edges.length; root += 1) {
    if (order[root] !== UNSEEN) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { node } = frame;
      const target = edges[node]?.[frame.next];
      frame.next += 1;
      if (target === undefined) {
        leave(node);
        frames.pop();
        const parent = frames.at(-1);
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      } else if (order[target] === UNSEEN) {
        frames.push(enter(target));
      } else if (onStack[target]) {
        low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
      }
    }
  }
  return found;
}

/** The shortest way from a node of a cyclic component back to itself: the nodes it passes, `start` first and only once. */
export function shortestCycle(edges: Adjacency, component: readonly number[], start: number): readonly number[] {
  const within = new Set(component);
  const cameFrom = new Map<number, number>();
  const queue = [start];
  // The list grows while it is walked.
  for (const node of queue) {
    for (const target of edges[node] ?? []) {
      if (target === start) return pathTo(node, cameFrom);
      if (!within.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  throw new Error(`Sluice is at fault: node ${start} lies on no cycle of its component.`);
}

/** All nodes that can be reached from `starts`, these included. */
export function reachable(edges: Adjacency, starts: Iterable<number>): ReadonlySet<number> {
  const found = new Set(starts);
  // A set that grows while it is walked is walked to its end.
  for (const node of found) for (const target of edges[node] ?? []) found.add(target);
  return found;
}

interface Frame {
  readonly node: number;
  next: number;
}

function pathTo(end: number, cameFrom: ReadonlyMap<number, number>): readonly number[] {
  const path = [end];
  for (let node = cameFrom.get(end); node !== undefined; node = cameFrom.get(node)) path.push(node);
  return path.reverse();
}
