import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import { EMITS } from "../../src/manifests/annotations.ts";
import type { LocalService } from "../../src/manifests/manifest.ts";
import type { Addressable, EventSource, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { type ContainerProps, containerSpec, podVolumes } from "../core/container.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { ContainerSourceObject } from "../generated/index.ts";
import { ceOverrides, SinkSlot, type SourceProps } from "./sink.ts";

/** Properties for {@link ContainerSource}. */
export interface ContainerSourceProps<C extends AnyContract = AnyContract> extends ContainerProps, SourceProps {
  /**
   * The contracts of the events the container sends.
   *
   * @default - unknown
   */
  readonly emits?: readonly C[];
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /**
   * How it is started on this machine: `{ module }`, `{ command, args, cwd }` or `{ url }`; it gets `K_SINK` and
   * `K_CE_OVERRIDES`. Never deployed.
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

/** A container that sends events by itself, to the URL it finds in `K_SINK` (eventing.md §4.14, §7.2). */
export class ContainerSource<C extends AnyContract = AnyContract> extends Construct implements EventSource<C> {
  /** The object itself, for patches: `source.object.addJsonPatch(…)`. */
  public readonly object: ContainerSourceObject;
  /** The contracts of what it sends; empty when they are unknown. */
  public readonly emits: readonly C[];
  private readonly sink = new SinkSlot();

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: ContainerSourceProps<C>) {
    super(scope, id);
    adopt(this, new.target, { local: props.local });
    const { emits, extensions, serviceAccountName, volumes, metadata } = props;
    this.emits = [...(emits ?? [])];
    const object = new ContainerSourceObject(this, MAIN, {
      metadata: withAnnotations(metadata, { [EMITS]: contractNames(emits) }),
      spec: {
        template: {
          spec: {
            ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
            containers: [{ name: "source", ...containerSpec(props) }],
            ...podVolumes(volumes),
          },
        },
        ...ceOverrides(extensions, this.node.path),
        sink: this.sink.spec(namespaceIn(scope, metadata)),
      },
    });
    this.object = named(object, LABELLED_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }

  /** Names the source from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...ContainerSourceObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /**
   * Names where its events go. A source has one sink.
   *
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public sinkTo(sink: Addressable): void {
    this.sink.set(sink, this);
  }
}
