import { stringify } from "yaml";
import { isObject } from "../is-object.ts";
import { successorOf } from "../kinds/successors.ts";
import type { KindUpgrade } from "./editing.ts";

const SOURCE = "knative/eventing v0.14 pkg/apis/eventing/v1alpha1/broker_types.go, knative/eventing.md §4.1, §5.4";

/**
 * Broker: `channelTemplateSpec` becomes a ConfigMap that `spec.config` names, unless it is the channel every Broker has
 * anyway.
 */
export const upgradeBroker: KindUpgrade = ({ draft, manifest, tell, append }) => {
  const template = manifest.spec?.channelTemplateSpec;
  if (!isObject(template)) return;
  const at = ["spec", "channelTemplateSpec"];
  const { apiVersion, kind, spec } = template;
  if (manifest.spec?.config !== undefined || (kind === "InMemoryChannel" && spec === undefined)) {
    const why =
      manifest.spec?.config === undefined
        ? "InMemoryChannel is what a Broker uses as shipped"
        : "spec.config says which channel the Broker uses";
    tell({ at, message: `spec.channelTemplateSpec is taken out: ${why}.`, source: SOURCE });
    draft.remove(at);
    return;
  }
  const name = `${String(manifest.metadata.name)}-channel`;
  const namespace = manifest.metadata.namespace;
  tell({
    at,
    message: `spec.channelTemplateSpec moves into a ConfigMap of its own, ${JSON.stringify(name)}, which spec.config names.`,
    source: SOURCE,
  });
  draft.set(at, { apiVersion: "v1", kind: "ConfigMap", name, ...(namespace === undefined ? {} : { namespace }) });
  draft.rename(at, "config");
  const successor = successorOf(String(apiVersion), String(kind));
  const current = { apiVersion: successor?.apiVersion ?? apiVersion, kind: successor?.kind ?? kind };
  append({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    data: {
      "channel-template-spec": stringify({ ...current, ...(spec === undefined ? {} : { spec }) }, { version: "1.1" }),
    },
  });
};
