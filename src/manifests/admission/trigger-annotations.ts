import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import type { Report } from "./fault.ts";

/** The annotation that makes a Trigger wait for an object to be ready. */
const DEPENDENCY = "knative.dev/dependency";
/** The annotation that once made a namespace's default Broker. */
const INJECTION = "eventing.knative.dev/injection";
const SOURCE = "knative/eventing.md §4.2";

/** `trigger-annotation`: the dependency and injection annotations of a Trigger (eventing.md §4.2). */
export function checkTriggerAnnotations(manifest: Manifest, report: Report): void {
  const { annotations } = manifest.metadata;
  if (annotations === undefined) return;
  if (Object.hasOwn(annotations, DEPENDENCY)) checkDependency(annotations[DEPENDENCY] ?? "", manifest, report);
  if (Object.hasOwn(annotations, INJECTION)) checkInjection(annotations[INJECTION] ?? "", manifest, report);
}

function checkDependency(text: string, manifest: Manifest, report: Report): void {
  const at = `metadata.annotations[${DEPENDENCY}]`;
  const fault = (message: string, mend: string, knativeMessage: string, path: string): void =>
    report({
      code: "trigger-annotation",
      stage: "validate",
      field: at,
      message,
      mend,
      source: SOURCE,
      knative: { message: knativeMessage, paths: [path] },
    });
  const ref = parsed(text);
  if (ref === undefined) {
    fault(
      `${DEPENDENCY} is ${JSON.stringify(text)}, which is no reference written as JSON.`,
      'Write it like {"apiVersion": "sources.knative.dev/v1", "kind": "PingSource", "name": "…"}.',
      `The provided annotation was not a corev1.ObjectReference: "${text}"`,
      at,
    );
    return;
  }
  const { namespace } = ref;
  if (typeof namespace === "string" && namespace !== "" && namespace !== (manifest.metadata.namespace ?? "")) {
    fault(
      `${DEPENDENCY} names namespace ${JSON.stringify(namespace)}; a Trigger can wait only for its own.`,
      "Leave namespace out.",
      `Namespace must be empty or equal to the trigger namespace "${manifest.metadata.namespace ?? ""}"`,
      `${at}.namespace`,
    );
  }
  for (const field of ["kind", "name", "apiVersion"]) {
    if (typeof ref[field] === "string" && ref[field] !== "") continue;
    fault(
      `${DEPENDENCY} has no ${field}.`,
      `Write the ${field} of the object to wait for.`,
      "missing field(s)",
      `${at}.${field}`,
    );
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return {};
    const isReference = isObject(value) && FIELDS.every((field) => isTextOrNull(value[field]));
    return isReference ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a Kubernetes ObjectReference, all of them text. */
const FIELDS = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

function isTextOrNull(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function checkInjection(value: string, manifest: Manifest, report: Report): void {
  const broker = typeof manifest.spec?.broker === "string" ? manifest.spec.broker : "";
  const at = `metadata.annotations[${INJECTION}]`;
  if (value !== "enabled" && value !== "disabled") {
    report({
      code: "trigger-annotation",
      stage: "validate",
      field: at,
      message: `${INJECTION} is ${JSON.stringify(value)}; only "enabled" and "disabled" are known.`,
      mend: "Remove the annotation and write the Broker itself.",
      source: SOURCE,
      knative: {
        message: `The provided injection annotation value can only be "enabled" or "disabled", not "${value}"`,
        paths: [at],
      },
    });
  }
  if (broker === "default") return;
  report({
    code: "trigger-annotation",
    stage: "validate",
    field: at,
    message: `${INJECTION} makes the Broker "default", but this Trigger belongs to ${JSON.stringify(broker)}.`,
    mend: "Remove the annotation and write the Broker itself.",
    source: SOURCE,
    knative: {
      message: `The provided injection annotation is only used for default broker, but non-default broker specified here: "${broker}"`,
      paths: [at],
    },
  });
}
