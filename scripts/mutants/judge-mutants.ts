import { standIns } from "../../src/checks/elsewhere.ts";
import { checkApp } from "../../src/checks/index.ts";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import type { EndpointId, EventGraph } from "../../src/graph/index.ts";
import { objectKey, type Settings, type SourcedManifest } from "../../src/manifests/index.ts";
import { assumedLaws } from "../../src/runtime/index.ts";
import { type Mutant, mutantsOf } from "./mutate.ts";
import { type Nearness, nearnessOf, newFindings } from "./place.ts";
import { mutantSendings, planOf, run, sendingsOf } from "./world.ts";

/** A set of manifests that belongs together: an example's, a file's. */
export interface Original {
  readonly name: string;
  readonly manifests: readonly SourcedManifest[];
  readonly settings: Settings;
}

/** What became of one mutant. */
export type Verdict =
  /** A new finding stands at its place. */
  | { readonly kind: "found"; readonly nearness: Nearness; readonly finding: Diagnostic }
  /** No run showed a difference. */
  | { readonly kind: "equivalent"; readonly findings: readonly Diagnostic[] }
  | { readonly kind: "missed"; readonly seen: Difference; readonly findings: readonly Diagnostic[] };

/** The first run that tells a mutant from its original. */
export interface Difference {
  readonly seed: number;
  /** What only the original does, and what only the mutant does. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

export interface Judged {
  readonly original: Original;
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

export interface JudgeOptions {
  /** Decides which letters are swapped. */
  readonly seed: number;
  /** How many runs have to agree before a mutant counts as equivalent; the first is without faults. */
  readonly seeds: number;
  /** Only mutants whose description this accepts. */
  readonly isWanted?: (description: string) => boolean;
}

/** Judges every mutant of an original, in order. */
export async function* judgeMutants(original: Original, options: JudgeOptions): AsyncIterable<Judged> {
  const { manifests } = original;
  // Where every rule speaks.
  const settings = { ...original.settings, profile: "production" } as const;
  const before = checkApp(manifests, settings);
  const plain = manifests.map(({ manifest }) => manifest);
  const elsewhere = standIns(before.graph);
  const graphOf = (all: readonly SourcedManifest[]): EventGraph =>
    elsewhere.length === 0 ? checkApp(all, settings).graph : checkApp([...all, ...elsewhere], settings).graph;
  const runs = new Runs(elsewhere.length === 0 ? before.graph : graphOf(manifests));
  for (const mutant of mutantsOf(plain, options.seed)) {
    if (options.isWanted?.(describe(original, mutant)) === false) continue;
    const mutated = manifests.map((sourced, index) =>
      index === mutant.index ? { ...sourced, manifest: mutant.manifest } : sourced,
    );
    const after = checkApp(mutated, settings);
    const found = newFindings(mutant, before.diagnostics, after.diagnostics);
    const verdict = nearest(mutant, found) ?? (await runs.compare(mutant, graphOf(mutated), options.seeds, found));
    yield { original, mutant, verdict };
  }
}

/** One line that names a mutant. */
export function describe({ name }: Original, { object, field, change }: Mutant): string {
  return `${name}: ${object} ${field}: ${change}`;
}

function nearest(mutant: Mutant, findings: readonly Diagnostic[]): Verdict | undefined {
  for (const nearness of ["field", "object", "other end"] as const) {
    const finding = findings.find((one) => nearnessOf(mutant, one) === nearness);
    if (finding !== undefined) return { kind: "found", nearness, finding };
  }
  return undefined;
}

/** Runs of an original, each made once, and what mutants do under the same plans. */
class Runs {
  private readonly graph: EventGraph;
  private readonly known = new Map<string, readonly string[]>();
  private readonly assumed: ReadonlySet<EndpointId>;

  public constructor(graph: EventGraph) {
    this.graph = graph;
    this.assumed = new Set(assumedLaws(graph).flatMap(({ endpoints }) => endpoints));
  }

  public async compare(
    mutant: Mutant,
    mutated: EventGraph,
    seeds: number,
    findings: readonly Diagnostic[],
  ): Promise<Verdict> {
    const foreign = this.isLawUnknown(mutant) ? "refuse" : "as-in-memory";
    const sendings = mutantSendings(this.graph, mutated);
    for (let seed = 0; seed < seeds; seed += 1) {
      const expected = await this.of(seed, foreign);
      const { delivered } = await run(mutated, sendings, planOf(this.graph, sendings.length, seed), foreign);
      const [gone, come] = [without(expected, delivered), without(delivered, expected)];
      if (gone.length + come.length > 0) return { kind: "missed", seen: { seed, gone, come }, findings };
    }
    return { kind: "equivalent", findings };
  }

  /**
   * Whether the engine has no say: retries, waits and timeouts behind Brokers of another make, or one that is not
   * among the manifests, follow a law that it only assumes. What dead-letter sinks do is the same everywhere.
   */
  private isLawUnknown({ sort, object, field }: Mutant): boolean {
    if (sort !== "delivery" || !/\.(retry|backoffPolicy|backoffDelay|timeout)$/.test(field)) return false;
    const legs = this.graph.hops.filter(({ id, from, delivery }) => {
      const origin = delivery.origin?.object;
      return id === object || from === object || (origin !== undefined && objectKey(origin) === object);
    });
    return legs.length > 0 && legs.every(({ from }) => this.assumed.has(from));
  }

  private async of(seed: number, foreign: "as-in-memory" | "refuse"): Promise<readonly string[]> {
    const key = `${seed} ${foreign}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const sendings = sendingsOf(this.graph);
    const { delivered } = await run(this.graph, sendings, planOf(this.graph, sendings.length, seed), foreign);
    this.known.set(key, delivered);
    return delivered;
  }
}

/** What of a list is not in the other, as often as it is not. */
function without(list: readonly string[], others: readonly string[]): readonly string[] {
  const rest = new Map<string, number>();
  for (const other of others) rest.set(other, (rest.get(other) ?? 0) + 1);
  return list.filter((one) => {
    const count = rest.get(one) ?? 0;
    rest.set(one, count - 1);
    return count <= 0;
  });
}
