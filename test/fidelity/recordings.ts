import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** What a replay of one recording found. `different` is empty when every row agrees. */
export interface Replay {
  readonly cases: number;
  readonly equal: number;
  /** Rows where Sluice does what Knative evidently means instead of what it did (eventing.md §13, "intended"). */
  readonly intended: number;
  readonly different: readonly Difference[];
}

/** One row that disagrees, both sides in the same form. */
export interface Difference {
  readonly id: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** The rows of `recordings/NAME.jsonl.gz`. */
export function readRecording<Row>(name: string): readonly Row[] {
  const packed = readFileSync(new URL(`./recordings/${name}.jsonl.gz`, import.meta.url));
  return gunzipSync(packed)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseRow(line) as Row);
}

/**
 * One line of a recording. Go reads whole numbers of 64 bits; those just outside have no number of their own in
 * JavaScript, and would be read as the limit itself: they are read as the next number that lies outside too.
 */
export function parseRow(line: string): unknown {
  return JSON.parse(
    line.replace(/(?<=[:[,])-?\d{19}(?=[\]},])/g, (digits) => {
      const number = BigInt(digits);
      return BigInt.asIntN(64, number) === number ? digits : digits.startsWith("-") ? "-1e19" : "1e19";
    }),
  );
}

/** Compares row by row, by JSON text. */
export function replay<Row extends { readonly id: string }>(
  rows: readonly Row[],
  compare: (row: Row) => { readonly ours: unknown; readonly theirs: unknown },
): Replay {
  const different: Difference[] = [];
  for (const row of rows) {
    const { ours, theirs } = compare(row);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different.push({ id: row.id, ours, theirs });
  }
  return { cases: rows.length, equal: rows.length - different.length, intended: 0, different };
}

/** Collects the differences that `compare` finds. */
export function replayDifferences<Row>(rows: readonly Row[], compare: (row: Row) => Difference | undefined): Replay {
  const different = rows.map(compare).filter((difference) => difference !== undefined);
  return { cases: rows.length, equal: rows.length - different.length, intended: 0, different };
}

/** A replay that can say which row of eventing.md §13 each intended difference belongs to. */
export interface ReplayWithReasons extends Replay {
  readonly intendedRows: readonly (Difference & { readonly reason: string })[];
}

/** Sorts the differences that `compare` finds into those that `reasonOf` can name a row of §13 for, and defects. */
export function replayIntending<Row extends { readonly id: string }>(
  rows: readonly Row[],
  compare: (row: Row) => Difference | undefined,
  reasonOf: (row: Row, difference: Difference) => string | undefined,
): ReplayWithReasons {
  const intendedRows: (Difference & { readonly reason: string })[] = [];
  const different: Difference[] = [];
  for (const row of rows) {
    const difference = compare(row);
    if (difference === undefined) continue;
    const reason = reasonOf(row, difference);
    if (reason === undefined) different.push(difference);
    else intendedRows.push({ ...difference, reason });
  }
  const equal = rows.length - intendedRows.length - different.length;
  return { cases: rows.length, equal, intended: intendedRows.length, different, intendedRows };
}
