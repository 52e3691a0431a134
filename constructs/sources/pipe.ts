import type { Construct } from "constructs";
import { type AnyContract, CAMEL_TYPE, camelEvent, type Contract } from "../../src/events/index.ts";
import type { Addressable, ObjectReference } from "../core/addressable.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { type PipeEndpoint, PipeObject, type PipeSpec } from "../generated/index.ts";
import { ceOverrides, type SourceProps } from "./sink.ts";
import { checkObjectSink, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** Where a {@link Pipe} starts, or a step of it: a Kamelet, a URI of Camel, or another object. */
export type PipePart = {
  /** What the Kamelet or component is told, by name: `{ period: 1000 }`. @default - nothing */
  readonly properties?: Readonly<Record<string, unknown>>;
} & (
  | {
      /** The name of a Kamelet of the namespace, such as `telegram-source`. */
      readonly kamelet: string;
      readonly uri?: undefined;
      readonly ref?: undefined;
    }
  | {
      /** A URI of Camel's own: `timer:tick?period=1000`. */
      readonly uri: string;
      readonly kamelet?: undefined;
      readonly ref?: undefined;
    }
  | {
      /** An object, such as a KafkaTopic of Strimzi. */
      readonly ref: ObjectReference;
      readonly kamelet?: undefined;
      readonly uri?: undefined;
    }
);

/** Properties for {@link Pipe}. */
export interface PipeProps<C extends AnyContract = AnyContract> extends SourceProps, SourceObjectProps {
  /** Where the events come from: `{ kamelet: "timer-source", properties: { period: 1000 } }`. */
  readonly source: PipePart;
  /** What is done to each on its way, in order. @default - nothing */
  readonly steps?: readonly PipePart[];
  /**
   * The contract of what it sends, of any type: the type is written as a property of the sink, so that Camel uses it.
   *
   * @default - `org.apache.camel.event` with data of any shape
   */
  readonly event?: C;
  /**
   * What becomes of an event that fails: `{ none: {} }`, `{ log: {} }` or `{ sink: … }` as Camel takes them.
   *
   * @default - Camel's own: it is logged
   */
  readonly errorHandler?: Readonly<Record<string, unknown>>;
  /** How many instances run. @default 1 */
  readonly replicas?: number;
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /** Camel K's traits by name, as they take it: `{ container: { limitMemory: "256Mi" } }`. @default - Camel K's own */
  readonly traits?: NonNullable<PipeSpec["traits"]>;
  /** Dependencies beside those that Camel K finds, such as `camel:http`. @default - none */
  readonly dependencies?: readonly string[];
}

/**
 * Connects anything that Apache Camel speaks with to a Broker, Channel or service: a source of events of type
 * `org.apache.camel.event`, or of the contract it is given (sources.md §8). Camel K must be installed. What CamelSource
 * and KameletBinding were.
 */
export class Pipe<C extends AnyContract = Contract<typeof CAMEL_TYPE>> extends SourceBase<C> {
  public readonly object: PipeObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-extension-name`, `sink-needs-object` */
  public constructor(scope: Construct, id: string, props: PipeProps<C>) {
    super(scope, id);
    const { source, steps, event, errorHandler, replicas, serviceAccountName, traits, dependencies } = props;
    this.emits = [event ?? (camelEvent() as AnyContract as C)];
    const properties = sinkProperties(props, this.node.path);
    const object = new PipeObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        source: pipeEndpoint(source),
        ...(steps === undefined ? {} : { steps: steps.map(pipeEndpoint) }),
        sink: {
          ref: this.sinkReference(props),
          ...(Object.keys(properties).length === 0 ? {} : { properties }),
        },
        ...(errorHandler === undefined ? {} : { errorHandler }),
        ...(replicas === undefined ? {} : { replicas }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
        ...(traits === undefined ? {} : { traits }),
        ...(dependencies === undefined ? {} : { dependencies }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }

  /**
   * Names where its events go: an object of the cluster, no URL. A source has one sink.
   *
   * @throws {@link AuthoringError} `sink-already-set`, `sink-needs-object`
   */
  public override sinkTo(sink: Addressable): void {
    checkObjectSink("Pipe", this.node.path, sink);
    super.sinkTo(sink);
  }
}

function pipeEndpoint({ kamelet, uri, ref, properties }: PipePart): PipeEndpoint {
  const given = properties === undefined ? {} : { properties };
  if (uri !== undefined) return { uri, ...given };
  return { ref: ref ?? { apiVersion: "camel.apache.org/v1", kind: "Kamelet", name: kamelet ?? "" }, ...given };
}

/** Camel takes the type and overrides of attributes as properties of the sink (sources.md §8). */
function sinkProperties({ event, extensions }: PipeProps, construct: string): Readonly<Record<string, string>> {
  const overrides = ceOverrides(extensions, construct).ceOverrides?.extensions ?? {};
  return {
    ...(event === undefined || event.type === CAMEL_TYPE ? {} : { type: event.type }),
    ...Object.fromEntries(Object.entries(overrides).map(([name, value]) => [`ce.override.ce-${name}`, value])),
  };
}
