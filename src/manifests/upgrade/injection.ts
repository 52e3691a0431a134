import { groupOf, namespaceOf } from "../manifest.ts";
import type { Editing, KindUpgrade } from "./editing.ts";

const OLD = "knative-eventing-injection";
const NEW = "eventing.knative.dev/injection";
const SOURCE = "knative/eventing.md §4.2, §5.6 (sugar is off as shipped)";

/** Namespace: the label that made a Broker `default` does nothing as shipped; the Broker is written out. */
export const upgradeNamespace: KindUpgrade = (editing) => {
  const { manifest, tell } = editing;
  const label = [OLD, NEW].find((name) => manifest.metadata.labels?.[name] === "enabled");
  const { name } = manifest.metadata;
  if (label === undefined || typeof name !== "string" || hasBroker(editing, name, "default")) return;
  tell({
    at: ["metadata", "labels", label],
    message: `The label ${label} makes no Broker in a cluster as shipped: the Broker "default" in namespace ${JSON.stringify(name)} is written out.`,
    source: SOURCE,
  });
  appendBroker(editing, name, "default");
};

/** Trigger: the annotation that made its Broker. */
export const upgradeInjectingTrigger: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const annotation = [OLD, NEW].find((name) => manifest.metadata.annotations?.[name] === "enabled");
  if (annotation === undefined) return;
  const broker = draft.get(["spec", "broker"]);
  const namespace = namespaceOf(manifest);
  if (typeof broker !== "string" || hasBroker(editing, namespace, broker)) return;
  tell({
    at: ["metadata", "annotations", annotation],
    message: `The annotation ${annotation} makes no Broker in a cluster as shipped: the Broker ${JSON.stringify(broker)} is written out.`,
    source: SOURCE,
  });
  appendBroker(editing, manifest.metadata.namespace, broker);
};

function hasBroker({ has }: Editing, namespace: string, name: string): boolean {
  return has(
    (other) =>
      other.kind === "Broker" &&
      groupOf(other.apiVersion) === "eventing.knative.dev" &&
      other.metadata.name === name &&
      namespaceOf(other) === namespace,
  );
}

function appendBroker({ append }: Editing, namespace: string | undefined, name: string): void {
  append({
    apiVersion: "eventing.knative.dev/v1",
    kind: "Broker",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  });
}
