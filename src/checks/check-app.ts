import { type Diagnostic, orderFindings } from "../diagnostics/index.ts";
import { buildGraph, type EventGraph } from "../graph/index.ts";
import { admitAndStore, type Settings, type SourcedManifest } from "../manifests/index.ts";
import { type Acknowledged, partAcknowledged } from "./acknowledge.ts";
import { checkGraph } from "./check-graph.ts";

/** What {@link checkApp} gives back. */
export interface CheckedApp {
  readonly diagnostics: readonly Diagnostic[];
  /** Findings that somebody has acknowledged, in the same order. */
  readonly acknowledged: readonly Acknowledged[];
  /** The graph of the manifests as the cluster would store them. */
  readonly graph: EventGraph;
}

/** Everything that is wrong with an app, once, from its manifests alone: what a cluster refuses, and what it loses. */
export function checkApp(manifests: readonly SourcedManifest[], settings: Settings): CheckedApp {
  const { diagnostics: refused, stored } = admitAndStore(manifests, settings);
  const graph = buildGraph(stored, settings);
  const findings = orderFindings([...refused, ...checkGraph(graph, settings)]);
  const { open, acknowledged } = partAcknowledged(findings, manifests, settings);
  return { diagnostics: orderFindings(open), acknowledged, graph };
}
