import { applyDefaults } from "../../manifests/index.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { buildGraph, type EventGraph } from "../../graph/index.ts";
import { graphToDot, graphToJson, graphToMermaid, graphToSvg } from "../../exports/index.ts";
import type { AppRunner } from "../app/run-app.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import { type Output, report } from "../output.ts";

/** How a graph is written. */
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

const GRAPH_FORMATS = ["mermaid", "svg", "dot", "json"] as const;

/**
 * `sluice graph`: one picture from source to last sink. Findings go to stderr, and into the picture where its format
 * can mark them; they do not stop it.
 */
export async function graph(
  paths: readonly string[],
  options: { readonly format: GraphFormat },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { manifests, findings, acknowledged, settings } = await load(paths, runner);
  const defaulted = manifests.map((sourced) => ({ ...sourced, manifest: applyDefaults(sourced.manifest, settings) }));
  const eventGraph = buildGraph(defaulted, settings);
  output.stdout(await drawn(eventGraph, findings, options.format));
  await report({ findings, acknowledged }, "text", output);
  return EXIT.ok;
}

async function drawn(graph: EventGraph, findings: readonly Diagnostic[], format: GraphFormat): Promise<string> {
  switch (format) {
    case "mermaid":
      return graphToMermaid(graph);
    case "svg":
      return graphToSvg(graph, findings);
    case "dot":
      return graphToDot(graph);
    case "json":
      return graphToJson(graph);
  }
}
