import { type Diagnostic, orderFindings } from "../diagnostics/index.ts";
import { buildGraph, type EventGraph } from "../graph/index.ts";
import { admit, applyDefaults, type Settings, type SourcedManifest } from "../manifests/index.ts";
import { checkGraph } from "./check-graph.ts";

/** What {@link checkApp} gives back. */
export interface CheckedApp {
  readonly diagnostics: readonly Diagnostic[];
  /** The graph of the manifests as the cluster would store them. */
  readonly graph: EventGraph;
}

/** Everything that is wrong with an app, once, from its manifests alone: what a cluster refuses, and what it loses. */
export function checkApp(manifests: readonly SourcedManifest[], settings: Settings): CheckedApp {
  const refused = admit(manifests, settings);
  const defaulted = manifests.map((sourced) => ({
    ...sourced,
    manifest: applyDefaults(sourced.manifest, settings),
  }));
  const graph = buildGraph(defaulted, settings);
  return { diagnostics: orderFindings([...refused, ...checkGraph(graph, settings)]), graph };
}
