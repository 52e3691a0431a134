import { buildGraph, type Contracts, type EventGraph } from "../graph/index.ts";
import { contractName } from "../manifests/annotations.ts";
import { type Manifest, objectKey, type SourcedManifest } from "../manifests/manifest.ts";
import { DEFAULT_SETTINGS, type StatedContracts } from "../manifests/settings.ts";

/**
 * The objects that manifests refer to and that are not among them, as they would live elsewhere in the cluster, of what
 * make nobody knows. What has no address is none.
 */
export function standIns({ dangling }: EventGraph): readonly SourcedManifest[] {
  const found = new Map<string, SourcedManifest>();
  for (const { ref, notAddressable } of dangling) {
    if (notAddressable) continue;
    const { apiVersion, kind, name, namespace = "default" } = ref;
    const isService = apiVersion.startsWith("serving.knative.dev");
    const spec = isService ? { template: { spec: { containers: [{ image: "elsewhere" }] } } } : {};
    const annotations = { "eventing.knative.dev/broker.class": "Elsewhere" };
    const metadata = { name, namespace, ...(kind === "Broker" ? { annotations } : {}) };
    const manifest: Manifest = { apiVersion, kind, metadata, spec };
    found.set(objectKey(ref), { manifest, place: {}, placeOf: () => ({}) });
  }
  return [...found.values()];
}

/** The graph as it is when all that is missing lives elsewhere; undefined where nothing is missing. */
export function withElsewhere(graph: EventGraph): EventGraph | undefined {
  const missing = standIns(graph);
  if (missing.length === 0) return undefined;
  const written = graph.objects.map(({ manifest, origin }) => ({
    manifest,
    place: origin("").place,
    placeOf: (field: string) => origin(field).place,
  }));
  return buildGraph([...written, ...missing], { ...DEFAULT_SETTINGS, contracts: statedContracts(graph) });
}

/** What annotations and `sluice.yaml` state, as the graph has it. */
function statedContracts({ endpoints }: EventGraph): Readonly<Record<string, StatedContracts>> {
  const names = (contracts: Contracts): readonly string[] => (contracts ?? []).map((one) => contractName(one));
  return Object.fromEntries(
    endpoints.flatMap(({ id, stated, accepts, replies, emits }) =>
      stated === undefined
        ? []
        : [
            [
              id,
              {
                ...(stated.accepts === undefined ? {} : { accepts: names(accepts) }),
                ...(stated.replies === undefined ? {} : { replies: names(replies) }),
                ...(stated.emits === undefined ? {} : { emits: names(emits) }),
              },
            ],
          ],
    ),
  );
}
