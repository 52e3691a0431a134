import type { Construct } from "constructs";
import { type AnyContract, type ApiServerType, apiServerEvent, type Contract } from "../../src/events/index.ts";
import { checkFilters, type EventFilter } from "../eventing/event-filter.ts";
import { ApiServerSourceObject, type LabelSelector } from "../generated/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { LABELLED_NAME } from "../core/names.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** What an event carries: `Reference` names the object that changed, `Resource` is that object. */
export type ApiServerMode = "Reference" | "Resource";

/** The types that a mode sends: one for each of add, update and delete. */
export type ApiServerModeType<Mode extends ApiServerMode> =
  ApiServerType<`${Mode extends "Resource" ? "resource" : "ref"}.${"add" | "update" | "delete"}`>;

/** A contract that a mode sends. Made by `apiServerEvent`. */
export type ApiServerContract<Mode extends ApiServerMode = ApiServerMode> = Contract<ApiServerModeType<Mode>>;

/** What an ApiServerSource sends: the contracts it was given, and those of its other types. */
export type ApiServerEmits<Mode extends ApiServerMode, C extends AnyContract> =
  | C
  | UntypedContract<Exclude<ApiServerModeType<Mode>, C["type"]>>;

type UntypedContract<Type extends string> =
  Type extends ApiServerType<infer Name> ? ReturnType<typeof apiServerEvent<Name>> : never;

/** Objects that an {@link ApiServerSource} watches. */
export interface WatchedResource {
  /** Such as `v1` or `apps/v1`. */
  readonly apiVersion: string;
  /** Such as `Event` or `Deployment`. */
  readonly kind: string;
  /** Which of them, by their labels. @default - all of the kind */
  readonly selector?: LabelSelector;
}

/** Properties for {@link ApiServerSource}. */
export interface ApiServerSourceProps<
  Mode extends ApiServerMode = ApiServerMode,
  C extends ApiServerContract<Mode> = ApiServerContract<Mode>,
> extends SourceProps,
    SourceObjectProps {
  /** The objects it watches, at least one kind. What exists already when it starts is not told (eventing.md §7.1). */
  readonly resources: readonly WatchedResource[];
  /**
   * What an event carries: `Reference` names the object that changed, `Resource` is that object, whole.
   *
   * @default "Reference"
   */
  readonly mode?: Mode;
  /**
   * Contracts that say more of the data than Knative does, made by `apiServerEvent("resource.add", { data })`; only types of
   * the mode. It sends all three types of its mode in any case.
   *
   * @default - the object, or what names it, of any kind
   */
  readonly events?: readonly C[];
  /**
   * Tells only of objects whose controller is of this kind.
   *
   * @default - of all
   */
  readonly owner?: {
    /** Such as `apps/v1`. */
    readonly apiVersion: string;
    /** Such as `Deployment`. */
    readonly kind: string;
  };
  /**
   * The service account it watches with. It needs the verbs get, list and watch on the resources.
   *
   * @default - `default`, which may watch nothing as shipped
   */
  readonly serviceAccountName?: string;
  /**
   * The namespaces it watches, by their labels; `{}` is all.
   *
   * @default - its own namespace
   */
  readonly namespaceSelector?: LabelSelector;
  /**
   * Sends only the events that pass every one of these filters. They see the event before `extensions` are set. Needs the
   * feature flag `new-apiserversource-filters` (eventing.md §4.13).
   *
   * @default - every event
   */
  readonly filters?: readonly EventFilter[];
}

/**
 * Sends an event when an object of the cluster is added, updated or deleted (eventing.md §4.13, §7.1): of the types
 * `dev.knative.apiserver.ref.add`, `.update` and `.delete`, or `dev.knative.apiserver.resource.…` in the mode `Resource`.
 * The extension attributes `kind`, `apiversion`, `name` and `namespace` say which object.
 */
export class ApiServerSource<
  const Mode extends ApiServerMode = "Reference",
  C extends ApiServerContract<Mode> = never,
> extends SourceBase<ApiServerEmits<Mode, C>> {
  public readonly object: ApiServerSourceObject;
  public readonly emits: readonly ApiServerEmits<Mode, C>[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `invalid-filter`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: ApiServerSourceProps<Mode, C>) {
    super(scope, id);
    const { resources, mode, owner, serviceAccountName, namespaceSelector, filters } = props;
    const construct = this.node.path;
    checkFilters(filters ?? [], "spec.filters", construct);
    this.emits = emitted(mode ?? "Reference", props.events ?? [], construct) as ApiServerEmits<Mode, C>[];
    const object = new ApiServerSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        ...this.sourceSpec(props),
        resources: [...resources],
        ...(mode === undefined ? {} : { mode }),
        ...(owner === undefined ? {} : { owner }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
        ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
        ...(filters === undefined ? {} : { filters }),
      },
    });
    this.object = named(object, LABELLED_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}

/** All three types of the mode, each with the contract it was given or Knative's own. */
function emitted(mode: ApiServerMode, claimed: readonly AnyContract[], construct: string): readonly AnyContract[] {
  const prefix = mode === "Resource" ? "resource" : "ref";
  const all = (["add", "update", "delete"] as const).map(
    (change): AnyContract => apiServerEvent(`${prefix}.${change}`),
  );
  checkClaims(
    { kind: "ApiServerSource", construct, declareBy: `apiServerEvent("${prefix}.add")` },
    claimed,
    all.map(({ type }) => type),
  );
  return all.map((contract) => claimed.find(({ type }) => type === contract.type) ?? contract);
}
