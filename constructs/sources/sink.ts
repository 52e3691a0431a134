import { type ApiObject, Lazy } from "cdk8s";
import type { Destination } from "../generated/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { CORE_ATTRIBUTES, EXTENSION_NAME } from "../../src/events/attributes.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { EXTERNAL } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { destinationFrom, externalAnnotation } from "../core/destination.ts";
import { constructPath } from "../core/kube-object.ts";
import { declareContract, declareOn, type EventTypeOwner } from "../eventing/declare.ts";

/** What every source's props say of its sink and its events. */
export interface SourceProps {
  /**
   * Where its events go.
   *
   * @default - set later by `sinkTo`, as a Pipeline does with the sources it starts from
   */
  readonly sink?: Addressable;
  /**
   * Extension attributes set on every event, over what it carries: names of lower-case letters and digits that are no
   * core attribute, because those would mute the source (eventing.md §7.2).
   *
   * @default - none
   */
  readonly extensions?: Readonly<Record<string, string>>;
}

/**
 * The overrides of a source as its manifest writes them. Knative takes upper case too, and lowers it on the wire, so that
 * a filter on the name as written would let nothing through (eventing.md §3.3, §7.2).
 *
 * @throws {@link AuthoringError} `invalid-extension-name`
 */
export function ceOverrides(
  extensions: Readonly<Record<string, string>> | undefined,
  construct: string,
): { readonly ceOverrides?: { readonly extensions: Readonly<Record<string, string>> } } {
  if (extensions === undefined) return {};
  for (const name of Object.keys(extensions)) checkExtension(name, construct);
  return { ceOverrides: { extensions: { ...extensions } } };
}

function checkExtension(name: string, construct: string): void {
  if (EXTENSION_NAME.test(name) && !CORE_ATTRIBUTES.has(name)) return;
  const near = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const isCore = CORE_ATTRIBUTES.has(near);
  throw new AuthoringError({
    code: "invalid-extension-name",
    at: { construct },
    field: `spec.ceOverrides.extensions[${name}]`,
    message: isCore
      ? `Overriding "${name}" would mute this source: it is a core attribute.`
      : `"${name}" is no name of an extension attribute.`,
    mend: isCore
      ? "Only extension attributes can be set here; change the others in a step of the flow."
      : `Use lower-case letters and digits${near === "" ? "" : `: "${near}"`}.`,
    source: "knative/eventing.md §3.3, §7.2",
  });
}

/** What is said where a second destination is named. */
export interface SlotWords {
  /** The field of the manifest. */
  readonly field: string;
  /** Such as `This source already sends to`. */
  readonly already: string;
  /** Such as `a source has one sink: it cannot send to`. */
  readonly only: string;
  readonly mend: string;
}

const SINK: SlotWords = {
  field: "spec.sink",
  already: "This source already sends to",
  only: "a source has one sink: it cannot send to",
  mend: "Send to a Broker and let both be subscribers, or make a second source.",
};

/** A destination that is named once, before or after its object is made: the sink of a source, the reply of a flow. */
export class SinkSlot {
  private readonly words: SlotWords;
  private sink: Addressable | undefined;

  public constructor(words: SlotWords = SINK) {
    this.words = words;
  }

  /** The field of the object, rendered when it is. A source without a sink renders none, which admission refuses. */
  public spec(namespace: string | undefined): Destination {
    return Lazy.any({
      produce: (): DestinationSpec | undefined =>
        this.sink === undefined ? undefined : destinationFrom(namespace, this.sink),
    });
  }

  /** The same for a kind that takes an object's reference and no URL. */
  public reference(namespace: string | undefined): ObjectReference {
    return Lazy.any({ produce: () => this.sink && destinationFrom(namespace, this.sink).ref });
  }

  /**
   * Names the destination, and makes known on it what is sent, where it can.
   *
   * @param source - `refers` is what else its object refers to, for what it declares external
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public set(
    sink: Addressable,
    source: {
      readonly object: ApiObject;
      readonly emits: readonly AnyContract[];
      readonly refers?: readonly (Addressable | undefined)[];
    },
  ): void {
    const { field, already, only, mend } = this.words;
    const construct = constructPath(source.object);
    if (this.sink !== undefined) {
      throw new AuthoringError({
        code: "sink-already-set",
        at: { construct },
        field,
        message: `${already} ${textOf(this.sink)}, and ${only} ${textOf(sink)} too.`,
        mend,
      });
    }
    this.sink = sink;
    const external = externalAnnotation([...(source.refers ?? []), sink]);
    if (external !== undefined) source.object.metadata.addAnnotation(EXTERNAL, external);
    if (declareOn(sink, source.emits)) return;
    const { ref } = sink.destination;
    if (ref !== undefined) declareAt(source.object, { ref, external: sink.external }, source.emits);
  }
}

/**
 * Makes known, as Knative does too, what a source sends straight to a service (eventing.md §8.2): where there is a schema
 * to be known.
 */
function declareAt(
  object: ApiObject,
  sink: Pick<EventTypeOwner, "ref" | "external">,
  contracts: readonly AnyContract[],
): void {
  const { name, metadata } = object;
  for (const contract of contracts) {
    if (contract.schemaHash === undefined) continue;
    declareContract(object.node.scope ?? object, { name, namespace: metadata.namespace, ...sink }, contract);
  }
}

function textOf({ destination: { ref, uri } }: Addressable): string {
  return ref === undefined ? `"${uri ?? ""}"` : `${ref.kind} "${ref.name}"`;
}
