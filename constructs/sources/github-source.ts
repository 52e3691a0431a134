import type { Construct } from "constructs";
import { type Contract, GITHUB_EVENTS, type GitHubType } from "../../src/events/index.ts";
import type { KeyReference } from "../core/container.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { GitHubSourceObject, type GitHubSourceSpec } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** The contract of an event that GitHub sends. Made by `githubEvent`. */
export type GitHubContract = Contract<GitHubType>;

/** Properties for {@link GitHubSource}. */
export interface GitHubSourceProps<C extends GitHubContract = GitHubContract> extends SourceProps, SourceObjectProps {
  /** The repository, `owner/repository`; or an organization, for all of its repositories. */
  readonly ownerAndRepository: string;
  /** The contracts of the events it asks GitHub for, at least one: `[githubEvent("push", { data })]`. */
  readonly events: readonly C[];
  /** The key of a Secret with an access token of the scopes `public_repo` (or `repo`) and `admin:repo_hook`. */
  readonly accessToken: KeyReference;
  /** The key of a Secret with the text that GitHub signs its requests with. */
  readonly secretToken: KeyReference;
  /**
   * The API of a GitHub of your own: `https://github.example.com/api/v3/`.
   *
   * @default "https://api.github.com/"
   */
  readonly githubAPIURL?: string;
  /**
   * Whether GitHub is to use https. Writing false has no effect: the hook is https then too (sources.md §5).
   *
   * @default - https
   */
  readonly secure?: boolean;
  /** The service account its receiver runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
}

/**
 * Sends what happens in a repository or organization of GitHub, as `dev.knative.source.github.push` and the like
 * (sources.md §5): `source`, where GitLab's types say `sources`.
 *
 * - Its receiver is a Knative Service that GitHub must be able to reach: Serving is needed, and a public domain.
 * - It has no delivery of its own: an event its sink refuses for good is lost.
 */
export class GitHubSource<C extends GitHubContract = GitHubContract> extends SourceBase<C> {
  public readonly object: GitHubSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `duplicate-contract`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: GitHubSourceProps<C>) {
    super(scope, id);
    const { ownerAndRepository, events, accessToken, secretToken, githubAPIURL, secure, serviceAccountName } = props;
    checkClaims(
      { kind: "GitHubSource", construct: this.node.path, declareBy: 'githubEvent("push")' },
      events,
      GITHUB_EVENTS.map((name) => `${PREFIX}${name}`),
    );
    this.emits = [...events];
    const object = new GitHubSourceObject(this, MAIN, {
      metadata: emitting(props, events),
      spec: {
        ...this.sourceSpec(props),
        ownerAndRepository,
        eventTypes: events.map(({ type }) => type.slice(PREFIX.length) as GitHubSourceSpec["eventTypes"][number]),
        accessToken: { secretKeyRef: accessToken },
        secretToken: { secretKeyRef: secretToken },
        ...(githubAPIURL === undefined ? {} : { githubAPIURL }),
        ...(secure === undefined ? {} : { secure }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}

const PREFIX = "dev.knative.source.github.";
