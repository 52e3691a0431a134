import type { AnyContract, AnyStep } from "../events/index.ts";
import type { ExternalDeclaration } from "../manifests/annotations.ts";

/**
 * A pipeline as data: what the typed API records and targets lower. Nothing here knows constructs; a destination is
 * what manifests write.
 */
export interface Flow {
  /** What enters. */
  readonly carries: readonly AnyContract[];
  readonly nodes: readonly FlowNode[];
}

export type FlowNode = StepNode | FanOutNode | FilterNode | PublishNode | DiscardNode;

/** Delivers to a step and goes on with its replies. */
export interface StepNode {
  readonly kind: "step";
  /** The step's name, or the one given in `to(…, { name })`; unique in the pipeline. */
  readonly name: string;
  readonly step: AnyStep;
  readonly destination: FlowDestination;
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

/** Lets through the events whose attributes have these values. */
export interface FilterNode {
  readonly kind: "filter";
  readonly attributes: Readonly<Record<string, string>>;
  readonly carries: readonly AnyContract[];
  readonly next: readonly FlowNode[];
}

/** Hands the events to another Broker, Channel or sink. */
export interface PublishNode {
  readonly kind: "publish";
  readonly name: string;
  readonly destination: FlowDestination;
  readonly delivery?: FlowDelivery;
  readonly carries: readonly AnyContract[];
}

/** Ends the flow on purpose: what it still carries is thrown away. */
export interface DiscardNode {
  readonly kind: "discard";
  readonly carries: readonly AnyContract[];
}

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

/** A delivery as manifests write it, durations as ISO 8601 text. */
export interface FlowDelivery {
  readonly retry?: number;
  readonly backoffPolicy?: "linear" | "exponential";
  readonly backoffDelay?: string;
  readonly timeout?: string;
  readonly retryAfterMax?: string;
  readonly format?: "json" | "binary";
  readonly deadLetterSink?: FlowDestination;
}
