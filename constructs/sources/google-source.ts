import type { KeyReference } from "../core/container.ts";
import type { SourceProps } from "./sink.ts";
import type { SourceObjectProps } from "./source-base.ts";

/** What the sources of knative-gcp have in common (sources.md §10). Nothing but the sink and `extensions` can change. */
export interface GoogleSourceProps extends SourceProps, SourceObjectProps {
  /** The project's id. @default - the cluster's own, asked of Google's metadata server */
  readonly project?: string;
  /**
   * With what it authenticates: a service account of the cluster that Workload Identity trusts, or the key of a Secret with
   * a key file.
   *
   * @default - the Secret `google-cloud-key`, key `key.json`
   */
  readonly credentials?: GoogleCredentials;
}

/** A service account of the cluster, or the key of a Secret; one of the two. */
export type GoogleCredentials =
  | {
      /** The service account's name. */
      readonly serviceAccountName: string;
      readonly secret?: undefined;
    }
  | {
      /** The key of a Secret that holds a key file of Google's. */
      readonly secret: KeyReference;
      readonly serviceAccountName?: undefined;
    };

/** The fields of the spec that all of them have. */
export function googleSpec({ project, credentials }: GoogleSourceProps) {
  return {
    ...(project === undefined ? {} : { project }),
    ...(credentials?.serviceAccountName === undefined ? {} : { serviceAccountName: credentials.serviceAccountName }),
    ...(credentials?.secret === undefined ? {} : { secret: credentials.secret }),
  };
}
