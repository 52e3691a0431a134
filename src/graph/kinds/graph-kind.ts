import type { Settings } from "../../manifests/settings.ts";
import type { Endpoint, EndpointId, Hop } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import type { Address, Resolver } from "../resolver.ts";
import type { Workloads } from "../workloads.ts";

/**
 * How objects of one kind become part of the graph. The functions are called in this order, each for all objects of
 * the app before the next: what an object's controller makes, where it is reached, what it is, what it delivers.
 */
export interface GraphKind {
  /** Group and kind, `eventing.knative.dev/Broker`. */
  readonly groupKinds: readonly string[];
  /** The objects its controller makes, which the graph sees beside it. */
  readonly lower?: (object: GraphObject, context: LoweringContext) => readonly GraphObject[];
  /** Of a kind that is nothing but what its controller makes: the one of these objects that events are sent to. */
  readonly entry?: (object: GraphObject) => {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
  };
  /** The addresses it has: its own key, and perhaps those of objects that are not among the manifests. */
  readonly addresses?: (object: GraphObject, context: LoweringContext) => readonly (readonly [string, Address])[];
  /** Its endpoint. */
  readonly endpoint?: (object: GraphObject, context: KindContext) => Endpoint | undefined;
  /** Whether its endpoint appears only when something refers to it; for kinds that mostly have nothing to do with events. */
  readonly onlyWhenReferenced?: (object: GraphObject) => boolean;
  /** Its legs of delivery. */
  readonly hops?: (object: GraphObject, context: HopContext) => readonly Hop[];
}

export interface LoweringContext {
  readonly settings: Settings;
}

export interface KindContext extends LoweringContext {
  readonly resolver: Resolver;
  readonly workloads: Workloads;
  /** Any object of the app by its key. */
  readonly object: (key: string) => GraphObject | undefined;
}

export interface HopContext extends KindContext {
  readonly endpoint: (id: EndpointId) => Endpoint | undefined;
}
