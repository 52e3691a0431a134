import { AuthoringError } from "../../src/diagnostics/index.ts";

/** What an object of some kind can be named. */
export interface NameRule {
  readonly allows: (name: string) => boolean;
  /** The rule in words, after "Use". */
  readonly words: string;
  readonly source: string;
}

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A Knative Service: its name is a host name (serving.md §3.1 META-1). */
export const SERVICE_NAME: NameRule = {
  allows: (name) => LABEL.test(name) && name.length <= 63,
  words: "a DNS label: lower-case letters, digits and dashes, starting with a letter, at most 63 characters",
  source: "knative/serving.md §3.1",
};

/** A kind whose name controllers write into a label: Broker and Trigger (eventing.md §4.2, §5.4), ContainerSource (§5.6). */
export const LABELLED_NAME: NameRule = {
  allows: (name) => SUBDOMAIN.test(name) && name.length <= 63,
  words:
    "lower-case letters, digits, dashes and dots, at most 63 characters, because controllers write it into a label",
  source: "knative/eventing.md §4.2, §5.4, §5.6",
};

/** A kind whose channels' Services are named from it: Channel, InMemoryChannel, Sequence, Parallel (eventing.md §5.1). */
export const CHANNEL_NAME: NameRule = {
  allows: (name) => LABEL.test(name) && name.length <= 230,
  words:
    "lower-case letters, digits and dashes, starting with a letter, at most 230 characters, because the Services of its channels are named from it",
  source: "knative/eventing.md §5.1",
};

/** Any other object. */
export const OBJECT_NAME: NameRule = {
  allows: (name) => SUBDOMAIN.test(name) && name.length <= 253,
  words: "a DNS subdomain: lower-case letters, digits, dashes and dots, at most 253 characters",
  source: "Kubernetes object names",
};

/** @throws {@link AuthoringError} `invalid-name` */
export function checkName(kind: string, name: string, rule: NameRule, construct: string): void {
  if (rule.allows(name)) return;
  throw new AuthoringError({
    code: "invalid-name",
    at: { construct },
    field: "metadata.name",
    message: `A ${kind} cannot be named "${name}".`,
    mend: `Use ${rule.words}; set it with \`metadata: { name }\`, or change the construct's id.`,
    source: rule.source,
  });
}

/** The DNS form of any text: `dev.reports.query.completed.v1` is `dev-reports-query-completed-v1`. */
export function dnsForm(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
