import type { AnyContract, AnyStep } from "../events/index.ts";
import type { ExternalDeclaration } from "../manifests/annotations.ts";

/**
 * A pipeline as data: what the typed API records and targets lower. Nothing here knows constructs; a destination is
 * what manifests write.
 */
export interface Flow {
  /** Construct path of the Pipeline, such as `reports/daily-report`: where findings about the flow are. */
  readonly path: string;
  /** What enters. */
  readonly carries: readonly AnyContract[];
  readonly nodes: readonly FlowNode[];
  /** The Pipeline's delivery, for every leg that has none of its own. */
  readonly delivery?: FlowDelivery;
}

export type FlowNode = StepNode | FanOutNode | FilterNode | PublishNode | DiscardNode;

/** Delivers to a step and goes on with its replies. */
export interface StepNode {
  readonly kind: "step";
  /** The step's name, or the one given in `to(…, { name })`; unique in the pipeline. */
  readonly name: string;
  readonly step: AnyStep;
  readonly destination: FlowDestination;
  /** What differs here from the Pipeline's delivery. */
  readonly delivery?: FlowDelivery;
  /** What arrives here. */
  readonly carries: readonly AnyContract[];
  /** Nodes that take the replies; empty when the flow ends here. */
  readonly next: readonly FlowNode[];
}

/** Every branch gets every event. */
export interface FanOutNode {
  readonly kind: "fanOut";
  readonly carries: readonly AnyContract[];
  readonly branches: readonly (readonly FlowNode[])[];
}

/** Lets through the events of some contracts whose attributes have these values. */
export interface FilterNode {
  readonly kind: "filter";
  /** Values by attribute name; never `type`, which {@link FilterNode.passes} says. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly carries: readonly AnyContract[];
  /** Those of `carries` that may pass; at least one. */
  readonly passes: readonly AnyContract[];
  readonly next: readonly FlowNode[];
}

/** Hands the events to another Broker, Channel or sink. */
export interface PublishNode {
  readonly kind: "publish";
  /** Unique in the pipeline. */
  readonly name: string;
  readonly destination: FlowDestination;
  /** What differs here from the Pipeline's delivery. */
  readonly delivery?: FlowDelivery;
  readonly carries: readonly AnyContract[];
}

/** Ends the flow on purpose: what it still carries is thrown away. */
export interface DiscardNode {
  readonly kind: "discard";
  readonly carries: readonly AnyContract[];
}

/** A destination as an object in the Pipeline's namespace writes it (eventing.md §3.2). */
export interface FlowDestination {
  readonly ref?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly uri?: string;
  readonly external?: ExternalDeclaration;
}

/** A delivery as manifests write it, durations as ISO 8601 text (eventing.md §3.4). */
export interface FlowDelivery {
  readonly retry?: number;
  readonly backoffPolicy?: "linear" | "exponential";
  readonly backoffDelay?: string;
  readonly timeout?: string;
  readonly retryAfterMax?: string;
  readonly format?: "json" | "binary";
  readonly deadLetterSink?: FlowDestination;
}
