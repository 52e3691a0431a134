import type { IConstruct } from "constructs";
import type { Diagnostic } from "../../src/diagnostics/index.ts";

/** What authoring itself found, on the App: by `Symbol.for`, so that every copy of this package finds it. */
const FINDINGS = Symbol.for("sluice.dev/authoring-findings");

/** Keeps findings that no manifest shows, such as what a conversion left out, until the App's synth tells them. */
export function tellAtSynth(construct: IConstruct, findings: readonly Diagnostic[]): void {
  if (findings.length === 0) return;
  const { root } = construct.node;
  Object.defineProperty(root, FINDINGS, { value: [...authoringFindings(root), ...findings], configurable: true });
}

/** Every finding of authoring in the App, in the order of its making. */
export function authoringFindings(root: IConstruct): readonly Diagnostic[] {
  return (Reflect.get(root, FINDINGS) as readonly Diagnostic[] | undefined) ?? [];
}
