import type { ApiObjectMetadata, Duration } from "cdk8s";
import { Construct } from "constructs";
import type { AnyStep } from "../../src/events/index.ts";
import {
  ACCEPTS,
  contractName,
  type ExternalDeclaration,
  REPLIES,
  WRITES_TO,
} from "../../src/manifests/annotations.ts";
import type { LocalService } from "../../src/manifests/manifest.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { type ContainerProps, containerSpec, podVolumes } from "../core/container.ts";
import { referenceFrom } from "../core/destination.ts";
import { wholeSeconds } from "../core/duration.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { checkName, SERVICE_NAME } from "../core/names.ts";
import { type RevisionContainer, type RevisionTemplate, ServiceObject } from "../generated/index.ts";
import { type ScaleProps, scaleAnnotations } from "./scale.ts";

/** Properties for {@link KnativeService}. */
export interface KnativeServiceProps<S extends AnyStep | undefined = AnyStep | undefined> extends ContainerProps {
  /**
   * The step it implements: what it takes and what it replies.
   *
   * @default - unknown: it can be a subscriber, but no step of a flow
   */
  readonly step?: S;
  /**
   * The port the container listens on; it is told in `PORT`.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * What is spoken on the port: HTTP/1.1, or HTTP/2 without TLS (`h2c`, as gRPC needs).
   *
   * @default "http1"
   */
  readonly protocol?: "http1" | "h2c";
  /** How many instances run, and when. @default - the cluster's: from zero, without a limit */
  readonly scale?: ScaleProps;
  /**
   * How many requests one instance handles at a time, 0 to 1000; 0 is no limit.
   *
   * @default 0
   */
  readonly concurrency?: number;
  /**
   * How long one request may take, in whole seconds, at most the cluster's limit (600 s as shipped).
   *
   * @default - the cluster's: 300 s as shipped
   */
  readonly timeout?: Duration;
  /**
   * Who can reach it: `cluster-local` only from inside the cluster, which suits every step that only handles events.
   *
   * @default - public, at the cluster's domain
   */
  readonly visibility?: "cluster-local" | "public";
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /** Secrets with which the image is pulled. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Stores it writes into, such as an ObjectStore. No delivery: the graph shows it as a link.
   *
   * @default - none
   */
  readonly writesTo?: readonly { readonly ref: ObjectReference }[];
  /** Labels and annotations of every revision. @default - none */
  readonly revision?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /**
   * How it is started on this machine: `{ module }`, `{ command, args, cwd }` or `{ url }`. Never deployed.
   *
   * @default - it cannot be started locally
   */
  readonly local?: LocalService;
  /**
   * Name, namespace, labels and annotations.
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

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: KnativeServiceProps<S>) {
    super(scope, id);
    adopt(this, new.target, { local: props.local });
    // Without the prop S is inferred as undefined.
    this.step = props.step as S;
    const { step, visibility, metadata } = props;
    const labels = visibility === "cluster-local" ? { "networking.knative.dev/visibility": visibility } : {};
    const object = new ServiceObject(this, MAIN, {
      metadata: withAnnotations(
        { ...metadata, labels: { ...labels, ...metadata?.labels } },
        {
          [ACCEPTS]: contractNames(step?.accepts),
          [REPLIES]: contractNames(step?.replies),
          [WRITES_TO]: writesTo(props.writesTo, namespaceIn(scope, metadata)),
        },
      ),
      spec: { template: revisionTemplate(props, this.node.path) },
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

function serviceRef(name: string, namespace: string | undefined): ObjectReference {
  return { ...ServiceObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
}

function revisionTemplate(props: KnativeServiceProps, construct: string): RevisionTemplate {
  const { concurrency, timeout, serviceAccountName, imagePullSecrets, revision, volumes } = props;
  const annotations = { ...scaleAnnotations(props.scale, construct), ...revision?.annotations };
  const metadata = {
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(revision?.labels === undefined ? {} : { labels: revision.labels }),
  };
  return {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    spec: {
      ...(concurrency === undefined ? {} : { containerConcurrency: concurrency }),
      ...(timeout === undefined
        ? {}
        : { timeoutSeconds: wholeSeconds(timeout, { construct, field: "spec.template.spec.timeoutSeconds" }) }),
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      containers: [{ ...containerSpec(props), ...ports(props) }],
      ...podVolumes(volumes),
    },
  };
}

function ports({ port, protocol }: KnativeServiceProps): Pick<RevisionContainer, "ports"> {
  if (port === undefined && protocol === undefined) return {};
  return {
    ports: [
      { ...(protocol === undefined ? {} : { name: protocol }), ...(port === undefined ? {} : { containerPort: port }) },
    ],
  };
}

function writesTo(stores: KnativeServiceProps["writesTo"], namespace: string | undefined): string | undefined {
  if (stores === undefined || stores.length === 0) return undefined;
  return JSON.stringify(stores.map(({ ref }) => referenceFrom(namespace, ref)));
}
