import { isObject } from "../is-object.ts";
import { upgradeDestination } from "./destinations.ts";
import type { KindUpgrade } from "./editing.ts";

const FILTER =
  "knative/eventing v0.14 pkg/apis/eventing/v1alpha1/trigger_types.go (TriggerFilterSourceAndType), knative/eventing.md §4.2";

/** Trigger: `filter.sourceAndType` becomes `filter.attributes`, a Trigger without a Broker gets the one it had, `default`. */
export const upgradeTrigger: KindUpgrade = (editing) => {
  const { draft, manifest, version, tell } = editing;
  const filter = manifest.spec?.filter;
  if (isObject(filter) && isObject(filter.sourceAndType) && filter.attributes === undefined) {
    const at = ["spec", "filter", "sourceAndType"];
    tell({ at, message: "spec.filter.sourceAndType is spec.filter.attributes.", source: FILTER });
    for (const field of ["type", "source"]) {
      const value = filter.sourceAndType[field];
      if (value !== "" && value !== "Any") continue;
      tell({
        at: [...at, field],
        message: `${field} ${JSON.stringify(value)} stood for any, which is said by leaving it out.`,
        source: FILTER,
      });
      draft.remove([...at, field]);
    }
    draft.rename(at, "attributes");
  }
  if (version !== "v1" && manifest.spec?.broker === undefined && manifest.spec?.brokerRef === undefined) {
    tell({
      at: ["spec"],
      message: 'The Trigger names no Broker: old versions filled in "default", v1 refuses it. It is written out.',
      source: "knative/eventing v0.14 pkg/apis/eventing/v1alpha1/trigger_defaults.go, knative/eventing.md §4.2",
    });
    draft.set(["spec", "broker"], "default");
  }
  upgradeDestination(editing, ["spec", "subscriber"]);
};
