import { upgradeDestination } from "./destinations.ts";
import type { Editing, KindUpgrade } from "./editing.ts";

const CHOICE = "knative/eventing v0.8 pkg/apis/messaging/v1alpha1/choice_types.go, knative/eventing.md §5.3";

/** Sequence: references without `ref` (eventing.md §4.6). */
export const upgradeSequence: KindUpgrade = (editing) => {
  for (const index of indices(editing.manifest.spec?.steps)) upgradeDestination(editing, ["spec", "steps", index]);
  upgradeDestination(editing, ["spec", "reply"]);
};

/** Parallel: references without `ref` (eventing.md §4.7). */
export const upgradeParallel: KindUpgrade = (editing) => {
  upgradeBranches(editing, "branches");
  upgradeDestination(editing, ["spec", "reply"]);
};

/** Choice: its cases are the branches of a Parallel, which runs every branch that passes. */
export const upgradeChoice: KindUpgrade = (editing) => {
  const { draft, tell } = editing;
  upgradeBranches(editing, "cases");
  tell({
    at: ["spec", "cases"],
    message:
      "spec.cases is spec.branches. A Choice was written so that the first case that passes takes the event; a Parallel runs every branch whose filter passes. Make the filters exclude each other.",
    source: CHOICE,
    needsEyes: true,
  });
  draft.rename(["spec", "cases"], "branches");
  upgradeDestination(editing, ["spec", "reply"]);
};

function upgradeBranches(editing: Editing, name: string): void {
  for (const index of indices(editing.manifest.spec?.[name])) {
    for (const part of ["filter", "subscriber", "reply"]) upgradeDestination(editing, ["spec", name, index, part]);
  }
}

function indices(list: unknown): readonly number[] {
  return Array.isArray(list) ? [...list.keys()] : [];
}
