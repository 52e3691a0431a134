import { isObject } from "../is-object.ts";
import { dns1123LabelFaults, labelValueFaults, qualifiedNameFaults } from "../names/kubernetes-names.ts";
import type { Report } from "./fault.ts";
import { type KindRules, specOf } from "./kind-rules.ts";

type Fields = Readonly<Record<string, unknown>>;

const SOURCE = "knative/eventing.md §4.18";

/**
 * `job-sink-job`: the Job that runs for each event. The webhook asks the API server to make it on trial; what can be
 * said without one is said here (eventing.md §4.18, [k8s]).
 */
export const admitJobSink: KindRules = (manifest, context, report) => {
  const { job } = specOf(manifest);
  if (job === undefined) {
    const message = "This JobSink has no job.";
    fault("spec.job", message, "Write spec.job.spec.template.", "expected exactly one, got neither", report);
    return;
  }
  if (!isObject(job)) return;
  const metadata = isObject(job.metadata) ? job.metadata : {};
  const namespace = typeof metadata.namespace === "string" ? metadata.namespace : "";
  if (namespace !== "" && namespace !== context.namespace) {
    invalid("spec.job.metadata.namespace", "The Job must be of the JobSink's own namespace.", "Remove it.", report);
  }
  checkLabels(metadata, "spec.job.metadata", report);
  const spec = isObject(job.spec) ? job.spec : {};
  for (const field of NEVER_NEGATIVE) {
    const value = spec[field];
    if (typeof value === "number" && value < 0)
      invalid(`spec.job.spec.${field}`, `${field} is ${value}.`, "Write 0 or more.", report);
  }
  if (isObject(spec.selector) && spec.manualSelector !== true) {
    invalid("spec.job.spec.selector", "A Job's selector is made by the cluster.", "Remove it.", report);
  }
  oneOf(spec, "completionMode", ["NonIndexed", "Indexed"], "spec.job.spec", report);
  const template = isObject(spec.template) ? spec.template : {};
  checkLabels(isObject(template.metadata) ? template.metadata : {}, "spec.job.spec.template.metadata", report);
  checkPod(isObject(template.spec) ? template.spec : {}, "spec.job.spec.template.spec", report);
};

const NEVER_NEGATIVE = [
  "backoffLimit",
  "completions",
  "parallelism",
  "activeDeadlineSeconds",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

/** Labels and annotations of the Job and its pods are judged as those of every object. */
function checkLabels(metadata: Fields, at: string, report: Report): void {
  for (const field of ["labels", "annotations"]) {
    const map = metadata[field];
    if (!isObject(map)) continue;
    for (const [key, value] of Object.entries(map)) {
      const faults = [
        ...qualifiedNameFaults(field === "annotations" ? key.toLowerCase() : key),
        ...(field === "labels" && typeof value === "string" ? labelValueFaults(value) : []),
      ];
      if (faults.length === 0) continue;
      const told = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
      invalid(`${at}.${field}[${key}]`, `${told} is not allowed: ${faults.join("; ")}.`, "Write another one.", report);
    }
  }
}

function oneOf(object: Fields, field: string, values: readonly string[], at: string, report: Report): void {
  const value = text(object[field]);
  if (value === "" || values.includes(value)) return;
  invalid(`${at}.${field}`, `${field} is ${JSON.stringify(value)}.`, `Write one of ${values.join(", ")}.`, report);
}

function checkPod(pod: Fields, at: string, report: Report): void {
  if (pod.restartPolicy !== "OnFailure" && pod.restartPolicy !== "Never") {
    invalid(
      `${at}.restartPolicy`,
      "A Job says what becomes of a failed container.",
      "Write OnFailure or Never.",
      report,
    );
  }
  const volumes = namesOf(pod.volumes, `${at}.volumes`, "volume", report);
  const containers = objects(pod.containers);
  if (containers.length === 0) invalid(`${at}.containers`, "The Job has no container.", "Add one.", report);
  const names = namesOf(pod.containers, `${at}.containers`, "container", report);
  namesOf(pod.initContainers, `${at}.initContainers`, "container", report, names);
  for (const field of ["containers", "initContainers"]) {
    objects(pod[field]).forEach((container, index) =>
      checkContainer(container, `${at}.${field}[${index}]`, volumes, report),
    );
  }
}

function checkContainer(container: Fields, at: string, volumes: ReadonlySet<string>, report: Report): void {
  if (text(container.image) === "") invalid(`${at}.image`, "This container has no image.", "Write its image.", report);
  oneOf(container, "imagePullPolicy", ["Always", "IfNotPresent", "Never"], at, report);
  objects(container.env).forEach((variable, index) => {
    const place = `${at}.env[${index}]`;
    const name = text(variable.name);
    // Since Kubernetes 1.34 any printable ASCII but the equals sign.
    if (name === "") invalid(`${place}.name`, "This variable has no name.", "Write its name.", report);
    else if (!/^[ -<>-~]+$/.test(name)) {
      const message = `${JSON.stringify(name)} is no name of a variable.`;
      invalid(`${place}.name`, message, "Use letters, digits and _.", report);
    }
    if (text(variable.value) !== "" && variable.valueFrom !== undefined) {
      invalid(`${place}.valueFrom`, "This variable has value and valueFrom.", "Keep one of them.", report);
    }
  });
  objects(container.ports).forEach((port, index) => {
    const { containerPort } = port;
    if (typeof containerPort === "number" && containerPort >= 1 && containerPort <= 65_535) return;
    invalid(`${at}.ports[${index}].containerPort`, "A port is 1 to 65535.", "Write another one.", report);
  });
  const paths = new Set<string>();
  objects(container.volumeMounts).forEach((mount, index) => {
    const place = `${at}.volumeMounts[${index}]`;
    const name = text(mount.name);
    const path = text(mount.mountPath);
    if (!volumes.has(name)) {
      invalid(
        `${place}.name`,
        `There is no volume ${JSON.stringify(name)}.`,
        "Add the volume, or correct the name.",
        report,
      );
    }
    if (path === "" || paths.has(path))
      invalid(`${place}.mountPath`, "Each mount needs a path of its own.", "Write another path.", report);
    paths.add(path);
  });
}

function namesOf(
  value: unknown,
  at: string,
  what: string,
  report: Report,
  taken: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const names = new Set(taken);
  objects(value).forEach((item, index) => {
    const name = text(item.name);
    const faults = name === "" ? ["it is missing"] : dns1123LabelFaults(name);
    if (names.has(name) && faults.length === 0) {
      invalid(`${at}[${index}].name`, `There are two of name ${JSON.stringify(name)}.`, "Rename one.", report);
    }
    if (faults.length > 0) {
      invalid(
        `${at}[${index}].name`,
        `The ${what}'s name ${JSON.stringify(name)}: ${faults.join("; ")}.`,
        "Write another name.",
        report,
      );
    }
    names.add(name);
  });
  return names;
}

/** Whatever the API server says of the Job, Knative prints at `spec.job`. */
function invalid(field: string, message: string, mend: string, report: Report): void {
  report({
    code: "job-sink-job",
    stage: "validate",
    field,
    message,
    mend,
    source: SOURCE,
    knative: { message: "the Job is invalid", paths: ["spec.job"] },
  });
}

function fault(field: string, message: string, mend: string, knative: string, report: Report): void {
  report({
    code: "job-sink-job",
    stage: "validate",
    field,
    message,
    mend,
    source: SOURCE,
    knative: { message: knative, paths: [field] },
  });
}

function objects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : {})) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
