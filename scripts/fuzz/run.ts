import { Random, seedOf } from "./random.ts";
import { shrink } from "./shrink.ts";
import type { Surface } from "./surface.ts";

/** What a surface did with all its inputs. */
export interface Outcome {
  readonly surface: string;
  readonly runs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly slowestMs: number;
  readonly failure?: Failure;
}

export interface Failure {
  /** Which run; the same seed makes the same input. */
  readonly run: number;
  readonly reason: string;
  /** As small as it could be made, as JSON. */
  readonly input: string;
}

/** What an input may take more than its surface's limit for each 1,000 characters, in milliseconds. */
const MAX_MS_PER_1000 = 2;
/** How often a slow input gets another chance: the first runs are slow because nothing is compiled yet. */
const SLOW_AT_MOST = 3;

/** Runs one surface: its corners, then as many generated inputs as its share of `runs` allows. Stops at the first failure. */
export function runSurface<Input>(surface: Surface<Input>, runs: number, seed: number): Outcome {
  const total = Math.max(1, Math.ceil(runs * surface.share));
  let [accepted, slowestMs] = [0, 0];
  for (let run = 0; run < total; run++) {
    const input = surface.corners[run] ?? surface.generate(new Random(seedOf(seed, surface.name, run)));
    const result = tryInput(surface, input);
    slowestMs = Math.max(slowestMs, result.ms);
    if (result.fault !== undefined) {
      const failure = { run, reason: result.fault.reason, input: print(smallest(surface, input, result.fault.kind)) };
      return { surface: surface.name, runs: run + 1, accepted, rejected: run - accepted, slowestMs, failure };
    }
    if (result.accepted) accepted++;
  }
  return { surface: surface.name, runs: total, accepted, rejected: total - accepted, slowestMs };
}

interface Result {
  readonly accepted: boolean;
  readonly ms: number;
  readonly fault?: { readonly kind: string; readonly reason: string };
}

/** An input that takes long is tried again by the processor's time: another process may have had the core. */
function tryInput<Input>(surface: Surface<Input>, input: Input): Result {
  let accepted: boolean;
  const started = performance.now();
  try {
    accepted = surface.accepts(input);
  } catch (error) {
    return { accepted: false, ms: performance.now() - started, fault: faultOf(error) };
  }
  const once = performance.now() - started;
  if (once <= surface.limitMs) return { accepted, ms: once };
  const limit = surface.limitMs + (sizeOf(input) / 1000) * MAX_MS_PER_1000;
  let ms = once;
  for (let tries = 0; tries < SLOW_AT_MOST && ms > limit; tries++) {
    const before = process.cpuUsage();
    surface.accepts(input);
    const { user, system } = process.cpuUsage(before);
    ms = Math.min(ms, (user + system) / 1000);
  }
  if (ms <= limit) return { accepted, ms };
  return { accepted, ms, fault: { kind: "slow", reason: `took ${ms.toFixed(0)} ms, more than ${limit.toFixed(0)}` } };
}

function faultOf(error: unknown): { readonly kind: string; readonly reason: string } {
  if (!(error instanceof Error)) return { kind: "thrown", reason: `threw ${String(error)}` };
  const where =
    error.stack
      ?.split("\n")
      .find((line) => line.includes("    at "))
      ?.trim() ?? "";
  const claim = error.name === "Broken" ? error.message : "";
  return { kind: `${error.name} ${claim}`, reason: `${error.name}: ${error.message.slice(0, 300)} ${where}` };
}

/** Only the same kind of failure counts. */
function smallest<Input>(surface: Surface<Input>, input: Input, kind: string): unknown {
  return shrink(input, (candidate) => tryInput(surface, candidate as Input).fault?.kind === kind);
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  let size = 0;
  const rest: unknown[] = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === "string") size += next.length;
    else if (typeof next === "object" && next !== null) {
      size += Object.keys(next).length;
      for (const inner of Object.values(next)) if (inner !== undefined) rest.push(inner);
    }
  }
  return size;
}

/** Characters of a failing input that are shown; its run and seed make it again. */
const MAX_PRINTED = 1_000;

function print(input: unknown): string {
  try {
    const text = JSON.stringify(input);
    return text.length > MAX_PRINTED ? `${text.slice(0, MAX_PRINTED)}… (${text.length} characters)` : text;
  } catch (error) {
    return `too deep to print (${String(error)})`;
  }
}
