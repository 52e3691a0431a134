/** One net in one gutter: the rows where it is joined at its left and at its right. */
export interface Trunk {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Rows that are nearer than this would look like one line. */
const NEAR = 5;
const ONE_LINE = 1000;

/** The track of each trunk, from 0 at the left, with few crossings; trunks that share no row can share a track. */
export function tracksOf(trunks: readonly Trunk[]): readonly number[] {
  const extents = trunks.map(({ left, right }) => {
    const rows = [...left, ...right];
    return { top: Math.min(...rows) - NEAR, bottom: Math.max(...rows) + NEAR };
  });
  const overlap = (a: number, b: number): boolean => {
    const [one, other] = [extents[a], extents[b]];
    return one !== undefined && other !== undefined && one.top <= other.bottom && other.top <= one.bottom;
  };
  const order = sorted(trunks, overlap);
  const tracks = trunks.map(() => 0);
  for (const [place, own] of order.entries()) {
    for (const earlier of order.slice(0, place))
      if (overlap(earlier, own)) tracks[own] = Math.max(tracks[own] ?? 0, (tracks[earlier] ?? 0) + 1);
  }
  return tracks;
}

/** Trunks from left to right: by how much each would rather be left of the others, then mended pair by pair. */
function sorted(trunks: readonly Trunk[], overlap: (a: number, b: number) => boolean): readonly number[] {
  const gains = trunks.map((one, a) =>
    trunks.map((other, b) => (a === b || !overlap(a, b) ? 0 : cost(one, other) - cost(other, one))),
  );
  const totals = gains.map((row) => row.reduce((sum, gain) => sum + gain, 0));
  const order = [...trunks.keys()].sort((a, b) => (totals[a] ?? 0) - (totals[b] ?? 0));
  for (let round = 0; round < order.length; round += 1) {
    let changed = false;
    for (let place = 1; place < order.length; place += 1) {
      const [a, b] = [order[place - 1] ?? 0, order[place] ?? 0];
      if ((gains[a]?.[b] ?? 0) <= 0) continue;
      order[place - 1] = b;
      order[place] = a;
      changed = true;
    }
    if (!changed) break;
  }
  return order;
}

/** Crossings when `one` is left of `other`; two lines that would lie on each other count as very many. */
function cost(one: Trunk, other: Trunk): number {
  let sum = 0;
  const within = (row: number, { left, right }: Trunk): boolean => {
    const rows = [...left, ...right];
    return row > Math.min(...rows) && row < Math.max(...rows);
  };
  for (const row of one.right) {
    if (within(row, other)) sum += 1;
    if (other.left.some((theirs) => Math.abs(theirs - row) < NEAR)) sum += ONE_LINE;
  }
  for (const row of other.left) if (within(row, one)) sum += 1;
  return sum;
}
