import { type ApiObjectMetadata, JsonPatch } from "cdk8s";
import { AuthoringError, type Diagnostic } from "../../src/diagnostics/index.ts";
import type { AnyStep } from "../../src/events/index.ts";
import { convertDeployment } from "../../src/manifests/convert/deployment.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import { type Manifest, objectRef } from "../../src/manifests/manifest.ts";
import { readManifests } from "../../src/manifests/read/read-manifests.ts";
import type { RevisionSpec } from "../generated/index.ts";
import type { KnativeServiceProps } from "./knative-service.ts";
import { revisionTemplate, withDefaults } from "./revision-template.ts";
import { revisionNameIn } from "./traffic.ts";

/** What a {@link KnativeService} made of a Deployment has beyond it. What is given here wins over the Deployment. */
export interface FromDeploymentOptions<S extends AnyStep | undefined = AnyStep | undefined>
  extends Pick<
    KnativeServiceProps<S>,
    | "step"
    | "scale"
    | "concurrency"
    | "timeout"
    | "responseStartTimeout"
    | "idleTimeout"
    | "revision"
    | "traffic"
    | "rollout"
    | "visibility"
    | "writesTo"
    | "local"
    | "metadata"
  > {
  /**
   * Another image than the Deployment's, for the container that gets the requests.
   *
   * @default - the Deployment's
   */
  readonly image?: string;
  /**
   * Feature flags of the cluster's Serving, by key: what they allow is carried over, such as a node selector with
   * `{ "kubernetes.podspec-nodeselector": "enabled" }`. Set them in `sluice.yaml` too.
   *
   * @default - those that are on as shipped: several containers, emptyDir volumes
   */
  readonly features?: Readonly<Record<string, string>>;
  /** The container that gets the requests, by name. @default - the only one, or the first with a port */
  readonly container?: string;
  /** The port that gets the requests, by number or name. @default - the first of that container */
  readonly port?: number | string;
}

/** Everything that makes the service: its props, what its object gets beyond them, and what was lost. */
interface Converted<S extends AnyStep | undefined> {
  readonly props: KnativeServiceProps<S>;
  /** The rest of the template, once the service's name is known. */
  readonly patch: (service: string) => readonly JsonPatch[];
  readonly notCarried: readonly Diagnostic[];
}

/**
 * Reads and converts a Deployment.
 *
 * @param construct - path of the service to be
 * @throws {@link AuthoringError} `not-a-deployment`
 */
export function convertedProps<S extends AnyStep | undefined>(
  deployment: string | object,
  options: FromDeploymentOptions<S>,
  construct: string,
): Converted<S> {
  const { manifest, lineOf } = readDeployment(deployment, construct);
  const { features, container, port, image, ...given } = options;
  const { metadata, template, losses } = convertDeployment(manifest, {
    ...(features === undefined ? {} : { features }),
    ...(container === undefined ? {} : { container }),
    ...(port === undefined ? {} : { port }),
    isScaled: options.scale !== undefined,
  });
  const props: KnativeServiceProps<S> = {
    ...given,
    image: image ?? "",
    metadata: mergedMetadata(manifest, metadata, given.metadata),
  };
  return {
    props,
    patch: (service) => [JsonPatch.replace("/spec/template", mergedTemplate(template, props, construct, service))],
    notCarried: losses.map((loss) => ({
      code: "not-carried-over",
      severity: "warning",
      at: { construct },
      object: objectRef(manifest),
      ...loss,
      ...noteOf(lineOf(loss.field)),
    })),
  };
}

interface Read {
  readonly manifest: Manifest;
  /** The line of a field in the text that was given. */
  readonly lineOf: (field: string) => number | undefined;
}

function noteOf(line: number | undefined): Pick<Diagnostic, "notes"> {
  return line === undefined ? {} : { notes: [`Line ${line} of the Deployment's text.`] };
}

function readDeployment(deployment: string | object, construct: string): Read {
  if (typeof deployment !== "string") return { manifest: asDeployment(deployment, construct), lineOf: () => undefined };
  const { manifests, diagnostics } = readManifests([{ path: "deployment.yaml", text: deployment }]);
  const [fault] = diagnostics.filter(({ severity }) => severity === "error");
  if (fault !== undefined) throw notADeployment(construct, `The text cannot be read: ${fault.message}`);
  const found = manifests.filter(({ manifest }) => isDeployment(manifest));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const kinds = manifests.map(({ manifest }) => manifest.kind).join(", ");
    const what = kinds === "" ? "no object" : kinds;
    throw notADeployment(construct, `The text holds ${what}, not exactly one Deployment.`);
  }
  // The text has no name of its own: its lines are all that can be told.
  return { manifest: only.manifest, lineOf: (field) => only.placeOf(field).line };
}

function asDeployment(value: object, construct: string): Manifest {
  const { apiVersion, kind, metadata = {}, spec = {} } = value as Readonly<Record<string, unknown>>;
  if (typeof apiVersion === "string" && typeof kind === "string" && isObject(metadata) && isObject(spec)) {
    const manifest: Manifest = { apiVersion, kind, metadata, spec };
    if (isDeployment(manifest)) return manifest;
  }
  const what = `${typeof apiVersion === "string" ? apiVersion : "no apiVersion"} ${typeof kind === "string" ? kind : "no kind"}`;
  throw notADeployment(construct, `This object is ${what}.`);
}

function isDeployment({ apiVersion, kind }: Manifest): boolean {
  return kind === "Deployment" && (apiVersion === "apps/v1" || /^(?:apps|extensions)\/v1beta[12]$/.test(apiVersion));
}

function notADeployment(construct: string, message: string): AuthoringError {
  return new AuthoringError({
    code: "not-a-deployment",
    at: { construct },
    message,
    mend: "Give one Deployment of apps/v1, as an object or as the text of a YAML file.",
  });
}

function mergedMetadata(
  { metadata }: Manifest,
  carried: Pick<ApiObjectMetadata, "labels" | "annotations">,
  given: ApiObjectMetadata = {},
): ApiObjectMetadata {
  const { name, namespace } = metadata;
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...given,
    labels: { ...carried.labels, ...given.labels },
    annotations: { ...carried.annotations, ...given.annotations },
  };
}

/** The Deployment's template, with what the props say laid over it; the containers are the Deployment's. */
function mergedTemplate(
  carried: ReturnType<typeof convertDeployment>["template"],
  props: KnativeServiceProps,
  construct: string,
  service: string,
): object {
  const name = props.revision?.name;
  const own = revisionTemplate(props, construct, undefined);
  const { containers: _containers, ...spec } = own.spec ?? { containers: [] };
  const [base, over] = [carried.metadata ?? {}, own.metadata ?? {}];
  const metadata = {
    ...base,
    ...over,
    ...mergedMap("labels", base, over),
    ...mergedMap("annotations", base, over),
    ...(name === undefined ? {} : { name: revisionNameIn(service, name) }),
  };
  const merged = { ...carried.spec, ...spec, containers: withImage(carried.spec.containers, props.image) };
  return {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    spec: name === undefined ? merged : withDefaults(merged as RevisionSpec),
  };
}

function mergedMap(field: "labels" | "annotations", base: object, over: object): object {
  const [first, second]: readonly unknown[] = [Reflect.get(base, field), Reflect.get(over, field)];
  if (first === undefined && second === undefined) return {};
  return { [field]: { ...(isObject(first) ? first : {}), ...(isObject(second) ? second : {}) } };
}

/** The image of the container that gets requests: the one with a port, or the first. */
function withImage(containers: unknown, image: string): unknown {
  if (image === "" || !Array.isArray(containers)) return containers;
  const withPort = containers.findIndex((container: unknown) => isObject(container) && container.ports !== undefined);
  const user = Math.max(0, withPort);
  return containers.map((container: unknown, index) =>
    index === user && isObject(container) ? { ...container, image } : container,
  );
}
