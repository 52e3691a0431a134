import { type Duration, Lazy } from "cdk8s";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { defaultRevisionSpec } from "../../src/manifests/defaults/revision-spec.ts";
import { type ContainerProps, containerSpec, podVolumes } from "../core/container.ts";
import { wholeSeconds } from "../core/duration.ts";
import type { RevisionContainer, RevisionProbe, RevisionSpec, RevisionTemplate } from "../generated/index.ts";
import { revisionNameIn } from "./traffic.ts";
import { type ScaleProps, scaleAnnotations } from "./scale.ts";

/** What every revision of a {@link KnativeService} or {@link Configuration} runs, and how. */
export interface RevisionProps extends ContainerProps {
  /**
   * The port the container listens on; it is told in `PORT`. Not 8008, 8012, 8013, 8022, 9090 or 9091, which belong to
   * Knative's queue-proxy (serving.md PORT-5).
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
   * How many requests one instance handles at a time, at most: more of them wait. 0 to 1000; 0 is no limit. It is the
   * hard limit beside the soft goal `scale.target`; without a target, instances are added at 70 % of it.
   *
   * @default 0
   */
  readonly concurrency?: number;
  /**
   * How long one request may take from its first byte to its last, in whole seconds, at most the cluster's limit (600 s
   * as shipped). It is cut off then.
   *
   * @default - the cluster's: 300 s as shipped
   */
  readonly timeout?: Duration;
  /**
   * How long the first byte of an answer may take, in whole seconds, at most `timeout`.
   *
   * @default - the cluster's: as shipped 300 s where `timeout` is longer, otherwise no limit of its own
   */
  readonly responseStartTimeout?: Duration;
  /**
   * How long a request may go without a byte in either direction, in whole seconds, at most `timeout`.
   *
   * @default - no limit of its own
   */
  readonly idleTimeout?: Duration;
  /**
   * How long a new revision may take until it is ready, in whole seconds. After that it has failed, and traffic stays
   * where it was.
   *
   * @default - the cluster's: 600 s as shipped
   */
  readonly progressDeadline?: Duration;
  /**
   * When an instance gets requests. Without `periodSeconds` Knative asks in its own quick rhythm, and `failureThreshold`
   * and `timeoutSeconds` cannot be set (serving.md PRB-3).
   *
   * @default - as soon as the port accepts connections
   */
  readonly readinessProbe?: RevisionProbe;
  /** When an instance is restarted. One of `httpGet`, `tcpSocket`, `exec` and `grpc`. @default - when its process ends */
  readonly livenessProbe?: RevisionProbe;
  /** Until when the other probes wait for a slow start. @default - they do not wait */
  readonly startupProbe?: RevisionProbe;
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /** Secrets with which the image is pulled. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Name, labels and annotations of the revisions. @default - names are the cluster's, nothing else */
  readonly revision?: {
    /**
     * The name of the revision these props make, as what follows the service's name and a dash: `"v2"` makes
     * `orders-v2`. Change it with every other change: a revision never changes. All defaults are then written out,
     * without which a second `kubectl apply` of the same manifest is refused (serving.md §2).
     *
     * @default - the cluster's: the service's name and a running number, `orders-00001`
     */
    readonly name?: string;
    /** Labels of each revision and its pods. @default - none */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of each revision and its pods, over those that other props make. @default - none */
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/**
 * The template that makes revisions.
 *
 * @param name - the name of the revision, whole, possibly known only at synth
 * @throws {@link AuthoringError} `duration-cut`
 */
export function revisionTemplate(props: RevisionProps, construct: string, name: string | undefined): RevisionTemplate {
  const { revision } = props;
  const deadline = props.progressDeadline;
  const annotations = {
    ...scaleAnnotations(props.scale, construct),
    ...(deadline === undefined
      ? {}
      : { [PROGRESS]: `${wholeSeconds(deadline, { construct, field: `${ANNOTATIONS}[${PROGRESS}]` })}s` }),
    ...revision?.annotations,
  };
  const metadata = {
    ...(name === undefined ? {} : { name }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(revision?.labels === undefined ? {} : { labels: revision.labels }),
  };
  const spec = revisionSpec(props, construct);
  return {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    spec: name === undefined ? spec : withDefaults(spec),
  };
}

/** The whole name of a revision, which is known once its service's is: at synth. */
export function lazyRevisionName(revision: string | undefined, owner: () => string): string | undefined {
  if (revision === undefined) return undefined;
  const name: string = Lazy.any({ produce: () => revisionNameIn(owner(), revision) });
  return name;
}

const ANNOTATIONS = "spec.template.metadata.annotations";
const PROGRESS = "serving.knative.dev/progress-deadline";

function revisionSpec(props: RevisionProps, construct: string): RevisionSpec {
  const { concurrency, serviceAccountName, imagePullSecrets, volumes } = props;
  const seconds = (field: string, duration: Duration | undefined) =>
    duration === undefined
      ? {}
      : { [field]: wholeSeconds(duration, { construct, field: `spec.template.spec.${field}` }) };
  return {
    ...(concurrency === undefined ? {} : { containerConcurrency: concurrency }),
    ...seconds("timeoutSeconds", props.timeout),
    ...seconds("responseStartTimeoutSeconds", props.responseStartTimeout),
    ...seconds("idleTimeoutSeconds", props.idleTimeout),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => ({ name: secret })) }),
    containers: [{ ...containerSpec(props), ...ports(props), ...probes(props) }],
    ...podVolumes(volumes),
  };
}

/** An update that keeps the revision's name is not defaulted, and must not differ from what is stored (serving.md §2). */
export function withDefaults(spec: RevisionSpec): RevisionSpec {
  const defaults = { settings: DEFAULT_SETTINGS, owner: {}, isUpdate: false };
  return { ...spec, ...defaultRevisionSpec({ ...spec }, defaults) };
}

function ports({ port, protocol }: RevisionProps): Pick<RevisionContainer, "ports"> {
  if (port === undefined && protocol === undefined) return {};
  return {
    ports: [
      { ...(protocol === undefined ? {} : { name: protocol }), ...(port === undefined ? {} : { containerPort: port }) },
    ],
  };
}

function probes(props: RevisionProps): Pick<RevisionContainer, "readinessProbe" | "livenessProbe" | "startupProbe"> {
  const { readinessProbe, livenessProbe, startupProbe } = props;
  return {
    ...(readinessProbe === undefined ? {} : { readinessProbe }),
    ...(livenessProbe === undefined ? {} : { livenessProbe }),
    ...(startupProbe === undefined ? {} : { startupProbe }),
  };
}
