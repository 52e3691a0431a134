import type { Construct } from "constructs";
import {
  type Contract,
  GITLAB_EVENTS,
  GITLAB_HOOKS,
  type GitLabEventName,
  type GitLabType,
} from "../../src/events/index.ts";
import type { KeyReference } from "../core/container.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { GitLabSourceObject } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** The contract of an event that GitLab sends. Made by `gitlabEvent`. */
export type GitLabContract = Contract<GitLabType>;

/** Properties for {@link GitLabSource}. It takes no `extensions`: the kind has no place for them (sources.md §6). */
export interface GitLabSourceProps<C extends GitLabContract = GitLabContract>
  extends Pick<SourceProps, "sink">,
    SourceObjectProps {
  /** The project's URL: `https://gitlab.com/owner/project`. Events carry it as their source. */
  readonly projectUrl: string;
  /** The contracts of the events it asks GitLab for, at least one: `[gitlabEvent("merge_request", { data })]`. */
  readonly events: readonly C[];
  /** The key of a Secret with an access token for the project. */
  readonly accessToken: KeyReference;
  /** The key of a Secret with the text that GitLab sends along, so that the receiver knows it. */
  readonly secretToken: KeyReference;
  /** Whether GitLab verifies the receiver's certificate. @default false */
  readonly sslverify?: boolean;
  /** The service account its receiver runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
}

/**
 * Sends what happens in a project of GitLab, as `dev.knative.sources.gitlab.push` and the like (sources.md §6):
 * `sources`, where GitHub's types say `source`. Its receiver is a Knative Service that GitLab must be able to reach.
 */
export class GitLabSource<C extends GitLabContract = GitLabContract> extends SourceBase<C> {
  public readonly object: GitLabSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `duplicate-contract` */
  public constructor(scope: Construct, id: string, props: GitLabSourceProps<C>) {
    super(scope, id);
    const { projectUrl, events, accessToken, secretToken, sslverify, serviceAccountName } = props;
    checkClaims(
      { kind: "GitLabSource", construct: this.node.path, declareBy: 'gitlabEvent("push")' },
      events,
      GITLAB_EVENTS.map((name) => `${PREFIX}${name}`),
    );
    this.emits = [...events];
    const object = new GitLabSourceObject(this, MAIN, {
      metadata: emitting(props, events),
      spec: {
        ...this.sourceSpec(props.metadata === undefined ? {} : { metadata: props.metadata }),
        projectUrl,
        eventTypes: events.map(({ type }) => GITLAB_HOOKS[type.slice(PREFIX.length) as GitLabEventName]),
        accessToken: { secretKeyRef: accessToken },
        secretToken: { secretKeyRef: secretToken },
        ...(sslverify === undefined ? {} : { sslverify }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}

const PREFIX = "dev.knative.sources.gitlab.";
