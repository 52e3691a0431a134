import { type ManifestRoot, toManifests } from "../../constructs/adapter/manifests.ts";
import { buildGraph } from "../graph/index.ts";
import { applyDefaults } from "../manifests/defaults/apply-defaults.ts";
import type { Manifest, SourcedManifest } from "../manifests/manifest.ts";
import { DEFAULT_SETTINGS, type Settings } from "../manifests/settings.ts";
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
  return runOf(toManifests(app), served, options);
}

/** The same for manifests, as objects. */
export async function simulateManifests(
  manifests: readonly Manifest[],
  served: readonly Served[] = [],
  options: SimulateOptions & { readonly settings?: Settings } = {},
): Promise<Run> {
  const nowhere = { place: {}, placeOf: () => ({}) };
  return runOf(
    manifests.map((manifest) => ({ manifest, ...nowhere })),
    served,
    options,
  );
}

function runOf(
  manifests: readonly SourcedManifest[],
  served: readonly Served[],
  options: SimulateOptions & { readonly settings?: Settings },
): Run {
  const { settings = DEFAULT_SETTINGS } = options;
  const defaulted = manifests.map((one) => ({ ...one, manifest: applyDefaults(one.manifest, settings) }));
  return new Run(buildGraph(defaulted, settings), served, options);
}
