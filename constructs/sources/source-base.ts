import type { ApiObject, ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError, didYouMean } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { EMITS } from "../../src/manifests/annotations.ts";
import type { Addressable, EventSource, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { ceOverrides, SinkSlot, type SourceProps } from "./sink.ts";

/** What every source's props say of the object itself. */
export interface SourceObjectProps {
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** What the sources that have no container of ours have in common: one object, its contracts, one sink. */
export abstract class SourceBase<C extends AnyContract> extends Construct implements EventSource<C> {
  /** The object itself, for patches: `source.object.addJsonPatch(…)`. */
  public abstract readonly object: ApiObject;
  /** The contracts of what it sends; empty when they are unknown. */
  public abstract readonly emits: readonly C[];
  /** What the object refers to beside its sink. */
  protected readonly refers: readonly (Addressable | undefined)[] = [];
  private readonly sink = new SinkSlot();

  protected constructor(scope: Construct, id: string) {
    super(scope, id);
    adopt(this, new.target);
  }

  /** Names the source from another object. */
  public get ref(): ObjectReference {
    const { apiVersion, kind, name, metadata } = this.object;
    const { namespace } = metadata;
    return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /**
   * Names where its events go. A source has one sink.
   *
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public sinkTo(sink: Addressable): void {
    const { object, emits, refers } = this;
    this.sink.set(sink, { object, emits, refers });
  }

  /** The namespace of its object. */
  protected namespaceOf({ metadata }: SourceObjectProps): string | undefined {
    return namespaceIn(this, metadata);
  }

  /** The sink of a kind that takes an object's reference and no URL. */
  protected sinkReference(props: SourceObjectProps): ObjectReference {
    return this.sink.reference(this.namespaceOf(props));
  }

  /** The part of the spec that every source has. @throws {@link AuthoringError} `invalid-extension-name` */
  protected sourceSpec(props: Pick<SourceProps, "extensions"> & SourceObjectProps) {
    return {
      ...ceOverrides(props.extensions, this.node.path),
      sink: this.sink.spec(this.namespaceOf(props)),
    };
  }
}

/**
 * Refuses a URL where a kind can only name an object.
 *
 * @throws {@link AuthoringError} `sink-needs-object`
 */
export function checkObjectSink(kind: string, construct: string, { destination: { ref, uri } }: Addressable): void {
  if (ref !== undefined && uri === undefined) return;
  throw new AuthoringError({
    code: "sink-needs-object",
    at: { construct },
    field: "spec.sink",
    message: `This ${kind} sends to an object of the cluster, and cannot send to "${uri ?? ""}".`,
    mend: "Send to a Broker or Channel, and let the URL be a subscriber.",
    source: "knative/sources.md §7.1, §8",
  });
}

/** Metadata that says what the source sends: `undefined` is unknown. */
export function emitting(
  { metadata }: SourceObjectProps,
  contracts: readonly AnyContract[] | undefined,
): ApiObjectMetadata {
  return withAnnotations(metadata, { [EMITS]: contractNames(contracts) });
}

/**
 * Refuses claims of events that a source cannot send: nobody would ever receive them. The compiler does too, but apps also
 * run unchecked.
 *
 * @param possible - the types it can send
 * @param declareBy - how their contracts are made, such as `githubEvent("push")`
 * @throws {@link AuthoringError} `impossible-emission`, `duplicate-contract`
 */
export function checkClaims(
  source: { readonly kind: string; readonly construct: string; readonly declareBy: string },
  claimed: readonly AnyContract[],
  possible: readonly string[],
): void {
  const { kind, construct, declareBy } = source;
  const types = claimed.map(({ type }) => type);
  for (const [index, type] of types.entries()) {
    if (!possible.includes(type)) {
      throw new AuthoringError({
        code: "impossible-emission",
        at: { construct },
        message: `This ${kind} cannot send "${type}".`,
        mend: `${didYouMean(type, possible) ?? `Declare the contract with \`${declareBy}\`.`} Events are renamed in a step of the flow.`,
        source: "knative/eventing.md §7.1, sources.md",
      });
    }
    if (types.indexOf(type) !== index) {
      throw new AuthoringError({
        code: "duplicate-contract",
        at: { construct },
        message: `This ${kind} names "${type}" twice.`,
        mend: "Keep one contract for each type.",
      });
    }
  }
}
