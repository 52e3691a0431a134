import { createHash } from "node:crypto";
import type { AnyContract } from "../../../events/index.ts";
import {
  ACCEPTS,
  contractName,
  EMITS,
  EXTERNAL,
  type ExternalDeclaration,
  INSERTED_BECAUSE,
  REPLIES,
  SENDS,
} from "../../../manifests/annotations.ts";
import type { Manifest } from "../../../manifests/manifest.ts";
import type { ShimContext } from "../target.ts";
import { budgetMs } from "./budget.ts";

/** A shim's Knative Service, by group and kind. */
export const SERVICE = { apiVersion: "serving.knative.dev/v1", kind: "Service" };

/** What one shim does, and what passes through it. */
export interface ShimWork {
  /** The route table, as text for a variable. */
  readonly table: string;
  readonly needsJsonata: boolean;
  readonly accepts: readonly AnyContract[];
  readonly replies: readonly AnyContract[];
  /** What each of its legs sends, by the leg's name, as contract names. */
  readonly sends: ReadonlyMap<string, readonly string[]>;
  readonly externals: readonly ExternalDeclaration[];
  /** What the target could not carry. @default - the whole flow runs here */
  readonly because?: string;
}

/**
 * The Knative Service that runs one route table.
 *
 * - The table is in the revision itself, so a changed table is a new revision, and an old one never changes.
 * - It is ready when the table is loaded and valid; it drains for as long as a request may take.
 * - It runs without root, privileges or a file system it could write to.
 */
export function shimService(work: ShimWork, { namespace, hosting, program }: ShimContext): Manifest {
  const { image, command, configMap } = program({ jsonata: work.needsJsonata });
  const { timeoutSeconds, scale, resources, env = [] } = hosting;
  return {
    ...SERVICE,
    metadata: {
      ...(namespace === undefined ? {} : { namespace }),
      labels: { "networking.knative.dev/visibility": "cluster-local" },
      annotations: annotationsOf(work),
    },
    spec: {
      template: {
        metadata: {
          annotations: {
            "autoscaling.knative.dev/min-scale": String(scale.min),
            "autoscaling.knative.dev/max-scale": String(scale.max),
            [TABLE_HASH]: `sha256-${createHash("sha256").update(work.table).digest("hex")}`,
          },
        },
        spec: {
          timeoutSeconds,
          containers: [
            {
              image,
              ...(command === undefined ? {} : { command }),
              env: [
                { name: TABLE_VARIABLE, value: work.table },
                { name: "SLUICE_GRACE_MS", value: String(budgetMs(timeoutSeconds * 1000)) },
                ...env,
              ],
              readinessProbe: { httpGet: { path: "/readyz" } },
              livenessProbe: { httpGet: { path: "/healthz" } },
              resources,
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 1000,
                seccompProfile: { type: "RuntimeDefault" },
              },
              ...(configMap === undefined
                ? {}
                : { volumeMounts: [{ name: VOLUME, mountPath: SHIM_FOLDER, readOnly: true }] }),
            },
          ],
          ...(configMap === undefined ? {} : { volumes: [{ name: VOLUME, configMap: { name: configMap } }] }),
        },
      },
    },
  };
}

/**
 * A route table as text for an environment variable. Kubernetes puts other variables in for `$(NAME)` and makes one
 * dollar of two, which JSONata has; in JSON they can be written so that it finds none.
 */
export function tableText(table: object): string {
  return JSON.stringify(table).replaceAll("$", "\\u0024");
}

/** The variable that the shim reads its table from. */
export const TABLE_VARIABLE = "SLUICE_ROUTES";
/** More than this and Linux or the API server may refuse the variable. In bytes. */
export const MAX_TABLE_VARIABLE = 96 * 1024;
/** Where the bundle's files are in the container. */
export const SHIM_FOLDER = "/sluice";
const VOLUME = "sluice-shim";
const TABLE_HASH = "sluice.dev/route-table";

function annotationsOf({ accepts, replies, sends, externals, because }: ShimWork): Readonly<Record<string, string>> {
  const names = (contracts: readonly AnyContract[]) => contracts.map((contract) => contractName(contract));
  const taken = new Set(names(accepts));
  const made = [...new Set([...sends.values()].flat())].filter((name) => !taken.has(name));
  return {
    [ACCEPTS]: names(accepts).join(","),
    [REPLIES]: names(replies).join(","),
    ...(sends.size === 0 ? {} : { [EMITS]: made.join(","), [SENDS]: JSON.stringify(Object.fromEntries(sends)) }),
    ...(externals.length === 0 ? {} : { [EXTERNAL]: JSON.stringify(externals) }),
    ...(because === undefined ? {} : { [INSERTED_BECAUSE]: because }),
  };
}
