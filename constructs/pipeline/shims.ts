import { createHash } from "node:crypto";
import { ApiObject, Chart, Duration } from "cdk8s";
import type { Construct } from "constructs";
import {
  addressOf,
  type FlowDestination,
  SHIM_FOLDER,
  type ShimContext,
  type ShimProgram,
} from "../../src/compiler/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { readShimBundle, SHIM_PROGRAM } from "../adapter/shim-bundle.ts";
import { containerSpec } from "../core/container.ts";
import { wholeSeconds } from "../core/duration.ts";
import { nameIn } from "./name-in.ts";
import type { ShimProps } from "./shim-props.ts";

/** The option of a Pipeline, in its short form too. */
export type ShimOption = "where-needed" | ShimProps;

/** Whether a Pipeline wants shims where its target cannot carry a node. */
export function usesShims(option: ShimOption | undefined): boolean {
  return option === "where-needed" || (typeof option === "object" && option.use === "where-needed");
}

/**
 * How the shims of a Pipeline are deployed.
 *
 * @param namespace - of its objects; undefined leaves it to the apply
 * @throws {@link AuthoringError} `duration-cut`, later `no-shim-bundle`
 */
export function shimContext(
  scope: Construct,
  option: ShimOption | undefined,
  namespace: string | undefined,
  broker?: ShimContext["broker"],
): ShimContext {
  const props = typeof option === "object" ? option : {};
  const { timeout = Duration.seconds(300), scale = {}, resources = RESOURCES, env } = props;
  const place = { construct: scope.node.path, field: "spec.template.spec.timeoutSeconds" };
  const variables = env === undefined ? undefined : containerSpec({ image: "", env }).env;
  const { min = 1, max = Math.max(10, min) } = scale;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(broker === undefined ? {} : { broker }),
    nameOf: (id, kind) => nameIn(scope, id, kind),
    hosting: {
      timeoutSeconds: wholeSeconds(timeout, place),
      scale: { min, max },
      resources: { ...resources },
      ...(variables === undefined ? {} : { env: variables.map((one) => ({ ...one })) }),
    },
    program: (needs) => programOf(scope, props, needs, namespace),
    addressOf: (destination) => addressOf(destination, namespace, objectOf(scope, destination, namespace)),
  };
}

const RESOURCES = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } };
const NODE_IMAGE = "docker.io/library/node:22-alpine";

function programOf(
  scope: Construct,
  { image, nodeImage = NODE_IMAGE, bundle }: ShimProps,
  needs: { readonly jsonata: boolean },
  namespace: string | undefined,
): ShimProgram {
  if (image !== undefined) return { image };
  const files = readShimBundle(bundle, needs, scope.node.path);
  const configMap = configMapOf(scope, files, namespace);
  return { image: nodeImage, command: ["node", `${SHIM_FOLDER}/${SHIM_PROGRAM}`], configMap };
}

/**
 * The ConfigMap of these files, once in its namespace however many shims run them. It is named by their hash and never
 * changes, so that revisions that run older files keep them.
 */
function configMapOf(scope: Construct, files: Readonly<Record<string, string>>, namespace: string | undefined): string {
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  const name = `sluice-shim-${hash}`;
  const chart = Chart.of(scope);
  const isThere = chart.node.root.node
    .findAll()
    .some(
      (one) =>
        ApiObject.isApiObject(one) &&
        one.kind === "ConfigMap" &&
        one.name === name &&
        one.metadata.namespace === namespace,
    );
  if (!isThere) {
    new ApiObject(chart, name, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      immutable: true,
      data: files,
    });
  }
  return name;
}

/** A Broker of ours as it is written, whose class decides its address. */
function objectOf(
  scope: Construct,
  { ref, external }: FlowDestination,
  namespace: string | undefined,
): Manifest | undefined {
  if (ref?.kind !== "Broker" || external !== undefined) return undefined;
  const found = scope.node.root.node
    .findAll()
    .find(
      (one): one is ApiObject =>
        ApiObject.isApiObject(one) &&
        one.kind === ref.kind &&
        one.name === ref.name &&
        one.metadata.namespace === (ref.namespace ?? namespace),
    );
  return found?.toJson() as Manifest | undefined;
}
