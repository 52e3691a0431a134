import { explainTarget, type ExplainedTarget, findPart, targetsText } from "../../exports/index.ts";
import { buildGraph } from "../../graph/index.ts";
import { applyDefaults } from "../../manifests/index.ts";
import type { ReportedTarget } from "../../manifests/synth-report.ts";
import type { Settings } from "../../manifests/settings.ts";
import type { AppRunner } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import type { Output } from "../output.ts";

/**
 * `sluice explain NAME --targets`: what a Pipeline of an app would be on every target, or why one refuses it.
 *
 * @throws {@link CliError} exit code 2 when no Pipeline has the name, several have it, or there is no app
 */
export async function explainTargets(
  name: string,
  paths: readonly string[],
  { format }: { readonly format: "text" | "json" },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { targets, settings } = await load(paths, runner, { targets: true });
  if (targets === undefined) {
    throw new CliError(EXIT.usage, "`--targets` needs an app with a Pipeline: YAML does not say the flow.", {
      mend: "Run it where the `cdk8s.yaml` of the app is, with the Sluice that the app uses.",
    });
  }
  const pipeline = pipelineCalled(name, targets);
  const explained = targets.filter((one) => one.pipeline === pipeline).map((one) => explainOne(one, settings));
  output.stdout(
    format === "json"
      ? `${JSON.stringify({ pipeline, targets: explained }, undefined, 2)}\n`
      : targetsText(pipeline, explained),
  );
  return EXIT.ok;
}

function pipelineCalled(name: string, targets: readonly ReportedTarget[]): string {
  const all = [...new Set(targets.map(({ pipeline }) => pipeline))];
  const found = all.filter((path) => path === name || path.endsWith(`/${name}`));
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  const problem = one === undefined ? "No Pipeline here is called" : "Several Pipelines here are called";
  throw new CliError(EXIT.usage, `${problem} ${JSON.stringify(name)}.`, {
    mend: all.length === 0 ? "The app has no Pipeline." : `There are: ${(one === undefined ? all : found).join(", ")}.`,
  });
}

function explainOne(
  { pipeline, target, isChosen, manifests, refusal }: ReportedTarget,
  settings: Settings,
): ExplainedTarget {
  if (refusal !== undefined) return { target, isChosen, refusal };
  const stored = manifests.map(({ manifest, place, local }) => ({
    manifest: applyDefaults(manifest, settings),
    place,
    placeOf: () => place,
    ...(local === undefined ? {} : { local }),
  }));
  const graph = buildGraph(stored, settings);
  // Its own objects, and the sources that send into them.
  const { hops = [] } = findPart(graph, pipeline);
  const places = new Set(hops.flatMap(({ from, to }) => [from, ...(to === undefined ? [] : [to.endpoint])]));
  const sending = graph.hops.filter(({ kind, to }) => kind === "sink" && to !== undefined && places.has(to.endpoint));
  return explainTarget(graph, pipeline, [...new Set([...sending, ...hops])], { target, isChosen });
}
