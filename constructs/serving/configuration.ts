import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { SERVICE_NAME } from "../core/names.ts";
import { ConfigurationObject } from "../generated/index.ts";
import { lazyRevisionName, type RevisionProps, revisionTemplate } from "./revision-template.ts";

/** Properties for {@link Configuration}. */
export interface ConfigurationProps extends RevisionProps {
  /**
   * Name, namespace, labels and annotations of the Configuration itself; those of its revisions are in `revision`.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Makes a new revision of a container each time it changes, and sends nobody there: a {@link Route} does. A
 * {@link KnativeService} is both in one, and what most people want; two of them apart are for one Route over several
 * Configurations (serving.md §1).
 */
export class Configuration extends Construct {
  /** The object itself, for patches: `configuration.object.addJsonPatch(…)`. */
  public readonly object: ConfigurationObject;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(scope, id);
    adopt(this, new.target);
    const { metadata, revision } = props;
    const revisionName = lazyRevisionName(revision?.name, () => this.object.name);
    const object = new ConfigurationObject(this, MAIN, {
      ...(metadata === undefined ? {} : { metadata }),
      spec: { template: revisionTemplate(props, this.node.path, revisionName) },
    });
    this.object = named(object, SERVICE_NAME);
  }

  /** Its name in its namespace. */
  public get name(): string {
    return this.object.name;
  }

  /** Names the Configuration from another object. */
  public get ref(): ObjectReference {
    const { namespace } = this.object.metadata;
    return { ...ConfigurationObject.GVK, name: this.name, ...(namespace === undefined ? {} : { namespace }) };
  }
}
