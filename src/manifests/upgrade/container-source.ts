import { upgradeDestination } from "./destinations.ts";
import type { KindUpgrade } from "./editing.ts";

const SOURCE = "knative/eventing v0.14 pkg/apis/sources/v1alpha1/containersource_types.go, knative/sources.md §9";
const OF_CONTAINER = ["image", "args", "env"];

/** ContainerSource: `image`, `args` and `env` become a container of `template`. */
export const upgradeContainerSource: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const spec = manifest.spec ?? {};
  const old = Object.keys(spec).filter((field) => OF_CONTAINER.includes(field) || field === "serviceAccountName");
  const first = old[0];
  if (first !== undefined && spec.template !== undefined) {
    for (const field of old) {
      tell({
        at: ["spec", field],
        message: `spec.${field} is taken out: beside a template it was ignored.`,
        source: SOURCE,
      });
      draft.remove(["spec", field]);
    }
  } else if (first !== undefined) {
    tell({
      at: ["spec", first],
      message:
        'spec.image, spec.args, spec.env and spec.serviceAccountName are those of a container in spec.template. Containers of old got their sink as the argument "--sink=" and the variable SINK; today only K_SINK is set: the image has to read that.',
      source: SOURCE,
      needsEyes: true,
    });
    draft.set(["spec", "template"], { spec: { containers: [{}] } }, first);
    for (const field of old) {
      const pod = ["spec", "template", "spec"];
      draft.move(["spec", field], OF_CONTAINER.includes(field) ? [...pod, "containers", 0, field] : [...pod, field]);
    }
  }
  upgradeDestination(editing, ["spec", "sink"]);
};
