import type { Contract } from "../contract.ts";
import { shaped } from "./json-shape.ts";
import { checkEventName, sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** What an ApiServerSource tells: `ref.…` in the mode `Reference`, `resource.…` in the mode `Resource`. */
export type ApiServerEventName =
  | "ref.add"
  | "ref.update"
  | "ref.delete"
  | "resource.add"
  | "resource.update"
  | "resource.delete";

/** Every {@link ApiServerEventName}. */
export const API_SERVER_EVENTS: readonly ApiServerEventName[] = [
  "ref.add",
  "ref.update",
  "ref.delete",
  "resource.add",
  "resource.update",
  "resource.delete",
];

/** The CloudEvents type of an ApiServerSource's events. */
export type ApiServerType<Name extends ApiServerEventName = ApiServerEventName> = `dev.knative.apiserver.${Name}`;

/** Which object changed: the data in the mode `Reference`. */
export interface ObjectReferenceData {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for objects of the cluster. */
  readonly namespace?: string;
}

/** The object that changed, whole: the data in the mode `Resource`. */
export interface KubernetesObjectData {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The data of an event, where its author gives no schema. */
export type ApiServerData<Name extends ApiServerEventName> = Name extends `ref.${string}`
  ? ObjectReferenceData
  : KubernetesObjectData;

const TEXT = { type: "string" } as const;

const reference = shaped<ObjectReferenceData>({
  type: "object",
  properties: { apiVersion: TEXT, kind: TEXT, name: TEXT, namespace: TEXT },
  required: ["apiVersion", "kind", "name"],
});

const object = shaped<KubernetesObjectData>({
  type: "object",
  properties: {
    apiVersion: TEXT,
    kind: TEXT,
    metadata: { type: "object", properties: { name: TEXT, namespace: TEXT }, required: ["name"] },
  },
  required: ["apiVersion", "kind", "metadata"],
});

/**
 * The contract of an ApiServerSource's events: `apiServerEvent("resource.add", { data: z.object({ … }) })` is
 * `dev.knative.apiserver.resource.add`. In the mode `Reference` the data name the object that changed, in the mode
 * `Resource` they are that object (eventing.md §7.1).
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function apiServerEvent<const Name extends ApiServerEventName, Data = ApiServerData<Name>, Input = Data>(
  name: Name,
  options: SourceEventOptions<Input, Data> = {},
): Contract<ApiServerType<Name>, Data, Input> {
  checkEventName(name, API_SERVER_EVENTS, "An ApiServerSource");
  const known = name.startsWith("ref.") ? reference : object;
  return sourceEvent<ApiServerType<Name>, Data, Input>(`dev.knative.apiserver.${name}`, options, {
    source: "<URL of the API server, such as https://10.96.0.1:443>",
    subject: "/apis/<apiVersion>/namespaces/<namespace>/<plural>/<name>",
    extensions: {
      kind: "kind of the object",
      apiversion: "its apiVersion",
      name: "its name",
      namespace: "its namespace",
    },
    data: known,
  });
}
