import { stringify } from "yaml";
import type { Manifest } from "../../src/manifests/index.ts";

const CONTEXT = 3;

/** What differs between two states of one object, as a unified diff of their YAML. */
export function manifestDiff(before: Manifest, after: Manifest, file: string): string {
  const [a, b] = [lines(before), lines(after)];
  const start = a.findIndex((line, index) => line !== b[index]);
  const from = start === -1 ? Math.min(a.length, b.length) : start;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - from && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const first = Math.max(0, from - CONTEXT);
  const [endA, endB] = [a.length - tail, b.length - tail];
  const after_ = a.slice(endA, endA + CONTEXT);
  const head = from - first;
  return [
    `--- ${file} ${before.kind}/${before.metadata.name}`,
    `+++ mutant`,
    `@@ -${first + 1},${endA - first + after_.length} +${first + 1},${endB - first + after_.length} @@`,
    ...a.slice(first, first + head).map((line) => ` ${line}`),
    ...a.slice(from, endA).map((line) => `-${line}`),
    ...b.slice(from, endB).map((line) => `+${line}`),
    ...after_.map((line) => ` ${line}`),
  ].join("\n");
}

function lines(manifest: Manifest): readonly string[] {
  return stringify(manifest, { lineWidth: 0 }).trimEnd().split("\n");
}
