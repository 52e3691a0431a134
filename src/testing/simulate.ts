import { type ManifestRoot, toManifests } from "../../constructs/adapter/manifests.ts";
import { buildGraph, type EventGraph } from "../graph/index.ts";
import { applyDefaults } from "../manifests/defaults/apply-defaults.ts";
import type { Manifest, SourcedManifest } from "../manifests/manifest.ts";
import { DEFAULT_SETTINGS, type Settings } from "../manifests/settings.ts";
import { loadShimCompilers } from "../runtime/index.ts";
import { Run, type SimulateOptions } from "./run.ts";
import type { Served } from "./serving.ts";

/**
 * Runs an app in virtual time, with the delivery law of a cluster: `await simulate(app, [serving(Step, handler)])`. A
 * step without a handler accepts with an empty 202 if it declares no replies; otherwise the run fails when an event
 * reaches it.
 *
 * @throws {@link AuthoringError} `step-not-deployed`, `unknown-endpoint`, `ambiguous-endpoint`, `served-twice`
 */
export async function simulate(
  app: ManifestRoot,
  served: readonly Served[] = [],
  options: SimulateOptions = {},
): Promise<Run> {
  return runOf(graphOfApp(app), served, options);
}

/** The same for manifests, as objects. */
export async function simulateManifests(
  manifests: readonly Manifest[],
  served: readonly Served[] = [],
  options: SimulateOptions & { readonly settings?: Settings } = {},
): Promise<Run> {
  return runOf(graphOfManifests(manifests, options.settings), served, options);
}

async function runOf(graph: EventGraph, served: readonly Served[], options: SimulateOptions): Promise<Run> {
  return new Run(graph, served, options, { compilers: await loadShimCompilers(graph) });
}

/** The graph of an app, as it would be applied to a cluster. */
export function graphOfApp(app: ManifestRoot): EventGraph {
  return graphOf(toManifests(app), DEFAULT_SETTINGS);
}

/** The same of manifests, as objects. */
export function graphOfManifests(manifests: readonly Manifest[], settings: Settings = DEFAULT_SETTINGS): EventGraph {
  const nowhere = { place: {}, placeOf: () => ({}) };
  return graphOf(
    manifests.map((manifest) => ({ manifest, ...nowhere })),
    settings,
  );
}

function graphOf(manifests: readonly SourcedManifest[], settings: Settings): EventGraph {
  const defaulted = manifests.map((one) => ({ ...one, manifest: applyDefaults(one.manifest, settings) }));
  return buildGraph(defaulted, settings);
}
