/** Names longer than this are never compared: the comparison costs the product of both lengths. */
const LONGEST = 100;

/**
 * The candidate that `name` was most likely meant to be, or `undefined` when none is near: at most two slips, or one
 * in a name of up to four letters, where a slip is a letter added, left out, changed or swapped with its neighbour. A
 * difference in case or in `-`, `_`, `.` and blanks counts half a slip. Of equally near candidates the first is taken.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > LONGEST) return undefined;
  const plain = bare(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > LONGEST) continue;
    const allowed = Math.min(name.length, candidate.length) <= 4 ? 1 : 2;
    if (Math.abs(candidate.length - name.length) > allowed + 1) continue;
    const slips = plain === bare(candidate) ? 0.5 : distance(name, candidate, allowed);
    if (slips <= allowed && slips < least) {
      nearest = candidate;
      least = slips;
    }
  }
  return nearest;
}

/** A sentence for a diagnostic's mend, `Did you mean "retry"?`, or `undefined` when no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? undefined : `Did you mean ${JSON.stringify(nearest)}?`;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, "");
}

/** Optimal string alignment distance (Damerau 1964, Levenshtein 1966); stops counting beyond `limit`. */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const changed = a[row - 1] === b[column - 1] ? 0 : 1;
      let slips = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + changed);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) slips = Math.min(slips, at(beforeLast, column - 2) + 1);
      current.push(slips);
      least = Math.min(least, slips);
    }
    if (least > limit) return least;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
