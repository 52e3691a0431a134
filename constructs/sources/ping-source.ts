import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type Contract, EventError, PING_TYPE, pingEvent } from "../../src/events/index.ts";
import { EMITS } from "../../src/manifests/annotations.ts";
import type { Addressable, EventSource, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { PingSourceObject } from "../generated/index.ts";
import { ceOverrides, SinkSlot, type SourceProps } from "./sink.ts";

/** The contract of a PingSource's events: only `dev.knative.sources.ping` can be sent. Made by `pingEvent`. */
export type PingContract = Contract<typeof PING_TYPE>;

/** What {@link PingSourceProps.data} is for a contract. */
export type PingData<C extends PingContract> =
  C extends Contract<typeof PING_TYPE, infer _Data, infer Input> ? Input : never;

/** Properties for {@link PingSource}. */
export interface PingSourceProps<C extends PingContract = PingContract> extends SourceProps {
  /**
   * When it sends: five cron fields (or six, with seconds first), or `@hourly`, `@daily`, `@weekly`, `@monthly`,
   * `@yearly`. `0 16 * * *` is every day at 16:00. Sunday is 0; 7 is refused (eventing.md §3.6).
   */
  readonly schedule: string;
  /**
   * The time zone of the schedule, such as `Europe/Berlin`.
   *
   * @default - that of the controller, as shipped UTC
   */
  readonly timezone?: string;
  /**
   * The contract of what it sends, made by `pingEvent({ data })`.
   *
   * @default - `dev.knative.sources.ping` with data of any shape
   */
  readonly event?: C;
  /**
   * The data of every event, as the contract's schema takes it; checked at once. Sent as JSON, so it must be an object.
   *
   * @default - events without data
   */
  readonly data?: PingData<C>;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Sends an event on a schedule (eventing.md §4.12, §7.1).
 *
 * - Each event is a `dev.knative.sources.ping` with the same data; only id and time differ.
 * - Its data are JSON and say so (`contentType: application/json`); without that they would arrive as a string.
 */
export class PingSource<C extends PingContract = PingContract> extends Construct implements EventSource<C> {
  /** The object itself, for patches: `source.object.addJsonPatch(…)`. */
  public readonly object: PingSourceObject;
  /** The contract of what it sends. */
  public readonly emits: readonly C[];
  private readonly sink = new SinkSlot();

  /** @throws {@link AuthoringError} `invalid-name`, `ping-type`, `invalid-ping-data`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: PingSourceProps<C>) {
    super(scope, id);
    adopt(this, new.target);
    const { schedule, timezone, event, data, extensions, metadata } = props;
    checkType(event, this.node.path);
    checkData(event, data, this.node.path);
    // Without a contract C is inferred as its bound, which `pingEvent()` is.
    this.emits = [event ?? (pingEvent() as PingContract as C)];
    const object = new PingSourceObject(this, MAIN, {
      metadata: withAnnotations(metadata, { [EMITS]: contractNames(event === undefined ? undefined : [event]) }),
      spec: {
        schedule,
        ...(timezone === undefined ? {} : { timezone }),
        ...(data === undefined ? {} : { contentType: "application/json", data: JSON.stringify(data) }),
        ...ceOverrides(extensions, this.node.path),
        sink: this.sink.spec(namespaceIn(scope, metadata)),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }

  /** Names the source from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...PingSourceObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /**
   * Names where its events go. A source has one sink.
   *
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public sinkTo(sink: Addressable): void {
    this.sink.set(sink, this);
  }
}

/** A claim of another type would be false: an override of the type mutes the source (eventing.md §7.2). */
function checkType(event: PingContract | undefined, construct: string): void {
  const type: string | undefined = event?.type;
  if (type === undefined || type === PING_TYPE) return;
  throw new AuthoringError({
    code: "ping-type",
    at: { construct },
    message: `A PingSource sends "${PING_TYPE}" and nothing else, so it cannot send "${type}".`,
    mend: "Declare the contract with `pingEvent({ data })`; rename the event in a step of the flow.",
    source: "knative/eventing.md §7.1, §7.2",
  });
}

function checkData(event: PingContract | undefined, data: unknown, construct: string): void {
  if (data === undefined && event?.schema === undefined) return;
  const refuse = (message: string, mend: string, cause?: unknown) =>
    new AuthoringError(
      {
        code: "invalid-ping-data",
        at: { construct },
        field: "spec.data",
        message,
        mend,
        source: "knative/eventing.md §4.12",
      },
      { cause },
    );
  if (event !== undefined) {
    try {
      event.parse({ id: "-", source: "-", type: event.type, data });
    } catch (error) {
      if (!EventError.is(error)) throw error;
      throw refuse(error.message, "Give `data` that the contract takes.", error);
    }
  }
  if (data !== null && (typeof data !== "object" || Array.isArray(data))) {
    throw refuse(
      `Knative refuses a PingSource with JSON data that are no object: ${JSON.stringify(data)}.`,
      "Give an object, such as `{ value: … }`.",
    );
  }
}
