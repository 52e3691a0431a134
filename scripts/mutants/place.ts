import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { objectKey } from "../../src/manifests/index.ts";
import { isOneLine } from "./fields.ts";
import type { Mutant } from "./mutate.ts";

/**
 * Where a finding stands, as seen from the field that was changed:
 *
 * - `field`: at that field, one in it, or one it lies in;
 * - `object`: at the same object;
 * - `other end`: at another object, and it names this one (`Trigger charge`) or quotes what was or is written there.
 *
 * Undefined: nowhere near.
 */
export type Nearness = "field" | "object" | "other end";

export function nearnessOf({ object, field, words }: Mutant, finding: Diagnostic): Nearness | undefined {
  if (finding.object !== undefined && objectKey(finding.object) === object) {
    return finding.field === undefined || isOneLine(finding.field, field) ? "field" : "object";
  }
  const said = [finding.message, finding.mend, ...(finding.notes ?? [])].join("\n");
  const [, kind = "", , name = ""] = object.split("/");
  const names = [`${kind} ${name}`, ...words.filter((word) => word.length > 3).map((word) => JSON.stringify(word))];
  return names.some((text) => said.includes(text)) ? "other end" : undefined;
}

/**
 * The findings that a mutant has and its original has not, by code and place. Where the original has one at the same
 * place, as a reference may have that dangles from the start, a finding is new when it alone quotes what is written now.
 */
export function newFindings(
  mutant: Mutant,
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): readonly Diagnostic[] {
  const known = new Map<string, Diagnostic[]>();
  for (const finding of before) {
    const here = known.get(keyOf(finding));
    if (here === undefined) known.set(keyOf(finding), [finding]);
    else here.push(finding);
  }
  const quotes = ({ message }: Diagnostic): boolean => mutant.written !== undefined && message.includes(mutant.written);
  return after.filter((finding) => {
    const here = known.get(keyOf(finding)) ?? [];
    return here.length === 0 || (quotes(finding) && !here.some(quotes));
  });
}

function keyOf({ code, object, field }: Diagnostic): string {
  return `${code} ${object === undefined ? "" : objectKey(object)} ${field ?? ""}`;
}
