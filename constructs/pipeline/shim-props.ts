import type { Duration } from "cdk8s";
import type { ContainerResources, EnvValue } from "../core/container.ts";

/** How a Pipeline's shims run: small services that do what a target cannot, or the whole flow. */
export interface ShimProps {
  /**
   * `where-needed` puts a shim in the place of each node that the Pipeline's target cannot carry: a `switch`, a `map`, a
   * filter. For every target but `shim`, which is one.
   *
   * @default - such nodes are refused
   */
  readonly use?: "where-needed";
  /**
   * An image that holds the shim and starts it, such as one made of this package's `Dockerfile`.
   *
   * @default - a Node image, with the shim's file from a ConfigMap: nothing to build
   */
  readonly image?: string;
  /**
   * The image with Node that runs the shim's file; without `image` only.
   *
   * @default "docker.io/library/node:22-alpine"
   */
  readonly nodeImage?: string;
  /**
   * A folder with the shim's files `sluice-shim.mjs` and `jsonata.mjs`, put into an immutable ConfigMap that is named by
   * their hash; without `image` only.
   *
   * @default - the files of this package
   */
  readonly bundle?: string;
  /**
   * How long one event may take from its arrival to its answer, in whole seconds. A flow that may take longer at worst is
   * refused. Clusters as shipped allow 600 s at most.
   *
   * @default Duration.seconds(300)
   */
  readonly timeout?: Duration;
  /** How many instances run. @default { min: 1, max: 10 } */
  readonly scale?: {
    /** The fewest. With 0, the first event after a pause waits for a start. @default 1 */
    readonly min?: number;
    /** The most, at least `min`. @default - 10, or `min` where that is more */
    readonly max?: number;
  };
  /**
   * What it asks for, and the most it may use.
   *
   * @default - asks for 100m CPU and 128Mi memory; at most 512Mi memory
   */
  readonly resources?: ContainerResources;
  /**
   * More environment variables: `SLUICE_LOG`, and what the program in an image of yours needs.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvValue>>;
}
