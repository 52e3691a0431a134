import type { AnyContract, AnyStep } from "../events/index.ts";
import type { ExternalDeclaration } from "../manifests/annotations.ts";
import type { DataValue } from "../routes/index.ts";

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

export type FlowNode = StepNode | FanOutNode | SwitchNode | FilterNode | MapNode | PublishNode | DiscardNode;

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

/** The first case that matches takes an event, otherwise `otherwise` does. Nothing joins the cases again. */
export interface SwitchNode {
  readonly kind: "switch";
  /** Unique in the pipeline. */
  readonly name: string;
  readonly carries: readonly AnyContract[];
  /** At least one. */
  readonly cases: readonly SwitchCase[];
  readonly otherwise: {
    /** What may be left: everything but the types that a case takes whole. */
    readonly carries: readonly AnyContract[];
    readonly next: readonly FlowNode[];
  };
}

/** One way of a switch. */
export interface SwitchCase {
  /** Unique in its switch; never `otherwise`. */
  readonly name: string;
  readonly when: FlowCondition;
  /** What may come here; at least one. */
  readonly carries: readonly AnyContract[];
  readonly next: readonly FlowNode[];
}

/** What an event must meet: all that is given. */
export interface FlowCondition {
  readonly type?: string;
  /** Values by attribute name; never `type`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** A CloudEvents SQL expression. */
  readonly cesql?: string;
  /** Values of JSON data by JSON Pointer: exactly this, or one of these. */
  readonly data?: Readonly<Record<string, DataValue | readonly DataValue[]>>;
}

/** Makes an event of another contract of each. */
export interface MapNode {
  readonly kind: "map";
  /** Unique in the pipeline. */
  readonly name: string;
  readonly carries: readonly AnyContract[];
  readonly makes: AnyContract;
  /** JSONata over the event; its value is the new data. */
  readonly jsonata: string;
  readonly next: readonly FlowNode[];
}

/** Lets through the events of some contracts that meet a condition. */
export interface FilterNode {
  readonly kind: "filter";
  /** Unique in the pipeline where it is needed: an object may be named from it. */
  readonly name?: string;
  /** Values by attribute name; never `type`, which {@link FilterNode.passes} says. */
  readonly attributes: Readonly<Record<string, string>>;
  /** A CloudEvents SQL expression that must hold too. */
  readonly cesql?: string;
  /** What the data must hold too. */
  readonly data?: FlowCondition["data"];
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

/** Every node of a flow with all that follow it, in the order of the flow. */
export function* nodesIn(nodes: readonly FlowNode[]): Iterable<FlowNode> {
  for (const node of nodes) {
    yield node;
    for (const next of successors(node)) yield* nodesIn(next);
  }
}

/** The flows that go on behind a node. */
export function successors(node: FlowNode): readonly (readonly FlowNode[])[] {
  switch (node.kind) {
    case "step":
    case "filter":
    case "map":
      return [node.next];
    case "fanOut":
      return node.branches;
    case "switch":
      return [...node.cases.map(({ next }) => next), node.otherwise.next];
    case "publish":
    case "discard":
      return [];
  }
}

/** The names of all steps and publications, each once. */
export function legNames(nodes: readonly FlowNode[]): readonly string[] {
  const names = new Set<string>();
  for (const node of nodesIn(nodes)) if (node.kind === "step" || node.kind === "publish") names.add(node.name);
  return [...names];
}
