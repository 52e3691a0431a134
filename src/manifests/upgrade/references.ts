import { isObject } from "../is-object.ts";
import { successorOf } from "../kinds/successors.ts";
import { fieldOf, type Path } from "./draft.ts";
import type { Editing } from "./editing.ts";

/**
 * Rewrites references to kinds and versions of Knative that no cluster serves: a reference to `eventing.knative.dev/v1beta1`
 * Broker is admitted, but never resolves (eventing.md §2, §5.5). References whose kind has no successor stay.
 */
export function upgradeReferences({ draft, tell }: Editing): void {
  const pending: { readonly value: unknown; readonly at: Path }[] = [{ value: draft.get(["spec"]), at: ["spec"] }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { value, at } = next;
    if (Array.isArray(value)) {
      pending.push(...value.map((item: unknown, index) => ({ value: item, at: [...at, index] })));
      continue;
    }
    if (!isObject(value)) continue;
    const { apiVersion, kind } = value;
    const successor =
      typeof apiVersion === "string" && typeof kind === "string" ? successorOf(apiVersion, kind) : undefined;
    if (successor !== undefined) {
      const was = `${String(kind)} of ${String(apiVersion)}`;
      const now = kind === successor.kind ? successor.apiVersion : `${successor.kind} of ${successor.apiVersion}`;
      tell({
        at: [...at, "apiVersion"],
        message: `${fieldOf(at)} names ${was}, which no cluster serves: it would never resolve. It is ${now} today.`,
        source: "knative/eventing.md §2, §5.5",
      });
      draft.set([...at, "apiVersion"], successor.apiVersion);
      if (kind !== successor.kind) draft.set([...at, "kind"], successor.kind);
    }
    pending.push(...Object.entries(value).map(([key, item]) => ({ value: item, at: [...at, key] })));
  }
}
