import { parsePeriod } from "../../src/delivery/period.ts";
import { retryPolicy } from "../../src/delivery/retry.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `table-duration`: a text, how Knative reads, judges and runs it. */
export interface DurationRow {
  readonly id: string;
  readonly text: string;
  readonly parse: {
    readonly error?: string;
    readonly panic?: string;
    readonly ns?: string;
    readonly exact?: boolean;
    readonly zero?: boolean;
    readonly negative?: boolean;
    readonly canonical?: string;
  };
  readonly validate: Readonly<Record<"timeout" | "backoffDelay" | "retryAfterMax", Verdict>>;
  readonly run: Verdict & {
    readonly requestTimeoutNs?: string;
    readonly backoffNs?: string;
    readonly retryAfterMaxNs?: string;
  };
}

interface Verdict {
  readonly error?: string;
  readonly panic?: string;
}

/** Reading, judging and running of durations as recorded; a panic counts as an error (eventing.md §3.5). */
export function replayDurations(rows: readonly DurationRow[]): Replay {
  return replay(rows, (row) => ({ ours: ourDuration(row.text), theirs: theirDuration(row) }));
}

function ourDuration(text: string): unknown {
  const { period } = parsePeriod(text);
  const { policy } = retryPolicy({
    backoffPolicy: "linear",
    backoffDelay: text,
    timeout: text,
    retryAfterMax: text,
  });
  return {
    read: period === undefined ? "refused" : [String(period.ns), period.isExact, period.isZero, period.isNegative],
    canonical: period?.canonical,
    accepted: {
      timeout: period !== undefined && !period.isZero,
      backoffDelay: period !== undefined,
      retryAfterMax: period !== undefined && !period.isNegative,
    },
    run: policy === undefined ? "refused" : [policy.timeoutNs, policy.delayNs, policy.retryAfterMaxNs].map(String),
  };
}

function theirDuration({ parse, validate, run }: DurationRow): unknown {
  return {
    read: isFault(parse) ? "refused" : [parse.ns, parse.exact, parse.zero, parse.negative],
    canonical: parse.canonical,
    accepted: {
      timeout: !isFault(validate.timeout),
      backoffDelay: !isFault(validate.backoffDelay),
      retryAfterMax: !isFault(validate.retryAfterMax),
    },
    run: isFault(run) ? "refused" : [run.requestTimeoutNs, run.backoffNs, run.retryAfterMaxNs],
  };
}

function isFault({ error, panic }: Verdict): boolean {
  return panic !== undefined || (error !== undefined && error !== "");
}
