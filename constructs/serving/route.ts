import { type ApiObjectMetadata, type Duration, Lazy } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyStep } from "../../src/events/index.ts";
import { ACCEPTS, REPLIES } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { wholeSeconds } from "../core/duration.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { SERVICE_NAME } from "../core/names.ts";
import { RouteObject, type TrafficTarget } from "../generated/index.ts";
import type { Configuration } from "./configuration.ts";
import type { Revision } from "./revision.ts";
import { checkShares, LATEST, ROLLOUT } from "./traffic.ts";

/** One share of the requests to a {@link Route}. */
export interface RouteShare {
  /**
   * Who gets it: the newest ready revision of a Configuration, or one revision. By construct, or by name as
   * `{ configuration }` or `{ revision }`.
   */
  readonly to: Configuration | Revision | { readonly configuration: string } | { readonly revision: string };
  /** How many of a hundred requests, a whole number; those of all shares sum to 100. @default 0 */
  readonly percent?: number;
  /**
   * A name under which this share's revision is reached by itself: `candidate` of the Route `orders` at
   * `candidate-orders.…`. A DNS label, once among the shares.
   *
   * @default - none
   */
  readonly tag?: string;
}

/** Properties for {@link Route}. */
export interface RouteProps<S extends AnyStep | undefined = AnyStep | undefined> {
  /** How its requests are shared; the percents sum to 100. A Route alone has no default (serving.md §2). */
  readonly traffic: readonly RouteShare[];
  /**
   * The step that is behind it: what its revisions take and reply.
   *
   * @default - unknown: it can be a subscriber, but no step of a flow
   */
  readonly step?: S;
  /**
   * Over how long requests move from the previous newest revision of a Configuration to a new one, in whole seconds.
   *
   * @default - the cluster's: at once as shipped
   */
  readonly rollout?: Duration;
  /** Who can reach it: `cluster-local` only from inside the cluster. @default - public, at the cluster's domain */
  readonly visibility?: "cluster-local" | "public";
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * One address whose requests are shared between revisions, of one {@link Configuration} or of several. A
 * {@link KnativeService} brings its own Route; this one is for revisions of different Configurations (serving.md §3.9).
 */
export class Route<S extends AnyStep | undefined = undefined> extends Construct implements Addressable {
  /** The object itself, for patches: `route.object.addJsonPatch(…)`. */
  public readonly object: RouteObject;
  /** The step that is behind it. */
  public readonly step: S;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-traffic`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: RouteProps<S>) {
    super(scope, id);
    adopt(this, new.target);
    const { step, traffic, rollout, visibility, metadata } = props;
    const { path } = this.node;
    // Without the prop S is inferred as undefined.
    this.step = step as S;
    checkShares(
      traffic.map((share) => ({ ...share, revision: LATEST })),
      path,
    );
    const labels = visibility === "cluster-local" ? { "networking.knative.dev/visibility": visibility } : {};
    const targets: readonly TrafficTarget[] = Lazy.any({ produce: () => traffic.map((share) => target(share, path)) });
    const field = `metadata.annotations[${ROLLOUT}]`;
    const object = new RouteObject(this, MAIN, {
      metadata: withAnnotations(
        { ...metadata, labels: { ...labels, ...metadata?.labels } },
        {
          [ACCEPTS]: contractNames(step?.accepts),
          [REPLIES]: contractNames(step?.replies),
          [ROLLOUT]: rollout === undefined ? undefined : `${wholeSeconds(rollout, { construct: path, field })}s`,
        },
      ),
      spec: { traffic: targets },
    });
    this.object = named(object, SERVICE_NAME);
  }

  /** Names the Route from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    return { ...RouteObject.GVK, name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) };
  }

  /** The Route as a sink or subscriber. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

function target({ to, percent = 0, tag }: RouteShare, construct: string): TrafficTarget {
  return { ...(tag === undefined ? {} : { tag }), ...leadsTo(to, construct), percent };
}

function leadsTo(to: RouteShare["to"], construct: string): TrafficTarget {
  if ("revision" in to) return { revisionName: to.revision };
  if ("configuration" in to) return { configurationName: to.configuration };
  if ("object" in to) return { configurationName: to.name };
  if ("name" in to) return { revisionName: to.name };
  throw new AuthoringError({
    code: "invalid-traffic",
    at: { construct },
    field: "spec.traffic",
    message: "A share of traffic leads nowhere.",
    mend: "Give a Configuration, a Revision, { configuration } or { revision }.",
  });
}
