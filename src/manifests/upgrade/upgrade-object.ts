import { successorOf } from "../kinds/successors.ts";
import { groupOf, type Manifest } from "../manifest.ts";
import { upgradeDeadLetterSinks } from "./destinations.ts";
import type { Editing } from "./editing.ts";
import { upgradeReferences } from "./references.ts";
import { upgradesOf } from "./registry.ts";

/** Groups whose objects hold references to Knative's kinds. */
const REFERRING = /(?:^|\.)knative\.dev$|^events\.cloud\.google\.com$|^camel\.apache\.org$/;

/**
 * Rewrites one object into today's form: what its kind needs, then references, then its own version and kind.
 *
 * @throws {@link NoUpgrade} before anything is edited or in the middle of it: the draft is of no use then
 */
export function upgradeObject(editing: Editing): void {
  const { manifest, draft, tell } = editing;
  const group = groupOf(manifest.apiVersion);
  const successor = successorOf(manifest.apiVersion, manifest.kind);
  if (successor !== undefined) tellSuccessor(manifest, successor, tell);
  for (const upgrade of upgradesOf(group, manifest.kind)) upgrade(editing);
  if (REFERRING.test(group) && group !== "serving.knative.dev") {
    upgradeDeadLetterSinks(editing);
    upgradeReferences(editing);
  }
  if (successor === undefined) return;
  if (successor.apiVersion !== manifest.apiVersion) draft.set(["apiVersion"], successor.apiVersion);
  if (successor.kind !== manifest.kind) draft.set(["kind"], successor.kind);
}

function tellSuccessor(
  manifest: Manifest,
  successor: { apiVersion: string; kind: string },
  tell: Editing["tell"],
): void {
  const { apiVersion, kind } = manifest;
  const message =
    successor.kind === kind
      ? `${kind} of ${apiVersion} is ${successor.apiVersion}.`
      : `${kind} of ${apiVersion} is ${successor.kind} of ${successor.apiVersion}.`;
  tell({ at: ["apiVersion"], message, source: sourceOf(groupOf(apiVersion)) });
}

function sourceOf(group: string): string {
  if (group === "serving.knative.dev") return "knative/serving.md §1";
  if (/^(?:eventing|messaging|flows)\.knative\.dev$/.test(group)) return "knative/eventing.md §2";
  return "knative/sources.md §0";
}
