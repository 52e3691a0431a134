import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { changed, withSpec } from "./references.ts";

type Fields = Readonly<Record<string, unknown>>;

const MODE = { name: "K_EXECUTION_MODE", value: "batch" };

/** JobSink: every container is told that it runs as a batch (eventing.md §4.18). */
export const defaultJobSink: Defaults = (manifest) => {
  const job = manifest.spec?.job;
  const spec = isObject(job) ? job.spec : undefined;
  const template = isObject(spec) ? spec.template : undefined;
  const pod = isObject(template) ? template.spec : undefined;
  if (!isObject(job) || !isObject(spec) || !isObject(template) || !isObject(pod)) return manifest;
  let told = pod;
  for (const field of ["containers", "initContainers"]) {
    const containers: unknown = pod[field];
    if (Array.isArray(containers)) told = changed(told, field, containers.map(withMode));
  }
  const inTemplate = changed(template, "spec", told);
  return withSpec(manifest, { job: changed(job, "spec", changed(spec, "template", inTemplate)) });
};

function withMode(container: unknown): unknown {
  if (!isObject(container)) return container;
  const env: readonly unknown[] = Array.isArray(container.env) ? container.env : [];
  if (env.some((variable) => isObject(variable) && variable.name === MODE.name)) return container;
  const result: Fields = { ...container, env: [...env, MODE] };
  return result;
}
