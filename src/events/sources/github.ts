import type { Contract } from "../contract.ts";
import { checkEventName, sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** GitHub's name of an event, as a GitHubSource's `eventTypes` and its types carry it. */
export type GitHubEventName =
  | "check_suite"
  | "commit_comment"
  | "create"
  | "delete"
  | "deployment"
  | "deployment_status"
  | "fork"
  | "gollum"
  | "installation"
  | "integration_installation"
  | "issue_comment"
  | "issues"
  | "label"
  | "member"
  | "membership"
  | "milestone"
  | "org_block"
  | "organization"
  | "page_build"
  | "ping"
  | "project"
  | "project_card"
  | "project_column"
  | "public"
  | "pull_request"
  | "pull_request_review"
  | "pull_request_review_comment"
  | "push"
  | "release"
  | "repository"
  | "status"
  | "team"
  | "team_add"
  | "watch";

/** The CloudEvents type of a GitHubSource's events: `source`, where GitLab's say `sources`. */
export type GitHubType<Name extends GitHubEventName = GitHubEventName> = `dev.knative.source.github.${Name}`;

/** What the subject is, and the extension attributes beside those that every event may have. */
type Facts = readonly [subject: string | undefined, extensions: string];

const ACTION = "the event's action";
const NUMBER = "the number or id of what the event is about";

/** Every event (sources.md §5). */
const EVENTS: Readonly<Record<GitHubEventName, Facts>> = {
  check_suite: [NUMBER, ""],
  commit_comment: ["last part of the comment's URL", ""],
  create: ["what was created: branch, tag or repository", "ref"],
  delete: ["what was deleted: branch or tag", "ref"],
  deployment: [NUMBER, ""],
  deployment_status: [NUMBER, ""],
  fork: [NUMBER, ""],
  gollum: ["names of the pages, separated by commas", ""],
  installation: [undefined, ""],
  integration_installation: [undefined, ""],
  issue_comment: ["last part of the comment's URL", ""],
  issues: ["number of the issue", "label assignee"],
  label: ["name of the label", "label"],
  member: [NUMBER, ""],
  membership: ["id of the member", "scope"],
  milestone: [NUMBER, ""],
  org_block: [ACTION, ""],
  organization: [ACTION, ""],
  page_build: [NUMBER, ""],
  ping: ["id of the hook", ""],
  project: [ACTION, ""],
  project_card: [ACTION, ""],
  project_column: [ACTION, ""],
  public: [NUMBER, ""],
  pull_request: ["number of the pull request", "installation number label assignee"],
  pull_request_review: ["id of the review", "installation review"],
  pull_request_review_comment: ["id of the comment", "installation"],
  push: [
    "last part of the compare URL, such as a10867b14bb7...000000000000",
    "installation pusher ref created deleted forced",
  ],
  release: ["name of the tag", "installation release"],
  repository: [NUMBER, ""],
  status: ["SHA of the commit", "state name context"],
  team: [NUMBER, ""],
  team_add: [undefined, ""],
  watch: [undefined, ""],
};

/** Every {@link GitHubEventName}. */
export const GITHUB_EVENTS = Object.keys(EVENTS) as readonly GitHubEventName[];

/**
 * The contract of a GitHubSource's events: `githubEvent("push", { data: z.object({ ref: z.string() }) })` is
 * `dev.knative.source.github.push`. The data are GitHub's webhook payload as it is (sources.md §5).
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function githubEvent<const Name extends GitHubEventName, Data = unknown, Input = Data>(
  name: Name,
  options: SourceEventOptions<Input, Data> = {},
): Contract<GitHubType<Name>, Data, Input> {
  checkEventName(name, GITHUB_EVENTS, "A GitHubSource");
  const [subject, own] = EVENTS[name];
  const common = name === "push" ? "owner repository sender" : "owner repository sender action";
  const names = `${common} ${own}`.split(" ").filter((attribute) => attribute !== "");
  return sourceEvent(`dev.knative.source.github.${name}`, options, {
    source: "https://github.com/<owner>/<repository>",
    ...(subject === undefined ? {} : { subject }),
    extensions: Object.fromEntries(
      names.map((attribute) => [attribute, `${attribute} of the payload, where it has one`]),
    ),
  });
}
