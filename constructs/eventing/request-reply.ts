import type { ApiObjectMetadata, Duration } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { CORE_ATTRIBUTES, EXTENSION_NAME } from "../../src/events/attributes.ts";
import { type AnyContract, defineStep, type Step } from "../../src/events/index.ts";
import { ACCEPTS, EXTERNAL, REPLIES } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { externalAnnotation } from "../core/destination.ts";
import { isoDuration } from "../core/duration.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { RequestReplyObject } from "../generated/index.ts";
import { declareOn } from "./declare.ts";
import type { TriggerableBroker } from "./trigger.ts";

/** Properties for {@link RequestReply}. */
export interface RequestReplyProps<Accepts extends AnyContract = never, Replies extends AnyContract = never> {
  /** The Broker that the requests are put on, and the replies are taken from. It lives in the Broker's namespace. */
  readonly broker: TriggerableBroker;
  /**
   * The contracts of the requests. With them it can be a step of a flow, named by its construct id, which must then be a DNS
   * label.
   *
   * @default - unknown
   */
  readonly accepts?: readonly Accepts[];
  /** The contracts of the replies. @default - none */
  readonly replies?: readonly Replies[];
  /**
   * The extension attribute that marks a request: lower-case letters and digits.
   *
   * @default "correlationid"
   */
  readonly correlationAttribute?: string;
  /**
   * The extension attribute of a reply into which the answering service must copy the request's mark.
   *
   * @default "replyid"
   */
  readonly replyAttribute?: string;
  /**
   * How long it waits for the reply. Above zero, to a tenth of a second. **Knative does not use it yet**: it always waits one
   * minute, and then answers 200 with an empty body (eventing.md §11.2).
   *
   * @default - the cluster's, as shipped 30 s
   */
  readonly timeout?: Duration;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path, the Broker's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Answers a request with the event that somebody sends in reply through a Broker (eventing.md §4.11, §11.2): puts the
 * request on the Broker, marked, and waits for an event that bears the mark.
 *
 * - The request's id must be one that no request under way has, without a colon.
 * - No reply within a minute is 200 with an empty body, which a caller cannot tell from a service that replies nothing.
 */
export class RequestReply<
    Accepts extends AnyContract = never,
    Replies extends AnyContract = never,
    Id extends string = string,
  >
  extends Construct
  implements Addressable
{
  /** The object itself, for patches: `requests.object.addJsonPatch(…)`. */
  public readonly object: RequestReplyObject;
  /** What it takes and answers, as a step; undefined where nobody says. */
  public readonly step: [Accepts] extends [never] ? undefined : Step<Id, Accepts, Replies>;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-extension-name`, `request-reply-elsewhere`, `duration-cut`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: RequestReplyProps<Accepts, Replies>) {
    super(scope, id);
    adopt(this, new.target);
    const { broker, accepts, replies, correlationAttribute, replyAttribute, timeout } = props;
    const construct = this.node.path;
    checkAttribute("correlationAttribute", correlationAttribute, construct);
    checkAttribute("replyAttribute", replyAttribute, construct);
    this.step = requestStep(id, accepts, replies) as typeof this.step;
    const metadata = metadataBeside(broker, props.metadata, construct);
    const object = new RequestReplyObject(this, MAIN, {
      metadata: withAnnotations(metadata, {
        [ACCEPTS]: contractNames(accepts),
        [REPLIES]: contractNames(replies ?? (accepts === undefined ? undefined : [])),
        [EXTERNAL]: externalAnnotation([broker]),
      }),
      spec: {
        brokerRef: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: broker.name },
        ...(correlationAttribute === undefined ? {} : { correlationAttribute }),
        ...(replyAttribute === undefined ? {} : { replyAttribute }),
        ...(timeout === undefined ? {} : { timeout: isoDuration(timeout, { construct, field: "spec.timeout" }) }),
      },
    });
    this.object = named(object, LABELLED_NAME);
    declareOn(broker, [...(accepts ?? []), ...(replies ?? [])]);
  }

  /** Names it from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const namespace = metadata.namespace ?? namespaceIn(this, undefined);
    return { ...RequestReplyObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** Where requests are sent. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

function requestStep(
  id: string,
  accepts: readonly AnyContract[] | undefined,
  replies: readonly AnyContract[] | undefined,
): Step | undefined {
  return accepts === undefined ? undefined : defineStep(id, { accepts, replies: replies ?? [] });
}

/** Knative checks little of it: `source` passes, and so does what no event can carry (eventing.md §4.11). */
function checkAttribute(prop: string, name: string | undefined, construct: string): void {
  if (name === undefined || (EXTENSION_NAME.test(name) && !CORE_ATTRIBUTES.has(name))) return;
  throw new AuthoringError({
    code: "invalid-extension-name",
    at: { construct },
    field: `spec.${prop}`,
    message: `No event can carry "${name}" as an extension attribute.`,
    mend: "Use lower-case letters and digits, and no name of a core attribute.",
    source: "knative/eventing.md §4.11, §6.8",
  });
}

/** It names its Broker without a namespace, so it lives where the Broker lives (eventing.md §4.11). */
function metadataBeside(
  broker: TriggerableBroker,
  metadata: ApiObjectMetadata | undefined,
  construct: string,
): ApiObjectMetadata | undefined {
  if (broker.namespace === undefined || metadata?.namespace === broker.namespace) return metadata;
  if (metadata?.namespace === undefined) return { ...metadata, namespace: broker.namespace };
  throw new AuthoringError({
    code: "request-reply-elsewhere",
    at: { construct },
    field: "metadata.namespace",
    message: `This RequestReply is in the namespace "${metadata.namespace}", and its Broker "${broker.name}" in "${broker.namespace}".`,
    mend: "Leave out the RequestReply's namespace: it must be the Broker's.",
    source: "knative/eventing.md §4.11",
  });
}
