import type { Construct, IConstruct } from "constructs";
import type { DestinationSpec } from "./addressable.ts";

/** How a Pipeline can be lowered once more, elsewhere and to another target. Nothing of its own app changes. */
export interface Lowering<Target extends string = string> {
  /** Its own target. */
  readonly target: Target;
  readonly targets: readonly Target[];
  /** Construct paths of the sources whose events it takes. */
  readonly sources: readonly string[];
  /** Where events enter now. */
  entry(): DestinationSpec;
  /** Makes the objects within a construct and tells where events enter. @throws {@link AuthoringError} refusals of the target */
  lower(target: Target, within: Construct): DestinationSpec;
}

/** By `Symbol.for`, so that every copy of this package finds it. */
const LOWERING = Symbol.for("sluice.dev/lowering");

/** Has a Pipeline answer {@link loweringOf}. */
export function rememberLowering<Target extends string>(construct: IConstruct, lowering: Lowering<Target>): void {
  Object.defineProperty(construct, LOWERING, { value: lowering });
}

/** How a construct can be lowered elsewhere; undefined for what is no Pipeline. */
export function loweringOf(construct: IConstruct): Lowering | undefined {
  return Reflect.get(construct, LOWERING) as Lowering | undefined;
}
