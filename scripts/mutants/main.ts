/**
 * Mutants: one thing made wrong at a time, in every example and in manifests of others; each has to be found at its
 * place, or to make no difference to what is delivered.
 *
 *   npm run mutants                              the examples, and ../shared/corpus where it is there
 *   npm run mutants -- --manifests DIR           the YAML files of a folder instead; may be repeated
 *   npm run mutants -- --only TEXT               only mutants whose description contains the text
 *   npm run mutants -- --seed 7 --seeds 100      other letters swapped; more runs before a mutant is equivalent
 *   npm run mutants -- --verbose                 every mutant with its verdict, and what is found in the originals
 *   npm run mutants -- --judge --pipelines 50    generated pipelines instead: what checks say is lost, and the engine
 *
 * Exit code 1 with each missed mutant as a diff, or each disagreement; 2 for wrong arguments.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { stringify } from "yaml";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { formatText } from "../../src/diagnostics/text.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/index.ts";
import { manifestDiff } from "./diff.ts";
import { describe, type Judged, judgeMutants, type Original } from "./judge-mutants.ts";
import { pipelines } from "./pipelines.ts";
import { judgeBySimulator } from "./simulator-judge.ts";
import { findingsOf, isClean, readCorpus, readExamples, readFolder } from "./originals.ts";

const { only, seed, seeds, folders, verbose, judge, pipelines: count } = readArguments();
const started = performance.now();
const counts = { mutants: 0, found: 0, equivalent: 0, missed: 0 };
const near = { field: 0, object: 0, "other end": 0 };

if (judge) await judgePipelines();
else await judgeOriginals();

async function judgeOriginals(): Promise<void> {
  for (const original of originals()) {
    const findings = findingsOf(original);
    if (!isClean(original, findings)) continue;
    if (verbose) for (const finding of findings) console.log(`${original.name} itself: ${placeText(finding)}`);
    for await (const judged of judgeMutants(original, { seed, seeds, isWanted: (text) => text.includes(only) })) {
      const { verdict, mutant } = judged;
      counts.mutants += 1;
      counts[verdict.kind] += 1;
      if (verdict.kind === "found") near[verdict.nearness] += 1;
      const where = verdict.kind === "found" ? ` → ${verdict.nearness}: ${placeText(verdict.finding)}` : "";
      if (verdict.kind === "missed") console.log(`${missedText(judged)}\n`);
      else if (verbose) console.log(`${verdict.kind} ${describe(original, mutant)}${where}`);
    }
  }
  console.log(
    `${counts.mutants} mutants: ${counts.found} found (${near.field} at the field, ${near.object} at the object, ${near["other end"]} at the other end), ${counts.equivalent} equivalent, ${counts.missed} missed; seed ${seed}, ${seconds()} s`,
  );
  process.exitCode = counts.missed > 0 ? 1 : 0;
}

/** Holds the checks against the engine for generated pipelines, a thousand runs of each unless told otherwise. */
async function judgePipelines(): Promise<void> {
  let disagreements = 0;
  for (const manifests of fc.sample(pipelines(), { numRuns: count, seed })) {
    for (const one of await judgeBySimulator(manifests, seeds)) {
      disagreements += 1;
      console.log(`${one}\n${manifests.map((manifest) => stringify(manifest)).join("---\n")}\n`);
    }
  }
  console.log(`${count} pipelines of ${seeds} runs each: ${disagreements} disagreements; seed ${seed}, ${seconds()} s`);
  process.exitCode = disagreements > 0 ? 1 : 0;
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function placeText({ code, object, field }: Diagnostic): string {
  return `${code} ${object?.kind}/${object?.name} ${field ?? ""}`;
}

function originals(): readonly Original[] {
  if (folders.length > 0) {
    return folders.flatMap((folder) => readFolder(pathToFileURL(`${resolve(folder)}/`), folder, DEFAULT_SETTINGS));
  }
  const corpus = readCorpus();
  if (corpus === undefined) console.log("skipped: ../shared/corpus is absent, so only the examples are mutated");
  return [...readExamples(), ...(corpus ?? [])];
}

function missedText({ original, mutant, verdict }: Judged): string {
  if (verdict.kind !== "missed") return "";
  const before = original.manifests[mutant.index]?.manifest ?? mutant.manifest;
  const { seen, findings } = verdict;
  const differs = [...seen.gone.map((one) => `  - ${one}`), ...seen.come.map((one) => `  + ${one}`)];
  return [
    `missed ${describe(original, mutant)}`,
    manifestDiff(before, mutant.manifest, original.name),
    `The engine saw, with seed ${seen.seed}:`,
    ...differs.slice(0, 6),
    findings.length === 0 ? "No new finding anywhere." : formatText(findings.slice(0, 3), { color: false }),
  ].join("\n");
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        manifests: { type: "string", multiple: true },
        only: { type: "string" },
        seed: { type: "string" },
        seeds: { type: "string" },
        verbose: { type: "boolean" },
        judge: { type: "boolean" },
        pipelines: { type: "string" },
      },
    });
    return {
      folders: values.manifests ?? [],
      only: values.only ?? "",
      seed: wholeNumber("seed", values.seed, 1),
      seeds: wholeNumber("seeds", values.seeds, values.judge === true ? 1000 : 40),
      judge: values.judge ?? false,
      pipelines: wholeNumber("pipelines", values.pipelines, 60),
      verbose: values.verbose ?? false,
    };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`--${name} is ${JSON.stringify(text)}, and no whole number`);
  return Number(text);
}
