import type { ApiObject, ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { type AnyContract, defineStep, type Step } from "../../src/events/index.ts";
import { ACCEPTS, REPLIES } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";

/** What every sink may be told. */
export interface SinkProps<Accepts extends AnyContract = never> {
  /**
   * The contracts of the events it takes. With them it is also a step that replies nothing: the last one of a flow,
   * `flow.to(sink)`, named by its construct id, which must then be a DNS label. Without them events are handed to it with
   * `publish(sink)`.
   *
   * @default - unknown
   */
  readonly accepts?: readonly Accepts[];
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** The step of a sink that says what it takes. It never replies. */
export type SinkStep<Accepts extends AnyContract, Name extends string = string> = [Accepts] extends [never]
  ? undefined
  : Step<Name, Accepts, never>;

/** What sinks have in common: events end there. */
export abstract class SinkBase<Accepts extends AnyContract, Id extends string>
  extends Construct
  implements Addressable
{
  /** The object itself, for patches: `sink.object.addJsonPatch(…)`. */
  public abstract readonly object: ApiObject;
  /** What it takes, as a step that replies nothing; undefined where nobody says. */
  public readonly step: SinkStep<Accepts, Id>;
  public readonly external = undefined;

  protected constructor(scope: Construct, id: Id, { accepts }: SinkProps<Accepts>) {
    super(scope, id);
    adopt(this, new.target);
    this.step = sinkStep(id, accepts) as SinkStep<Accepts, Id>;
  }

  /** Names the sink from another object. */
  public get ref(): ObjectReference {
    const { apiVersion, kind, name, metadata } = this.object;
    const { namespace } = metadata;
    return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** The sink as a destination. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

/** Metadata that says what the sink takes, and that it replies nothing. */
export function accepting({ accepts, metadata }: SinkProps<AnyContract>): ApiObjectMetadata {
  return withAnnotations(metadata, {
    [ACCEPTS]: contractNames(accepts),
    [REPLIES]: accepts === undefined ? undefined : "",
  });
}

function sinkStep(id: string, accepts: readonly AnyContract[] | undefined): Step | undefined {
  return accepts === undefined ? undefined : defineStep(id, { accepts });
}
