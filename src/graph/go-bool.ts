const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);

/** Whether Go's `ParseBool` reads a text as true; it knows no `yes` (eventing.md §4.4). */
export function parsesAsTrue(text: string | undefined): boolean {
  return text !== undefined && TRUE.has(text);
}
