import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { referenceFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { EventPolicyObject, type LabelSelector } from "../generated/index.ts";
import { checkFilters, type EventFilter } from "./event-filter.ts";

/** What a policy guards: a Broker, Channel, sink or other construct of its namespace, or all of a kind by their labels. */
export type PolicyTarget =
  | {
      /** The object; constructs have it. */
      readonly ref: ObjectReference;
      readonly selector?: undefined;
    }
  | {
      /** The kind, and the labels they must have. */
      readonly selector: {
        /** Such as `eventing.knative.dev/v1`. */
        readonly apiVersion: string;
        /** Such as `Broker`. */
        readonly kind: string;
      } & LabelSelector;
      readonly ref?: undefined;
    };

/**
 * Who may send: a source or other construct, or the subject of its token, such as
 * `system:serviceaccount:shop:checkout`; a star at the end stands for any rest.
 */
export type PolicyOrigin =
  | string
  | {
      /** The object that sends; constructs have it. */
      readonly ref: ObjectReference;
    };

/** Properties for {@link EventPolicy}. */
export interface EventPolicyProps {
  /**
   * What it guards, in its own namespace: `[broker]`.
   *
   * @default - everything in the namespace that events can be sent to
   */
  readonly to?: readonly PolicyTarget[];
  /**
   * Who may send there: `[source, "system:serviceaccount:shop:*"]`.
   *
   * @default - nobody
   */
  readonly from?: readonly PolicyOrigin[];
  /**
   * Which events they may send: those that pass every one of these filters. Of several policies that name a sender, the
   * first by name alone decides (eventing.md §9).
   *
   * @default - every event
   */
  readonly filters?: readonly EventFilter[];
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Says who may send events to what; everybody else is answered 403 (eventing.md §4.9, §9). A cluster takes it only with the
 * feature flag `authentication-oidc`, and without that nothing is guarded.
 */
export class EventPolicy extends Construct {
  /** The object itself, for patches: `policy.object.addJsonPatch(…)`. */
  public readonly object: EventPolicyObject;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-filter`, `policy-elsewhere` */
  public constructor(scope: Construct, id: string, props: EventPolicyProps = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { to, from, filters, metadata } = props;
    const construct = this.node.path;
    const namespace = namespaceIn(scope, metadata);
    checkFilters(filters ?? [], "spec.filters", construct);
    const object = new EventPolicyObject(this, MAIN, {
      ...(metadata === undefined ? {} : { metadata }),
      spec: {
        ...(to === undefined ? {} : { to: to.map((target) => targetSpec(target, namespace, construct)) }),
        ...(from === undefined
          ? {}
          : {
              from: from.map((origin) =>
                typeof origin === "string" ? { sub: origin } : { ref: referenceFrom(namespace, origin.ref) },
              ),
            }),
        ...(filters === undefined ? {} : { filters }),
      },
    });
    this.object = named(object, OBJECT_NAME);
  }
}

function targetSpec({ ref, selector }: PolicyTarget, namespace: string | undefined, construct: string) {
  if (ref === undefined) return { selector };
  const { apiVersion, kind, name } = ref;
  if (ref.namespace === namespace || ref.namespace === undefined) return { ref: { apiVersion, kind, name } };
  throw new AuthoringError({
    code: "policy-elsewhere",
    at: { construct },
    field: "spec.to",
    message: `This EventPolicy is ${namespace === undefined ? "in no namespace known here" : `in the namespace "${namespace}"`}, and the ${kind} "${name}" in "${ref.namespace}": it would guard nothing there.`,
    mend: `Make the policy in "${ref.namespace}": \`metadata: { namespace: "${ref.namespace}" }\`.`,
    source: "knative/eventing.md §4.9",
  });
}
