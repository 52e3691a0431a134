import type { Contract } from "../contract.ts";
import { checkEventName, sourceEvent, type SourceEventOptions } from "./source-event.ts";

/**
 * GitLab's name of an event, as the types of a GitLabSource carry it: GitLab's header `X-Gitlab-Event` without ` Hook`,
 * in lower case. Its `eventTypes` write the same in another form: `issue` is `issues_events` there.
 */
export type GitLabEventName =
  | "confidential_issue"
  | "confidential_note"
  | "deployment"
  | "feature_flag"
  | "issue"
  | "job"
  | "merge_request"
  | "note"
  | "pipeline"
  | "push"
  | "release"
  | "resource_access_token"
  | "tag_push"
  | "wiki_page";

/** The CloudEvents type of a GitLabSource's events: `sources`, where GitHub's say `source`. */
export type GitLabType<Name extends GitLabEventName = GitLabEventName> = `dev.knative.sources.gitlab.${Name}`;

/**
 * What is asked of GitLab to get an event, by the event's name. The source's own status advertises other types for some
 * (`job_events` as `…gitlab.build`, the confidential ones without the word, three with nothing after the dot): what it
 * sends is what stands here (sources.md §6).
 */
export const GITLAB_HOOKS = {
  confidential_issue: "confidential_issues_events",
  confidential_note: "confidential_note_events",
  deployment: "deployment_events",
  feature_flag: "feature_flag_events",
  issue: "issues_events",
  job: "job_events",
  merge_request: "merge_requests_events",
  note: "note_events",
  pipeline: "pipeline_events",
  push: "push_events",
  release: "releases_events",
  resource_access_token: "resource_access_token_events",
  tag_push: "tag_push_events",
  wiki_page: "wiki_page_events",
} as const satisfies Readonly<Record<GitLabEventName, string>>;

/** Every {@link GitLabEventName}. */
export const GITLAB_EVENTS = Object.keys(GITLAB_HOOKS) as readonly GitLabEventName[];

/**
 * The contract of a GitLabSource's events: `gitlabEvent("merge_request")` is `dev.knative.sources.gitlab.merge_request`.
 * The data are GitLab's webhook payload as it is; there is no subject (sources.md §6).
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function gitlabEvent<const Name extends GitLabEventName, Data = unknown, Input = Data>(
  name: Name,
  options: SourceEventOptions<Input, Data> = {},
): Contract<GitLabType<Name>, Data, Input> {
  checkEventName(name, GITLAB_EVENTS, "A GitLabSource");
  return sourceEvent(`dev.knative.sources.gitlab.${name}`, options, {
    source: "<the source's projectUrl>",
    extensions: { comgitlabevent: "GitLab's own header, such as `Push Hook`" },
  });
}
