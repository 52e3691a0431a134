import { buildGraph, type EventGraph } from "../../../src/graph/index.ts";
import { applyDefaults } from "../../../src/manifests/defaults/apply-defaults.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import type { Scenario } from "./recording.ts";

/** The graph that Sluice itself builds of a scenario's manifests, with a Service for each that the scenario scripts. */
export function graphOfManifests(scenario: Scenario): EventGraph {
  const settings = { ...DEFAULT_SETTINGS, eventingFeatures: scenario.features ?? {} };
  const manifests = [...scenario.manifests, ...Object.keys(scenario.services).map(serviceManifest)];
  const place = { place: {}, placeOf: () => ({}) };
  return buildGraph(
    manifests.map((manifest) => ({ manifest: applyDefaults(manifest, settings), ...place })),
    settings,
  );
}

/** `NAME` in `default`, `NAME.NS` elsewhere. */
function serviceManifest(service: string): Manifest {
  const [name = "", namespace = "default"] = service.split(".");
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace } };
}
