import type { AnyStep } from "../events/step.ts";
import type { Implementation } from "./fakes.ts";

/** Which code does a step's work in a run. */
export interface Served<S extends AnyStep = AnyStep> {
  readonly step: S;
  readonly implementation: unknown;
  /** Only these endpoints, as construct id, path or manifest name. Absent: all that implement the step. */
  readonly at?: string;
}

/** What {@link serving} takes beside the code. */
export interface ServingOptions {
  /**
   * The one endpoint this is for, as construct id, path or manifest name: where several services implement the step, or
   * a service of foreign YAML does not say what it implements.
   *
   * @default - every service whose contracts are the step's
   */
  readonly at?: string;
}

/** Says what does a step's work: its handler, a `service(…)`, or a fake such as `fails(503).times(2).then(handler)`. */
export function serving<S extends AnyStep>(
  step: S,
  implementation: Implementation<NoInfer<S>>,
  options: ServingOptions = {},
): Served<S> {
  return { step, implementation, ...(options.at === undefined ? {} : { at: options.at }) };
}
