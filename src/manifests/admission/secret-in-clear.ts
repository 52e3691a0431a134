import { isObject } from "../is-object.ts";
import { groupOf, type Manifest } from "../manifest.ts";
import type { Report } from "./fault.ts";

type Path = readonly string[];

const TEMPLATE: Path = ["spec", "template", "spec"];

/** Where objects hold the specification of pods. */
const POD_SPECS: Readonly<Record<string, Path>> = {
  "serving.knative.dev/Service": TEMPLATE,
  "serving.knative.dev/Configuration": TEMPLATE,
  "serving.knative.dev/Revision": ["spec"],
  "sources.knative.dev/ContainerSource": TEMPLATE,
  "sinks.knative.dev/JobSink": ["spec", "job", ...TEMPLATE],
  "apps/Deployment": TEMPLATE,
  "apps/StatefulSet": TEMPLATE,
  "apps/DaemonSet": TEMPLATE,
  "apps/ReplicaSet": TEMPLATE,
  "batch/Job": TEMPLATE,
  "batch/CronJob": ["spec", "jobTemplate", ...TEMPLATE],
  "/Pod": ["spec"],
};

/**
 * `secret-in-clear`: a password or key that stands in a manifest is read by everyone who reads the repository, the
 * object or the output of a build. No cluster refuses it. The value itself is never printed.
 */
export function checkSecretsInClear(manifest: Manifest, report: Report): void {
  const path = POD_SPECS[`${groupOf(manifest.apiVersion)}/${manifest.kind}`];
  if (path === undefined) return;
  let pod: unknown = manifest;
  for (const part of path) pod = isObject(pod) ? pod[part] : undefined;
  if (!isObject(pod)) return;
  for (const list of ["containers", "initContainers"]) {
    const containers = pod[list];
    if (!Array.isArray(containers)) continue;
    for (const [index, container] of containers.entries()) {
      if (isObject(container)) checkEnv(container.env, `${path.join(".")}.${list}[${index}].env`, report);
    }
  }
}

function checkEnv(env: unknown, where: string, report: Report): void {
  if (!Array.isArray(env)) return;
  for (const [index, variable] of env.entries()) {
    if (!isObject(variable)) continue;
    const { name, value } = variable;
    if (typeof name !== "string" || typeof value !== "string") continue;
    const what = secretIn(name, value);
    if (what === undefined) continue;
    report({
      code: "secret-in-clear",
      stage: "none",
      severity: "warning",
      field: `${where}[${index}].value`,
      message: `${name} holds ${what} in clear: whoever reads this manifest has it.`,
      mend: "Put it into a Secret, and write valueFrom: { secretKeyRef: { name: …, key: … } } instead of value.",
      source: "common practice: Kubernetes has Secrets for this",
    });
  }
}

/** What kind of secret a variable holds; undefined where it probably holds none. */
function secretIn(name: string, value: string): string | undefined {
  if (value.length > LONGEST) return undefined;
  if (URL_WITH_PASSWORD.test(value)) return "a URL with a password";
  if (KNOWN_KEYS.some((key) => key.test(value))) return "a key";
  return isSecretName(name) && isLiteral(value) ? "what looks like a secret" : undefined;
}

/** Longer values are files, which patterns would search for long. */
const LONGEST = 10_000;

/** `amqp://user:password@host`; what another variable fills in is no password yet. */
const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,200}:(?!\$[({]|\{\{|<)[^\s/@]{1,200}@/i;

/** Keys that are known by their form: private keys, AWS, GitHub, GitLab, Slack. */
const KNOWN_KEYS = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/,
  /^AKIA[0-9A-Z]{16}$/,
  /^gh[oprsu]_[A-Za-z0-9]{36,}$/,
  /^glpat-[\w-]{20,}$/,
  /^xox[abprs]-[\w-]{10,}$/,
];

const SECRET_WORDS = new Set([
  "PASSWORD",
  "PASSWD",
  "PASS",
  "PWD",
  "PASSPHRASE",
  "SECRET",
  "TOKEN",
  "APIKEY",
  "CREDENTIALS",
]);
/** `API_KEY` and `PRIVATE_KEY` are secrets, `ROUTING_KEY` and `PUBLIC_KEY` are not. */
const KEY_WORDS = new Set(["API", "ACCESS", "SECRET", "PRIVATE", "ENCRYPTION", "SIGNING", "AUTH"]);

/** Whether a name ends in the word for a secret: `DB_PASSWORD`, `githubToken`; not `TOKEN_LIMIT` or `SECRET_NAME`. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
    .toUpperCase()
    .split(/[_.-]+/)
    .filter((word) => !/^\d*$/.test(word));
  const last = words.at(-1) ?? "";
  // `PWD` alone is the directory a shell stands in.
  if (words.length === 1 && last === "PWD") return false;
  return SECRET_WORDS.has(last) || (last === "KEY" && KEY_WORDS.has(words.at(-2) ?? ""));
}

/** Not empty, no switch, no path of a file that holds the secret, nothing that is filled in later. */
function isLiteral(value: string): boolean {
  return (
    value.trim() !== "" && !/^(?:true|false|yes|no|on|off)$/i.test(value) && !/^(?:\.{0,2}\/|\$[({]|\{\{|<)/.test(value)
  );
}
