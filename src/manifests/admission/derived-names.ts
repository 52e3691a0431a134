import { BROKER_CLASS, DEFAULT_BROKER_CLASS } from "../defaults/broker.ts";
import { isObject } from "../is-object.ts";
import { brokerChannelName } from "../lowering/broker.ts";
import { channelServiceName } from "../lowering/channel.ts";
import { parallelNames } from "../lowering/parallel.ts";
import { sequenceChildName } from "../lowering/sequence.ts";
import type { Manifest } from "../manifest.ts";
import { dns1035LabelFaults, labelValueFaults } from "../names/kubernetes-names.ts";
import type { Report } from "./fault.ts";

/** A name that a controller derives from an object's own, and what it has to be. */
interface Derived {
  readonly name: string;
  readonly law: "service" | "label";
  /** What bears the name. */
  readonly what: string;
  /** The field the person has to change. @default "metadata.name" */
  readonly field?: string;
  readonly source: string;
}

/**
 * `derived-name`: names and labels that controllers derive from an object's name must be legal too. Nobody checks that at
 * admission: the controller fails later, the object never becomes ready (eventing.md §5, §13 rows 20 and 36; serving.md L4-3).
 */
export function checkDerivedNames(manifest: Manifest, report: Report): void {
  // Of a version that no cluster serves nothing has been read: the name may be anything.
  const name: unknown = manifest.metadata.name;
  if (typeof name !== "string" || name === "") return;
  for (const derived of derivedNames(manifest, name)) {
    const faults = derived.law === "label" ? labelValueFaults(derived.name) : dns1035LabelFaults(derived.name);
    if (faults.length === 0) continue;
    report({
      code: "derived-name",
      stage: "none",
      field: derived.field ?? "metadata.name",
      message: `Knative would name ${derived.what} ${JSON.stringify(derived.name)}, which is not allowed: ${faults.join("; ")}.`,
      mend:
        derived.name.length > 63
          ? `Choose a name that is shorter by ${derived.name.length - 63} or more characters.`
          : "Choose a name of small letters, digits and hyphens that starts with a letter.",
      notes: ["The cluster accepts the object, but its controller cannot make it work."],
      source: derived.source,
    });
  }
}

const NONE: readonly Derived[] = [];

function derivedNames(manifest: Manifest, name: string): readonly Derived[] {
  switch (manifest.kind) {
    case "Broker":
      return isKnative(manifest, "eventing") ? ofBroker(manifest, name) : NONE;
    case "Trigger":
      return isKnative(manifest, "eventing") ? [label(name, "the label of its Subscription", "§5.4")] : NONE;
    case "InMemoryChannel":
      return isKnative(manifest, "messaging") ? [channelService(name)] : NONE;
    case "Channel":
      return isInMemory(manifest, "messaging") ? [channelService(name)] : NONE;
    case "Sequence":
      return isInMemory(manifest, "flows") ? [channelService(sequenceChildName(name, 0))] : NONE;
    case "Parallel":
      return isInMemory(manifest, "flows") ? [channelService(parallelNames.ingress(name))] : NONE;
    case "ContainerSource":
      return isKnative(manifest, "sources") ? [label(name, "the label of its Deployment", "§5.6")] : NONE;
    case "IntegrationSource":
      return isKnative(manifest, "sources") ? [label(name, "the label of its ContainerSource", "§5.6")] : NONE;
    case "Service":
    case "Route":
      return isKnative(manifest, "serving") ? ofTags(manifest, name) : NONE;
    default:
      return NONE;
  }
}

function ofBroker(manifest: Manifest, name: string): readonly Derived[] {
  const owner = label(name, "the label of its channel and its Triggers", "§4.2, §5.4");
  const brokerClass = manifest.metadata.annotations?.[BROKER_CLASS];
  if (brokerClass !== undefined && brokerClass !== DEFAULT_BROKER_CLASS) return [owner];
  return [owner, channelService(brokerChannelName(name))];
}

/** The placeholder Service of each tag (serving.md L4-3). */
function ofTags(manifest: Manifest, name: string): readonly Derived[] {
  const traffic: unknown = manifest.spec?.traffic;
  if (!Array.isArray(traffic)) return NONE;
  const tags: Derived[] = [];
  traffic.forEach((target: unknown, index) => {
    if (!isObject(target) || typeof target.tag !== "string" || target.tag === "") return;
    tags.push({
      name: `${target.tag}-${name}`,
      law: "service",
      what: `the Service of tag ${JSON.stringify(target.tag)}`,
      field: `spec.traffic[${index}].tag`,
      source: "knative/serving.md L4-3",
    });
  });
  return tags;
}

function channelService(channel: string): Derived {
  return {
    name: channelServiceName(channel),
    law: "service",
    what: "the Service of its channel",
    source: "knative/eventing.md §5.1",
  };
}

function label(name: string, what: string, section: string): Derived {
  return { name, law: "label", what, source: `knative/eventing.md ${section}` };
}

function isKnative(manifest: Manifest, group: string): boolean {
  return manifest.apiVersion.startsWith(`${group}.knative.dev/`);
}

function isInMemory(manifest: Manifest, group: string): boolean {
  const template = manifest.spec?.channelTemplate;
  return isKnative(manifest, group) && isObject(template) && template.kind === "InMemoryChannel";
}
