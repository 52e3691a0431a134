import type { IConstruct } from "constructs";
import type { LocalService } from "../../src/manifests/manifest.ts";

/** What Sluice knows of a construct and must not be deployed: it travels beside the manifests, in memory. */
export interface ConstructInfo {
  /** Where the author made it. */
  readonly origin?: Origin;
  /** How to start it on this machine. */
  readonly local?: LocalService;
}

/**
 * A captured call site. `stack` has at most one frame and is formatted (and mapped back to TypeScript) only when it is
 * read: capturing costs 3 µs, reading about 10.
 */
export interface Origin {
  readonly stack?: string;
}

/** A property of the construct, by `Symbol.for`, so that every copy of this package finds it. */
const INFO = Symbol.for("sluice.dev/construct");

/** Adds to what is known of a construct. */
export function addInfo(construct: IConstruct, info: ConstructInfo): void {
  Object.defineProperty(construct, INFO, { value: { ...infoOf(construct), ...info }, configurable: true });
}

/** What is known of a construct itself; undefined for one that is not ours. */
export function infoOf(construct: IConstruct): ConstructInfo | undefined {
  return Reflect.get(construct, INFO) as ConstructInfo | undefined;
}

/** Captures the call of `above`: the frame below it, which is the author's when `above` is what authors call. */
export function captureOrigin(above: NewableFunction | CallableFunction): Origin {
  const origin: Origin = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(origin, above as CallableFunction);
  Error.stackTraceLimit = limit;
  return origin;
}
