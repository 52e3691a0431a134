import type { Burst, Plan } from "./explore-plan.ts";
import type { Played } from "./explore-run.ts";
import type { FoundLoss } from "./explore-verdict.ts";

/** The smallest failing run that was found, and how many runs it took. */
export interface Shrunk {
  readonly played: Played;
  readonly runs: number;
}

/** Most runs that the search may take; a run without end takes longer than any other. */
const MAX_RUNS = 500;
const MAX_CUT_RUNS = 20;

/**
 * Makes a failing plan smaller while a run of it still loses an event in the same way: steadier, with fewer events,
 * with fewer faults, with shorter faults; again and again until no single step leads on. What remains is all needed,
 * though another small plan may exist.
 */
export async function shrink(
  first: Played,
  isSame: (loss: FoundLoss) => boolean,
  play: (plan: Plan) => Promise<Played>,
): Promise<Shrunk> {
  const search = new Search(first, isSame, play);
  for (let before: Plan | undefined; before !== search.best.plan; ) {
    before = search.best.plan;
    await search.steady();
    await search.dropEvents();
    await search.dropFaults();
    await search.shortenFaults();
  }
  return { played: search.best, runs: search.runs };
}

class Search {
  public best: Played;
  public runs = 0;
  private readonly isSame: (loss: FoundLoss) => boolean;
  private readonly play: (plan: Plan) => Promise<Played>;

  public constructor(first: Played, isSame: (loss: FoundLoss) => boolean, play: (plan: Plan) => Promise<Played>) {
    this.best = first;
    this.isSame = isSame;
    this.play = play;
  }

  /** Takes chance out of the order: at once where that works, else part by part. */
  public async steady(): Promise<void> {
    const { plan } = this.best;
    const sends = plan.sends.map(({ index }) => ({ index, isOverlapping: false })).sort((a, b) => a.index - b.index);
    const isSteady = plan.order === "steady" && !plan.isUneven && sameSends(plan.sends, sends);
    if (isSteady || (await this.try({ sends, order: "steady", isUneven: false }))) return;
    if (!sameSends(plan.sends, sends)) await this.try({ sends });
    if (plan.isUneven) await this.try({ isUneven: false });
    if (plan.order === "chance") await this.try({ order: "steady" });
  }

  public async dropEvents(): Promise<void> {
    for (const { index } of this.best.plan.sends) {
      const { sends, faults } = this.best.plan;
      if (sends.length === 1) return;
      await this.try({
        sends: sends.filter((one) => one.index !== index),
        faults: faults.filter(({ send }) => send !== index),
      });
    }
  }

  /** Those that met nothing first, then halves, then one by one. */
  public async dropFaults(): Promise<void> {
    const { hits, plan } = this.best;
    const met = plan.faults.filter((burst) => hits.has(burst));
    if (met.length < plan.faults.length) await this.try({ faults: met });
    for (
      let size = Math.ceil(this.best.plan.faults.length / 2);
      size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let at = 0; at < this.best.plan.faults.length; ) {
        const { faults } = this.best.plan;
        if (!(await this.try({ faults: [...faults.slice(0, at), ...faults.slice(at + size)] }))) at += size;
      }
    }
  }

  /** From the first request on, and no longer than needed. */
  public async shortenFaults(): Promise<void> {
    for (let at = 0; at < this.best.plan.faults.length; at += 1) {
      if ((this.best.plan.faults[at]?.after ?? 0) > 0) await this.tryBurst(at, { after: 0 });
      const burst = this.best.plan.faults[at];
      if (burst === undefined) continue;
      let [tooFew, enough] = [0, Math.min(burst.count, this.best.hits.get(burst) ?? burst.count)];
      if (enough < burst.count && !(await this.tryBurst(at, { count: enough }))) continue;
      while (enough - tooFew > 1) {
        // The least first: one is often all it takes.
        const count = tooFew === 0 ? 1 : Math.floor((tooFew + enough) / 2);
        if (await this.tryBurst(at, { count })) enough = count;
        else tooFew = count;
      }
    }
  }

  private tryBurst(at: number, part: Partial<Burst>): Promise<boolean> {
    return this.try({ faults: this.best.plan.faults.map((burst, i) => (i === at ? { ...burst, ...part } : burst)) });
  }

  private async try(part: Partial<Plan>): Promise<boolean> {
    if (this.runs >= (this.best.isCut ? MAX_CUT_RUNS : MAX_RUNS)) return false;
    this.runs += 1;
    const played = await this.play({ ...this.best.plan, ...part });
    if (!played.losses.some(this.isSame)) return false;
    this.best = played;
    return true;
  }
}

function sameSends(a: Plan["sends"], b: Plan["sends"]): boolean {
  return a.every(({ index, isOverlapping }, i) => index === b[i]?.index && isOverlapping === b[i]?.isOverlapping);
}
