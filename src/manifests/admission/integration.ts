import { isObject } from "../is-object.ts";
import type { Report } from "./fault.ts";
import { unenforced } from "./extensions/findings.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkSourceSpec } from "./source-spec.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a variant needs, with the name Knative prints for it. */
interface Variant {
  readonly field: string;
  readonly printed: string;
  readonly required: readonly string[];
}

const S3: Variant = { field: "s3", printed: "s3", required: ["arn", "region"] };
const SQS: Variant = { field: "sqs", printed: "sqs", required: ["arn", "region"] };
const SNS: Variant = { field: "sns", printed: "sns", required: ["arn", "region"] };
const DYNAMO: Variant = { field: "ddbStreams", printed: "ddb-streams", required: ["table", "region"] };

/**
 * `integration`: one variant of an IntegrationSource, with its credentials. Its sink nobody validates: the ContainerSource
 * that is made of it fails (eventing.md §4.16; sources.md §7.2).
 */
export const admitIntegrationSource: KindRules = (manifest, context, report) => {
  check(specOf(manifest), "timer", [S3, SQS, DYNAMO], "source", report);
  checkSourceSpec(specOf(manifest), context, unenforced(report));
};

/** `integration`: one variant of an IntegrationSink, with its credentials (eventing.md §4.17). */
export const admitIntegrationSink: KindRules = (manifest, _context, report) => {
  check(specOf(manifest), "log", [S3, SQS, SNS], "sink", report);
};

function check(
  spec: Fields,
  plain: string,
  variants: readonly Variant[],
  what: "source" | "sink",
  report: Report,
): void {
  const aws = isObject(spec.aws) ? spec.aws : {};
  const given = variants.filter(({ field }) => aws[field] !== undefined);
  const count = given.length + (spec[plain] === undefined ? 0 : 1);
  const names = [plain, ...variants.map(({ field }) => `aws.${field}`)].join(", ");
  if (count === 0) {
    fault(
      "spec",
      "spec.spec",
      `This object says no kind of ${what}.`,
      `Write one of ${names}.`,
      `at least one ${what} type must be specified`,
      report,
    );
  } else if (count > 1) {
    fault(
      "spec",
      "spec.spec",
      `This object says several kinds of ${what}.`,
      `Keep one of ${names}.`,
      `only one ${what} type can be set`,
      report,
    );
  }
  if (given.length === 0) return;
  checkAuth(aws.auth, report);
  for (const { field, printed, required } of given) {
    const variant = isObject(aws[field]) ? aws[field] : {};
    for (const name of required) {
      if (typeof variant[name] === "string" && variant[name] !== "") continue;
      const at = `spec.aws.${field}.${name}`;
      fault(
        at,
        `spec.aws.${printed}.${name}`,
        `aws.${field} has no ${name}.`,
        `Write its ${name}.`,
        "missing field(s)",
        report,
      );
    }
  }
}

function checkAuth(auth: unknown, report: Report): void {
  const fields = isObject(auth) ? auth : {};
  const ref = isObject(fields.secret) && isObject(fields.secret.ref) ? fields.secret.ref : {};
  const hasSecret = typeof ref.name === "string" && ref.name !== "";
  const hasAccount = typeof fields.serviceAccountName === "string" && fields.serviceAccountName !== "";
  if (hasSecret || hasAccount) return;
  const at = "spec.aws.auth.secret.ref.name";
  fault(
    at,
    at,
    "There are no credentials for AWS.",
    "Name a Secret, or a serviceAccountName.",
    "missing field(s)",
    report,
  );
}

function fault(field: string, printed: string, message: string, mend: string, knative: string, report: Report): void {
  report({
    code: "integration",
    stage: "validate",
    field,
    message,
    mend,
    source: "knative/eventing.md §4.16, §4.17",
    knative: { message: knative, paths: [printed] },
  });
}
