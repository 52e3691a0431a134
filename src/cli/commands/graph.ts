import { applyDefaults } from "../../manifests/index.ts";
import { buildGraph } from "../../graph/index.ts";
import { graphToJson, graphToMermaid } from "../../exports/index.ts";
import type { AppRunner } from "../app/run-app.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import { type Output, report } from "../output.ts";

/** How a graph is written. */
export type GraphFormat = "mermaid" | "json";

/** `sluice graph`: one picture from source to last sink. Findings go to stderr and do not stop it. */
export async function graph(
  paths: readonly string[],
  options: { readonly format: GraphFormat },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { manifests, findings, acknowledged, settings } = await load(paths, runner);
  const defaulted = manifests.map((sourced) => ({ ...sourced, manifest: applyDefaults(sourced.manifest, settings) }));
  const eventGraph = buildGraph(defaulted, settings);
  output.stdout(options.format === "json" ? graphToJson(eventGraph) : graphToMermaid(eventGraph));
  await report({ findings, acknowledged }, "text", output);
  return EXIT.ok;
}
