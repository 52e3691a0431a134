import type { AnyContract, Step } from "../../src/events/index.ts";
import type { ExternalDeclaration } from "../../src/manifests/annotations.ts";

/** Names one Kubernetes object from another. */
export interface ObjectReference {
  /** Such as `eventing.knative.dev/v1`; `v1` for Kubernetes' own. */
  readonly apiVersion: string;
  /** Such as `Broker`. */
  readonly kind: string;
  /** Its name in its namespace. */
  readonly name: string;
  /** @default - the namespace of the object that refers */
  readonly namespace?: string;
}

/** A Destination as manifests write it (eventing.md §3.2). */
export interface DestinationSpec {
  /** The object, whose address is looked up. @default - none: `uri` is absolute */
  readonly ref?: ObjectReference;
  /** A URL, or with `ref` a path on its address. @default - the address of `ref` */
  readonly uri?: string;
}

/** Anything that can be named as a sink, subscriber, reply or dead-letter sink. */
export interface Addressable {
  /** Where it is. */
  readonly destination: DestinationSpec;
  /**
   * Set for what has no object of ours: the object that refers to it carries this in `sluice.dev/external`.
   *
   * @default - it has one
   */
  readonly external?: ExternalDeclaration | undefined;
}

/** An addressable that handles events as a step: a KnativeService, or something external with a declared contract. */
export interface Subscriber<
  Name extends string = string,
  Accepts extends AnyContract = AnyContract,
  Replies extends AnyContract = AnyContract,
> extends Addressable {
  /** What it takes and replies. */
  readonly step: Step<Name, Accepts, Replies>;
}

/** A source whose events can start a flow. */
export interface EventSource<Emits extends AnyContract = AnyContract> {
  /** The contracts of what it sends; empty when they are unknown. */
  readonly emits: readonly Emits[];
  /** Names where its events go. A source has one sink. @throws AuthoringError `sink-already-set` */
  sinkTo(sink: Addressable): void;
}
