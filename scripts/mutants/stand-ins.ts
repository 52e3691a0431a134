import type { EventGraph } from "../../src/graph/index.ts";
import { type Manifest, objectKey, type SourcedManifest } from "../../src/manifests/index.ts";

/**
 * The objects that manifests refer to and that are not among them, as they would live elsewhere in the cluster: without
 * them nothing would be delivered to compare.
 */
export function standIns({ dangling }: EventGraph): readonly SourcedManifest[] {
  const found = new Map<string, SourcedManifest>();
  for (const { ref, notAddressable } of dangling) {
    if (notAddressable) continue;
    const { apiVersion, kind, name, namespace = "default" } = ref;
    const isService = apiVersion.startsWith("serving.knative.dev");
    const spec = isService ? { template: { spec: { containers: [{ image: "example.com/elsewhere" }] } } } : {};
    // Of what make a Broker is that nobody shows is not known either.
    const annotations = { "eventing.knative.dev/broker.class": "Elsewhere" };
    const metadata = { name, namespace, ...(kind === "Broker" ? { annotations } : {}) };
    const manifest: Manifest = { apiVersion, kind, metadata, spec };
    found.set(objectKey(ref), { manifest, place: {}, placeOf: () => ({}) });
  }
  return [...found.values()];
}
