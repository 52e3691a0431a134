import { type ApiObjectMetadata, type Duration, Lazy } from "cdk8s";
import { Construct } from "constructs";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import type { AnyStep } from "../../src/events/index.ts";
import {
  ACCEPTS,
  contractName,
  type ExternalDeclaration,
  REPLIES,
  WRITES_TO,
} from "../../src/manifests/annotations.ts";
import type { LocalService } from "../../src/manifests/manifest.ts";
import { tellAtSynth } from "../adapter/authoring-findings.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { addInfo, captureOrigin } from "../core/construct-info.ts";
import { referenceFrom } from "../core/destination.ts";
import { type DurationPlace, wholeSeconds } from "../core/duration.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { checkName, SERVICE_NAME } from "../core/names.ts";
import { ServiceObject } from "../generated/index.ts";
import { convertedProps, type FromDeploymentOptions } from "./from-deployment.ts";
import { lazyRevisionName, type RevisionProps, revisionTemplate } from "./revision-template.ts";
import { checkShares, ROLLOUT, type TrafficShare, trafficTargets } from "./traffic.ts";

/** Properties for {@link KnativeService}. */
export interface KnativeServiceProps<S extends AnyStep | undefined = AnyStep | undefined> extends RevisionProps {
  /**
   * The step it implements: what it takes and what it replies.
   *
   * @default - unknown: it can be a subscriber, but no step of a flow
   */
  readonly step?: S;
  /**
   * How its requests are shared between revisions: {@link Traffic} has the usual ways, such as
   * `Traffic.canary({ current: "v1", percent: 10 })`. The percents sum to 100.
   *
   * @default - all of them to the newest revision that is ready
   */
  readonly traffic?: readonly TrafficShare[];
  /**
   * Over how long requests move from the previous newest revision to a new one, in whole seconds. Shares that name a
   * revision move at once.
   *
   * @default - the cluster's: at once as shipped
   */
  readonly rollout?: Duration;
  /**
   * Who can reach it: `cluster-local` only from inside the cluster, which suits every step that only handles events.
   *
   * @default - public, at the cluster's domain
   */
  readonly visibility?: "cluster-local" | "public";
  /**
   * Stores it writes into, such as an ObjectStore. No delivery: the graph shows it as a link.
   *
   * @default - none
   */
  readonly writesTo?: readonly { readonly ref: ObjectReference }[];
  /**
   * How it is started on this machine: `{ module }`, `{ command, args, cwd }` or `{ url }`. Never deployed.
   *
   * @default - it cannot be started locally
   */
  readonly local?: LocalService;
  /**
   * Name, namespace, labels and annotations of the service itself; those of its revisions are in `revision`.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** A container behind HTTP that scales with its requests, down to zero: a step of a flow when it has a contract. */
export class KnativeService<S extends AnyStep | undefined = undefined> extends Construct implements Addressable {
  /** The object itself, for patches: `service.object.addJsonPatch(…)`. */
  public readonly object: ServiceObject;
  /** The step it implements. */
  public readonly step: S;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut`, `invalid-traffic` */
  public constructor(scope: Construct, id: string, props: KnativeServiceProps<S>) {
    super(scope, id);
    adopt(this, new.target, { local: props.local });
    // Without the prop S is inferred as undefined.
    this.step = props.step as S;
    const { step, visibility, metadata, traffic, rollout, revision } = props;
    const { path } = this.node;
    if (traffic !== undefined) checkShares(traffic, path);
    const labels = visibility === "cluster-local" ? { "networking.knative.dev/visibility": visibility } : {};
    const ownName = (): string => this.object.name;
    const revisionName = lazyRevisionName(revision?.name, ownName);
    const object = new ServiceObject(this, MAIN, {
      metadata: withAnnotations(
        { ...metadata, labels: { ...labels, ...metadata?.labels } },
        {
          [ACCEPTS]: contractNames(step?.accepts),
          [REPLIES]: contractNames(step?.replies),
          [WRITES_TO]: writesTo(props.writesTo, namespaceIn(scope, metadata)),
          [ROLLOUT]: rollout === undefined ? undefined : `${wholeSeconds(rollout, rolloutPlace(path))}s`,
        },
      ),
      spec: {
        template: revisionTemplate(props, path, revisionName),
        ...(traffic === undefined ? {} : { traffic: Lazy.any({ produce: () => trafficTargets(traffic, ownName()) }) }),
      },
    });
    this.object = named(object, SERVICE_NAME);
  }

  /** Names the service from another object. */
  public get ref(): ObjectReference {
    return serviceRef(this.object.name, this.object.metadata.namespace);
  }

  /** The service as a sink or subscriber. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }

  /**
   * A Knative Service that runs what a Deployment ran: image, environment, volumes, probes, resources, security. What has
   * no place in a Knative Service is left out and told: in `notCarried` of what is returned, and as warnings at synth.
   * The variables that Kubernetes sets for each Service of the namespace (`ORDERS_SERVICE_HOST`) are off by default.
   *
   * @param deployment - an `apps/v1` Deployment as an object, or as the text of a YAML file that holds exactly one
   * @throws {@link AuthoringError} `not-a-deployment`, `invalid-name`, `duration-cut`, `invalid-traffic`
   */
  public static fromDeployment<S extends AnyStep | undefined = undefined>(
    scope: Construct,
    id: string,
    deployment: string | object,
    options: FromDeploymentOptions<S> = {},
  ): ServiceFromDeployment<S> {
    const path = scope.node.path === "" ? id : `${scope.node.path}/${id}`;
    const { props, patch, notCarried } = convertedProps(deployment, options, path);
    const service = new KnativeService<S>(scope, id, props);
    addInfo(service, { origin: captureOrigin(Reflect.get(KnativeService, "fromDeployment") as CallableFunction) });
    service.object.addJsonPatch(...patch(service.object.name));
    tellAtSynth(service, notCarried);
    return { service, notCarried };
  }

  /**
   * A Knative Service that is deployed elsewhere. It is not made; it can be a step, subscriber or sink.
   *
   * @param name - its name in the cluster
   * @throws {@link AuthoringError} `invalid-name`
   */
  public static fromName<S extends AnyStep | undefined = undefined>(
    scope: Construct,
    id: string,
    name: string,
    options: KnativeServiceFromNameOptions<S> = {},
  ): ExistingKnativeService<S> {
    return new ExistingKnativeService(scope, id, name, options);
  }
}

/** A Knative Service made of a Deployment, and what was lost on the way. */
export interface ServiceFromDeployment<S extends AnyStep | undefined = undefined> {
  readonly service: KnativeService<S>;
  /** What the Deployment has and the service has not, each with its field there, the reason, and what to do instead. */
  readonly notCarried: readonly Diagnostic[];
}

/** What is known of a Knative Service that is deployed elsewhere. */
export interface KnativeServiceFromNameOptions<S extends AnyStep | undefined> {
  /** The step it implements. @default - unknown */
  readonly step?: S;
  /** @default - the chart's namespace */
  readonly namespace?: string;
}

/** A Knative Service that is deployed elsewhere; made by {@link KnativeService.fromName}. */
export class ExistingKnativeService<S extends AnyStep | undefined = undefined>
  extends Construct
  implements Addressable
{
  /** The step it implements. */
  public readonly step: S;
  /** Names the service from another object. */
  public readonly ref: ObjectReference;
  public readonly external: ExternalDeclaration;

  public constructor(scope: Construct, id: string, name: string, options: KnativeServiceFromNameOptions<S>) {
    super(scope, id);
    adopt(this, new.target);
    checkName("Knative Service", name, SERVICE_NAME, this.node.path);
    const { step } = options;
    this.step = step as S;
    this.ref = serviceRef(name, options.namespace ?? namespaceIn(scope, undefined));
    this.external = {
      ref: this.ref,
      name,
      ...(step === undefined
        ? {}
        : {
            accepts: step.accepts.map((one) => contractName(one)),
            replies: step.replies.map((one) => contractName(one)),
          }),
    };
  }

  /** The service as a sink or subscriber. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

function rolloutPlace(construct: string): DurationPlace {
  return { construct, field: `metadata.annotations[${ROLLOUT}]` };
}

function serviceRef(name: string, namespace: string | undefined): ObjectReference {
  return { ...ServiceObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
}

function writesTo(stores: KnativeServiceProps["writesTo"], namespace: string | undefined): string | undefined {
  if (stores === undefined || stores.length === 0) return undefined;
  return JSON.stringify(stores.map(({ ref }) => referenceFrom(namespace, ref)));
}
