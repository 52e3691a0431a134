import { appendFileSync } from "node:fs";

/** One line of the benchmark's table: what was measured in one run, and the bar it has to keep. */
export interface Line {
  readonly name: string;
  /** How much was done and how often, such as `5,000 objects in 20 charts, 7 runs`. */
  readonly counts: string;
  /** Medians with their unit. */
  readonly ours: string;
  readonly peer?: string;
  /** What is held against the bar, such as a ratio; absent where the number is only told. */
  readonly value?: number;
  /** The most that `value` may be. */
  readonly bar?: number;
  /** @default "x" */
  readonly unit?: string;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Whether a line keeps its bar; undefined where there is none. */
export function isMet({ value, bar }: Line): boolean | undefined {
  return value === undefined || bar === undefined ? undefined : value <= bar;
}

/** Prints one line, hands it to `npm run bench` when that started this, and sets the exit code when the bar is missed. */
export function tell(line: Line): void {
  console.log(oneLine(line));
  const file = process.env.SLUICE_BENCH_LINES;
  if (file !== undefined && file !== "") appendFileSync(file, `${JSON.stringify(line)}\n`);
  if (isMet(line) === false) process.exitCode = 1;
}

/** `12 ms`, `1.3 s`. */
export function time(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** What is held against the bar, as text: `0.18x`. */
export function valueOf({ value, unit = "x" }: Line): string {
  return value === undefined ? "" : `${value.toFixed(3).replace(/\.?0+$/, "")}${unit}`;
}

function oneLine(line: Line): string {
  const peer = line.peer === undefined ? "" : `, peer ${line.peer}`;
  const held = line.value === undefined ? "" : `: ${valueOf(line)}`;
  const bar = line.bar === undefined ? "" : ` (at most ${line.bar}${line.unit ?? "x"})`;
  return `${line.name}, ${line.counts}: ${line.ours}${peer}${held}${bar}`;
}
