import { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { LocalService } from "../../src/manifests/manifest.ts";
import { addInfo } from "../core/construct-info.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { type LabelSelector, SinkBindingObject } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** What a {@link SinkBinding} binds: one object by name, such as a Deployment of cdk8s, or objects by their labels. */
export type BoundSubject = {
  /** Such as `apps/v1`. */
  readonly apiVersion: string;
  /** Such as `Deployment`. */
  readonly kind: string;
} & (
  | {
      /** The object's name. */
      readonly name: string;
      readonly selector?: undefined;
    }
  | {
      /** The labels that the objects have. */
      readonly selector: LabelSelector;
      readonly name?: undefined;
    }
);

/** Properties for {@link SinkBinding}. */
export interface SinkBindingProps<C extends AnyContract = AnyContract> extends SourceProps, SourceObjectProps {
  /**
   * The workload that sends: anything with a pod template. An `ApiObject` can be given as it is. It must be in the
   * SinkBinding's namespace (eventing.md §4.15).
   */
  readonly subject: BoundSubject;
  /**
   * The contracts of the events it sends.
   *
   * @default - unknown
   */
  readonly emits?: readonly C[];
  /**
   * How the workload is started on this machine: `{ module }`, `{ command, args, cwd }` or `{ url }`; it gets `K_SINK` and
   * `K_CE_OVERRIDES`. Never deployed.
   *
   * @default - it cannot be started locally
   */
  readonly local?: LocalService;
}

/**
 * Tells a workload of your own where to send its events: every container of it, init containers too, gets the URL in
 * `K_SINK` and the `extensions` as JSON in `K_CE_OVERRIDES`, which it must apply itself (eventing.md §4.15, §7.2).
 */
export class SinkBinding<C extends AnyContract = AnyContract> extends SourceBase<C> {
  public readonly object: SinkBindingObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: SinkBindingProps<C>) {
    super(scope, id);
    const { subject, local } = props;
    if (local !== undefined) addInfo(this, { local });
    this.emits = [...(props.emits ?? [])];
    const { apiVersion, kind } = subject;
    const object = new SinkBindingObject(this, MAIN, {
      metadata: emitting(props, props.emits),
      spec: {
        ...this.sourceSpec(props),
        subject:
          subject.selector === undefined
            ? { apiVersion, kind, name: subject.name }
            : { apiVersion, kind, selector: subject.selector },
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
