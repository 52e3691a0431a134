import type { ServiceError } from "../../runtime/dev/process-spec.ts";
import type { Travel } from "../../runtime/dev/travel-log.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/** What a run is for: so many events handled by these endpoints. Without any, it runs until it is stopped. */
export class Goal {
  private readonly missing: Map<string, number>;
  private readonly failures: Travel[] = [];
  private lost: ServiceError | undefined;
  private cutShort: "time is up" | "stopped" | undefined;
  private done: () => void = () => undefined;
  private readonly end: Promise<void>;

  public constructor(counts: readonly { readonly name: string; readonly count: number }[]) {
    this.missing = new Map(counts.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]));
    this.end = new Promise((done) => {
      this.done = done;
    });
  }

  /** Whether the run ends by itself. */
  private get isSet(): boolean {
    return this.missing.size > 0;
  }

  /** Whether it was reached or failed: what still travels is worth waiting for. */
  public get isDecided(): boolean {
    return this.cutShort === undefined && this.lost === undefined;
  }

  /** Somebody ended the run. */
  public stopped(): void {
    this.cutShort ??= "stopped";
    this.done();
  }

  public sees(travel: Travel): void {
    if (travel.grade === "failed") {
      this.failures.push(travel);
      if (this.isSet) this.done();
      return;
    }
    if (travel.grade !== "good" || travel.leg === "dead-letter") return;
    const missing = this.missing.get(travel.to);
    if (missing === undefined) return;
    this.missing.set(travel.to, missing - 1);
    if ([...this.missing.values()].every((count) => count <= 0)) this.done();
  }

  public serviceLost(error: ServiceError): void {
    this.lost = error;
    this.done();
  }

  /** Resolves when the goal is reached or cannot be any more. Never, when there is none and nothing dies. */
  public async reached(timeoutMs: number): Promise<void> {
    if (!this.isSet) return this.end;
    const timer = setTimeout(() => {
      this.cutShort ??= "time is up";
      this.done();
    }, timeoutMs);
    await this.end;
    clearTimeout(timer);
  }

  /** Says how it ended. */
  public conclude(output: Output): ExitCode {
    if (this.lost !== undefined) {
      output.stderr(`sluice: ${this.lost.message}\n  ${this.lost.mend}\n`);
      return EXIT.service;
    }
    const [failure] = this.failures;
    if (this.isSet && failure !== undefined) {
      output.stderr(
        `sluice: ${failure.type} (${failure.id}) did not get from ${failure.from} to ${failure.to}: ${failure.outcome}.\n`,
      );
      return EXIT.findings;
    }
    const waiting = [...this.missing]
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} (${count} more)`);
    if (this.cutShort !== undefined && waiting.length > 0) {
      output.stderr(`sluice: ${this.cutShort}; still waiting for ${waiting.join(", ")}.\n`);
      return EXIT.findings;
    }
    return EXIT.ok;
  }
}
