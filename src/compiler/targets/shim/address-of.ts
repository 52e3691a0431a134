import { buildGraph } from "../../../graph/index.ts";
import type { Manifest, SourcedManifest } from "../../../manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../../manifests/settings.ts";
import type { FlowDestination } from "../../flow.ts";
import type { ShimAddress } from "../target.ts";

/**
 * Where a destination is reached in the cluster, as the graph resolves it for the object that would refer to it
 * (eventing.md §3.2, §8.1).
 *
 * @param namespace - of the Pipeline's objects; undefined leaves it to the apply, and then nobody knows
 * @param object - the object that is referred to, where there is one
 */
export function addressOf(
  { ref, uri, external }: FlowDestination,
  namespace: string | undefined,
  object: Manifest | undefined,
): ShimAddress {
  const owner = ref?.namespace ?? namespace;
  if (ref !== undefined && owner === undefined) return { problem: "its namespace is left to the apply." };
  const brokerClass = object?.metadata.annotations?.[BROKER_CLASS] ?? MT_BROKER;
  if (ref?.kind === "Broker" && brokerClass !== MT_BROKER) {
    return { problem: `a Broker of class ${brokerClass} publishes its address in the cluster only.` };
  }
  const referred: readonly Manifest[] =
    ref === undefined
      ? []
      : [
          {
            spec: {},
            ...object,
            apiVersion: ref.apiVersion,
            kind: ref.kind,
            metadata: { name: ref.name, namespace: owner ?? "" },
          },
        ];
  const asking: Manifest = {
    apiVersion: "sources.knative.dev/v1",
    kind: "PingSource",
    metadata: { name: "asking", namespace: namespace ?? owner ?? "default" },
    spec: { sink: { ...(ref === undefined ? {} : { ref }), ...(uri === undefined ? {} : { uri }) } },
  };
  const { hops } = buildGraph([...referred, asking].map(unplaced), DEFAULT_SETTINGS);
  const url = hops.find(({ kind }) => kind === "sink")?.to?.url;
  if (url === undefined) return { problem: `${external?.name ?? "it"} has no address.` };
  if (new URL(url).hostname.endsWith(".invalid")) {
    return { problem: `a ${ref?.kind ?? "destination"} publishes its address in the cluster only.` };
  }
  return { url };
}

const BROKER_CLASS = "eventing.knative.dev/broker.class";
const MT_BROKER = "MTChannelBasedBroker";

function unplaced(manifest: Manifest): SourcedManifest {
  return { manifest, place: {}, placeOf: () => ({}) };
}
