import type { Construct } from "constructs";
import { type Contract, buildEvent, type BuildType } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { CloudBuildSourceObject } from "../generated/index.ts";
import { type GoogleSourceProps, googleSpec } from "./google-source.ts";
import { checkClaims, emitting, SourceBase } from "./source-base.ts";

/** The contract of what a CloudBuildSource sends. Made by `buildEvent`. */
export type BuildContract = Contract<BuildType>;

/** Properties for {@link CloudBuildSource}. */
export interface CloudBuildSourceProps<C extends BuildContract = BuildContract> extends GoogleSourceProps {
  /**
   * The contract of what it sends, made by `buildEvent({ data })`.
   *
   * @default - `buildEvent()`
   */
  readonly event?: C;
}

/**
 * Sends an event whenever the status of a build of Cloud Build changes:
 * `google.cloud.cloudbuild.build.v1.statusChanged` (sources.md §10).
 *
 * @deprecated knative-gcp is unmaintained since 2022 (sources.md §0). Use an Eventarc trigger on the
 * Pub/Sub topic `cloud-builds`, which sends `google.cloud.pubsub.topic.v1.messagePublished`.
 */
export class CloudBuildSource<C extends BuildContract = BuildContract> extends SourceBase<C> {
  public readonly object: CloudBuildSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: CloudBuildSourceProps<C>) {
    super(scope, id);
    const { event } = props;
    const construct = this.node.path;
    checkClaims(
      { kind: "CloudBuildSource", construct, declareBy: "buildEvent()" },
      event === undefined ? [] : [event],
      [buildEvent().type],
    );
    this.emits = [event ?? (buildEvent() as BuildContract as C)];
    const object = new CloudBuildSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        ...googleSpec(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
