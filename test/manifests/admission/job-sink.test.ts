import { expect, it } from "vitest";
import { parse } from "yaml";
import { featuresOf } from "../../../src/manifests/admission/features.ts";
import { review } from "../../../src/manifests/admission/review.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";

/** The fields that admission complains of in a JobSink with this Job, written as YAML. */
function faultsOf(job: string): readonly string[] {
  const manifest = {
    apiVersion: "sinks.knative.dev/v1alpha1",
    kind: "JobSink",
    metadata: { name: "j", namespace: "shop" },
    spec: { job: parse(job) as unknown },
  };
  return review(manifest, DEFAULT_SETTINGS, featuresOf(DEFAULT_SETTINGS)).faults.map(({ field }) => field);
}

const POD = (container: string, more = "") =>
  `{ spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b, ${container} }] ${more} } } } }`;
const CONTAINER = "spec.job.spec.template.spec.containers[0]";

it.each([
  [POD(""), []],
  [POD("env: [{ name: a b, value: c }, { name: ümlaut }]"), [`${CONTAINER}.env[1].name`]],
  [POD("env: [{ name: a, value: c, valueFrom: { fieldRef: { fieldPath: x } } }]"), [`${CONTAINER}.env[0].valueFrom`]],
  [POD("imagePullPolicy: always"), [`${CONTAINER}.imagePullPolicy`]],
  [POD("ports: [{ containerPort: 0 }]"), [`${CONTAINER}.ports[0].containerPort`]],
  [POD("", ", initContainers: [{ name: a, image: b }]"), ["spec.job.spec.template.spec.initContainers[0].name"]],
  [`{ metadata: { labels: { team: "a b" } }, ${POD("").slice(1)}`, ["spec.job.metadata.labels[team]"]],
  [POD("").replace("spec: { template", "spec: { parallelism: -1, template"), ["spec.job.spec.parallelism"]],
  [POD("").replace("spec: { template", "spec: { selector: {}, template"), ["spec.job.spec.selector"]],
])("judges the Job %s as the API server would", (job, fields) => {
  expect(faultsOf(job)).toEqual(fields);
});
