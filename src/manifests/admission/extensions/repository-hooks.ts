import { isObject } from "../../is-object.ts";
import { parseGoUrl } from "../../schema/index.ts";
import { checkDestination } from "../destination.ts";
import type { Report } from "../fault.ts";
import { type KindRules, specOf } from "../kind-rules.ts";
import { checkSourceSpec } from "../source-spec.ts";
import { findingsOf } from "./findings.ts";

const GITHUB = "knative/sources.md §5";
const GITLAB = "knative/sources.md §6";

/** `github-source`, with the rules of every source, in a GitHubSource (sources.md §5). */
export const admitGitHubSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const { doubtful } = findingsOf("github-source", GITHUB, report);
  checkSourceSpec(spec, context, report);
  checkOneSink(spec.sink, GITHUB, report);
  const { ownerAndRepository: repository } = spec;
  if (typeof repository === "string" && repository !== "" && !/^[^/\s:]+(\/[^/\s:]+)?$/.test(repository)) {
    const isPlaceholder = /[<>]/.test(repository);
    const meant = /github\.[^/]+\/([^/\s]+\/[^/\s]+?)(\.git)?\/?$/.exec(repository)?.[1];
    doubtful(
      "spec.ownerAndRepository",
      isPlaceholder
        ? `ownerAndRepository is still the placeholder ${JSON.stringify(repository)}.`
        : `ownerAndRepository is ${JSON.stringify(repository)}, which is neither owner/repository nor an organization.`,
      meant === undefined ? "Write it like knative/eventing." : `Did you mean ${JSON.stringify(meant)}?`,
    );
  }
  if (spec.secure === false) {
    doubtful(
      "spec.secure",
      "secure: false changes nothing: the hook is made with https all the same.",
      "Leave it out, and give the adapter an address that GitHub reaches by https.",
    );
  }
};

/** `gitlab-source`: an absolute project URL and one sink, in a GitLabSource (sources.md §6). */
export const admitGitLabSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  // That it is there the definition asks itself.
  if (spec.sink !== undefined) checkDestination(spec.sink, "spec.sink", context, report);
  checkOneSink(spec.sink, GITLAB, report);
  if (typeof spec.projectUrl !== "string" || isAbsolute(spec.projectUrl)) return;
  findingsOf("gitlab-source", GITLAB, report).refused(
    "spec.projectUrl",
    `projectUrl is ${JSON.stringify(spec.projectUrl)}, which is no URL.`,
    "Write the project's whole address, such as https://gitlab.com/owner/project.",
  );
};

function isAbsolute(text: string): boolean {
  const url = parseGoUrl(text);
  return url.fault === undefined && url.scheme !== "" && url.host !== "";
}

/** Their definitions want exactly one, also where others add a relative uri to a ref (sources.md §5, §6). */
function checkOneSink(sink: unknown, source: string, report: Report): void {
  if (!isObject(sink) || sink.ref === undefined || typeof sink.uri !== "string") return;
  const url = parseGoUrl(sink.uri);
  // An absolute one the rule of destinations tells.
  if (url.fault !== undefined || url.scheme !== "") return;
  report({
    code: "invalid-destination",
    stage: "schema",
    field: "spec.sink.uri",
    message: "The sink has both ref and uri; this kind of source takes exactly one.",
    mend: "Remove the uri, or write the whole address and remove the ref.",
    source,
  });
}
