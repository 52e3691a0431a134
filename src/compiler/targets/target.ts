import type { Diagnostic } from "../../diagnostics/index.ts";
import type { AnyContract } from "../../events/index.ts";
import type { ExternalDeclaration } from "../../manifests/annotations.ts";
import type { Manifest } from "../../manifests/manifest.ts";
import type { Flow, FlowDelivery, FlowDestination } from "../flow.ts";

/** One way to lower a flow (design.md §4). Adding one is a folder beside this file and a line in the Pipeline. */
export interface Target<Context> {
  /** The name in `target: "…"`. */
  readonly name: string;
  /** What it cannot carry: for each the node, the reason and the way out. Nothing is approximated in silence. */
  refusals(flow: Flow, context: Context): readonly Diagnostic[];
  /** The objects of a flow that {@link Target.refusals} found nothing against. */
  lower(flow: Flow, context: Context): Lowered;
}

/** What lowering to a Broker must know and a flow does not say. */
export interface BrokerContext {
  /** The Broker that carries the flow. */
  readonly broker: CarryingBroker;
}

/** What lowering to Sequences and Parallels must know and a flow does not say. */
export interface FlowsContext {
  /** The namespace of the objects; absent: left to the apply. */
  readonly namespace?: string;
  /** The kind of channel that they make of themselves, with its `spec` as the author wrote it. */
  readonly channelTemplate: ChannelTemplate;
  /** The name that the object with this id will have, so that others can refer to it. */
  readonly nameOf: (id: string, kind: { readonly apiVersion: string; readonly kind: string }) => string;
}

/** What lowering to Channels and Subscriptions must know: the same. */
export type ChannelsContext = FlowsContext;

/** What deploying a shim must know and a flow does not say. */
export interface ShimContext {
  /** The namespace of the objects; absent: left to the apply. */
  readonly namespace?: string;
  readonly nameOf: FlowsContext["nameOf"];
  readonly hosting: ShimHosting;
  /** What its container runs; `jsonata` when a table maps events. */
  readonly program: (needs: { readonly jsonata: boolean }) => ShimProgram;
  /** Where a destination is reached. */
  readonly addressOf: (destination: FlowDestination) => ShimAddress;
  /** A given Broker that the flow's events are on. @default - they are sent to the shim itself */
  readonly broker?: CarryingBroker;
}

/** How a shim runs. */
export interface ShimHosting {
  /** How long one request may take, in whole seconds. */
  readonly timeoutSeconds: number;
  readonly scale: { readonly min: number; readonly max: number };
  readonly resources: Readonly<Record<string, unknown>>;
  /** More variables, as a container has them. */
  readonly env?: readonly Readonly<Record<string, unknown>>[];
}

/** What a shim's container runs. */
export interface ShimProgram {
  readonly image: string;
  /** @default - the image's own */
  readonly command?: readonly string[];
  /** The ConfigMap whose keys are the program's files. @default - they are in the image */
  readonly configMap?: string;
}

/** The URL of a destination, or why nobody knows it before it is deployed. */
export type ShimAddress = { readonly url: string } | { readonly url?: undefined; readonly problem: string };

/** The channels that a Sequence, Parallel or Channel makes (eventing.md §5.1). */
export interface ChannelTemplate {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  /** What its `spec` names and lives elsewhere. */
  readonly external?: readonly ExternalDeclaration[];
}

/** A Broker as a flow on it needs to know it. */
export interface CarryingBroker {
  readonly name: string;
  /** Its namespace, where Triggers on it must live (eventing.md §4.2); absent: left to the apply. */
  readonly namespace?: string;
  /** Whether the Pipeline made it for itself; then its delivery is the Pipeline's. */
  readonly own: boolean;
  /**
   * The delivery of a given Broker as its manifest says it, `none` for one that leaves it to the cluster. Absent for a
   * Broker we did not make: nobody knows.
   */
  readonly delivery?: FlowDelivery | "none";
  /** Set for a Broker that lives elsewhere. */
  readonly external?: ExternalDeclaration;
}

/** What a target makes of a flow. */
export interface Lowered {
  /** In the order of the flow. */
  readonly manifests: readonly LoweredObject[];
  /** The contracts to make known where the flow's events enter, each once however many flows are there. */
  readonly declares: readonly AnyContract[];
  /** Event types that enter the flow and that it throws away, to be written on the sources that send them. */
  readonly discards: readonly string[];
  /** The id of the object that events enter; absent where that is the Broker. */
  readonly entry?: string;
}

/** One object to be made. */
export interface LoweredObject {
  /** Unique in the pipeline and independent of position: made of the name of a step, or of none. */
  readonly id: string;
  /** The names of the steps and publications that it delivers to. */
  readonly delivers: readonly string[];
  /** Contracts to make known on this object: those that only it carries. @default - none */
  readonly declares?: readonly AnyContract[];
  /** The object without a name, which whoever makes it gives. */
  readonly manifest: Manifest;
}

/** The outcome of a compilation: either everything, or nothing and why. */
export interface Compilation extends Lowered {
  readonly diagnostics: readonly Diagnostic[];
}
