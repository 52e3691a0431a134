import { type ApiObject, Lazy } from "cdk8s";
import type { Destination } from "../generated/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { EXTERNAL } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec } from "../core/addressable.ts";
import { destinationFrom, externalAnnotation } from "../core/destination.ts";
import { constructPath } from "../core/kube-object.ts";

/** What every source's props say of its sink and its events. */
export interface SourceProps {
  /**
   * Where its events go.
   *
   * @default - set later by `sinkTo`, as a Pipeline does with the sources it starts from
   */
  readonly sink?: Addressable;
  /**
   * Extension attributes set on every event, over what it carries: names of letters and digits that are no core
   * attribute, because those would mute the source (eventing.md §7.2).
   *
   * @default - none
   */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** The sink of one source, named once, before or after its object is made. */
export class SinkSlot {
  private sink: Addressable | undefined;

  /** The `spec.sink` of the object, rendered when it is. A source without a sink renders none, which admission refuses. */
  public spec(namespace: string | undefined): Destination {
    return Lazy.any({
      produce: (): DestinationSpec | undefined =>
        this.sink === undefined ? undefined : destinationFrom(namespace, this.sink),
    });
  }

  /**
   * Names the sink, and makes known on it what the source sends, where the sink can.
   *
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public set(sink: Addressable, source: { readonly object: ApiObject; readonly emits: readonly AnyContract[] }): void {
    const construct = constructPath(source.object);
    if (this.sink !== undefined) {
      throw new AuthoringError({
        code: "sink-already-set",
        at: { construct },
        field: "spec.sink",
        message: `This source already sends to ${textOf(this.sink)}, and a source has one sink: it cannot send to ${textOf(sink)} too.`,
        mend: "Send to a Broker and let both be subscribers, or make a second source.",
      });
    }
    this.sink = sink;
    const external = externalAnnotation([sink]);
    if (external !== undefined) source.object.metadata.addAnnotation(EXTERNAL, external);
    if (declares(sink)) for (const contract of source.emits) sink.declare(contract);
  }
}

/** Brokers make contracts known; other sinks cannot. */
function declares(sink: Addressable): sink is Addressable & { declare(contract: AnyContract): unknown } {
  return "declare" in sink && typeof sink.declare === "function";
}

function textOf({ destination: { ref, uri } }: Addressable): string {
  return ref === undefined ? `"${uri ?? ""}"` : `${ref.kind} "${ref.name}"`;
}
