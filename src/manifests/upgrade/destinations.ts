import { isObject } from "../is-object.ts";
import { fieldOf, type Path } from "./draft.ts";
import type { Editing } from "./editing.ts";

const REFERENCE_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "name", "namespace"]);
const FLAT =
  "knative/eventing v0.8 … v0.14 pkg/apis/messaging/v1alpha1 (SubscriberSpec, ReplyStrategy), knative/eventing.md §3.2";

/**
 * Brings one destination into today's form, `ref` or `uri`: a reference written without `ref`, a reply's `channel`,
 * a subscriber's `dnsName`. Nothing happens where there is no destination or it has today's form.
 */
export function upgradeDestination({ draft, tell }: Editing, at: Path): void {
  const value = draft.get(at);
  if (!isObject(value)) return;
  const name = fieldOf(at);
  if (value.ref === undefined && typeof value.kind === "string" && typeof value.name === "string") {
    tell({ at, message: `The reference in ${name} is written below ref.`, source: FLAT });
    draft.nest(at, "ref", (key) => REFERENCE_FIELDS.has(key));
  }
  if (value.ref === undefined && isObject(value.channel)) {
    tell({ at: [...at, "channel"], message: `${name}.channel is ${name}.ref.`, source: FLAT });
    draft.rename([...at, "channel"], "ref");
  }
  if (value.uri === undefined && typeof value.dnsName === "string") {
    const isUrl = /^[a-z]+:\/\//i.test(value.dnsName);
    tell({
      at: [...at, "dnsName"],
      message: `${name}.dnsName is ${name}.uri${isUrl ? "" : ", which has to be a whole URL: http:// is put before it"}.`,
      source: FLAT,
    });
    if (!isUrl) draft.set([...at, "dnsName"], `http://${value.dnsName}`);
    draft.rename([...at, "dnsName"], "uri");
  }
}

/** {@link upgradeDestination} for every dead-letter sink in an object, wherever its deliveries are. */
export function upgradeDeadLetterSinks(editing: Editing): void {
  const pending: { readonly value: unknown; readonly at: Path }[] = [{ value: editing.manifest.spec, at: ["spec"] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, at } = next;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) pending.push({ value: item, at: [...at, index] });
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (key === "deadLetterSink") upgradeDestination(editing, [...at, key]);
        else if (typeof item === "object") pending.push({ value: item, at: [...at, key] });
      }
    }
  }
}
