import { isObject } from "../is-object.ts";
import { upgradeDestination } from "./destinations.ts";
import type { KindUpgrade } from "./editing.ts";

const OLD =
  "knative/eventing v0.14 pkg/apis/sources/v1alpha1/apiserver_types.go and apiserver_conversion.go, knative/eventing.md §4.13";
const EVENTS = "knative/sources.md §9";

/** ApiServerSource: the mode's name, and selectors of resources. */
export const upgradeApiServerSource: KindUpgrade = (editing) => {
  const { draft, manifest, version, tell } = editing;
  const mode = manifest.spec?.mode;
  if (mode === "Ref") {
    tell({ at: ["spec", "mode"], message: "Mode Ref is called Reference.", source: OLD });
    draft.set(["spec", "mode"], "Reference");
  }
  if (version === "v1alpha1" && mode === undefined) {
    tell({ at: ["spec"], message: "The source names no mode: v1alpha1 and v1 both send references.", source: OLD });
  }
  const resources: unknown = manifest.spec?.resources;
  for (const [index, resource] of Array.isArray(resources) ? resources.entries() : []) {
    if (!isObject(resource)) continue;
    const at = ["spec", "resources", index];
    if (resource.labelSelector !== undefined && resource.selector === undefined) {
      tell({ at: [...at, "labelSelector"], message: "labelSelector is selector.", source: OLD });
      draft.rename([...at, "labelSelector"], "selector");
    }
    if (resource.controllerSelector !== undefined || resource.controller !== undefined) {
      for (const field of ["controllerSelector", "controller"]) {
        if (resource[field] === undefined) continue;
        tell({
          at: [...at, field],
          message: `${field} is taken out, as Knative's own conversion did: spec.owner says for all resources whose owned objects are watched.`,
          source: OLD,
          needsEyes: true,
        });
        draft.remove([...at, field]);
      }
    }
  }
  upgradeDestination(editing, ["spec", "sink"]);
};

/** KubernetesEventSource: an ApiServerSource of core/v1 Events. */
export const upgradeKubernetesEventSource: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  tell({
    at: ["kind"],
    message:
      'It becomes an ApiServerSource of Events. What it emits changes: type "dev.knative.k8s.event" becomes "dev.knative.apiserver.resource.add", ".update" and ".delete", and the source is the address of the API server. Who filters on them has to change as well. Its service account needs get, list and watch on events.',
    source: EVENTS,
    needsEyes: true,
  });
  draft.set(["spec", "resources"], [{ apiVersion: "v1", kind: "Event" }]);
  draft.set(["spec", "mode"], "Resource");
  const watched = manifest.spec?.namespace;
  if (watched !== undefined) {
    const isOwn =
      watched === manifest.metadata.namespace || (manifest.metadata.namespace === undefined && watched === "default");
    tell({
      at: ["spec", "namespace"],
      message: isOwn
        ? "spec.namespace is taken out: an ApiServerSource watches its own namespace."
        : "spec.namespace is a namespaceSelector on the label every namespace carries.",
      source: "knative/eventing.md §4.13",
    });
    if (!isOwn) draft.set(["spec", "namespaceSelector"], { matchLabels: { "kubernetes.io/metadata.name": watched } });
    draft.remove(["spec", "namespace"]);
  }
  upgradeDestination(editing, ["spec", "sink"]);
};
