import { explainPart, findPart, partText } from "../../exports/index.ts";
import { buildGraph } from "../../graph/index.ts";
import { applyDefaults } from "../../manifests/index.ts";
import type { AppRunner } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import type { Output } from "../output.ts";

/** At most this many names are listed when none fits. */
const MAX_NAMES = 20;

/**
 * What a Pipeline, or everything behind one endpoint, costs and can lose: objects, hops, requests of one event, attempts
 * and waits at worst.
 *
 * @throws {@link CliError} exit code 2 when nothing has the name
 */
export async function explainNamed(
  name: string,
  paths: readonly string[],
  { format }: { readonly format: "text" | "json" },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { manifests, settings } = await load(paths, runner);
  const stored = manifests.map((sourced) => ({ ...sourced, manifest: applyDefaults(sourced.manifest, settings) }));
  const graph = buildGraph(stored, settings);
  const found = findPart(graph, name);
  if (found.hops === undefined) {
    const names = found.candidates.slice(0, MAX_NAMES).join(", ");
    const more = found.candidates.length > MAX_NAMES ? `, and ${found.candidates.length - MAX_NAMES} more` : "";
    throw new CliError(EXIT.usage, `Nothing here is called ${JSON.stringify(name)}.`, {
      mend: names === "" ? "There is nothing that delivers events." : `There are: ${names}${more}.`,
    });
  }
  const part = explainPart(graph, found.name, found.hops);
  output.stdout(format === "json" ? `${JSON.stringify(part, undefined, 2)}\n` : partText(part));
  return EXIT.ok;
}
