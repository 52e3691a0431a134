import { isObject } from "../is-object.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkSourceSpec } from "./source-spec.ts";

const SOURCE = "knative/eventing.md §4.14";

/** `container-source-template`: at least one container, each with a name and an image (eventing.md §4.14). */
export const admitContainerSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const template = isObject(spec.template) && isObject(spec.template.spec) ? spec.template.spec : {};
  const containers: readonly unknown[] = Array.isArray(template.containers) ? template.containers : [];
  if (containers.length === 0) {
    report({
      code: "container-source-template",
      stage: "validate",
      field: "spec.template.spec.containers",
      message: "This ContainerSource has no container, so nothing would send events.",
      mend: "Add a container with an image.",
      source: SOURCE,
      knative: { message: "missing field(s)", paths: ["spec.containers"] },
    });
  }
  containers.forEach((container, index) => {
    for (const field of ["name", "image"]) {
      const value = isObject(container) ? container[field] : undefined;
      if (typeof value === "string" && value !== "") continue;
      report({
        code: "container-source-template",
        stage: "validate",
        field: `spec.template.spec.containers[${index}].${field}`,
        message: `Container ${index} has no ${field}.`,
        mend: field === "image" ? "Write the image that sends the events." : "Write a name.",
        source: SOURCE,
        knative: { message: "missing field(s)", paths: [`spec.containers[${index}].${field}`] },
      });
    }
  });
  checkSourceSpec(spec, context, report);
};
