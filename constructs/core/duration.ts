import type { Duration } from "cdk8s";
import { AuthoringError } from "../../src/diagnostics/index.ts";

/** Where a duration is written, for what is said of it. */
export interface DurationPlace {
  readonly construct: string;
  /** The field of the manifest, such as `spec.delivery.timeout`. */
  readonly field: string;
}

/** Beyond this Knative counts in months of 30.436875 days and cuts the rest (eventing.md §3.5, item 4). */
const LONGEST_MS = 3_276 * 86_400_000;

/**
 * A duration as ISO 8601, to the tenth of a second that Knative keeps (eventing.md §3.5): `PT0.2S`, `PT1M30S`, `PT2H`.
 * Rendered from milliseconds, because cdk8s' own `toIsoString` throws below a second.
 *
 * @throws {@link AuthoringError} `duration-cut` for a value that Knative would cut
 */
export function isoDuration(duration: Duration, place: DurationPlace): string {
  const ms = milliseconds(duration);
  if (ms % 100 !== 0) {
    const cut = Math.floor(ms / 100) * 100;
    throw durationCut(ms, place, `Knative keeps one decimal of a second, and would wait ${readable(cut)}.`, {
      mend: `Use ${readable(cut)} or ${readable(cut + 100)}.`,
      source: "knative/eventing.md §3.5",
    });
  }
  if (ms > LONGEST_MS) {
    throw durationCut(ms, place, "Knative counts in months beyond 3276 days, and cuts the rest.", {
      mend: "Use at most 3276 days.",
      source: "knative/eventing.md §3.5",
    });
  }
  return isoText(ms);
}

/**
 * A duration in whole seconds, as Knative Serving's `timeoutSeconds` takes it.
 *
 * @throws {@link AuthoringError} `duration-cut` for a fraction of a second
 */
export function wholeSeconds(duration: Duration, place: DurationPlace): number {
  const ms = milliseconds(duration);
  if (ms % 1_000 === 0) return ms / 1_000;
  throw durationCut(ms, place, "This field holds whole seconds.", {
    mend: `Use ${readable(Math.floor(ms / 1_000) * 1_000)} or ${readable(Math.ceil(ms / 1_000) * 1_000)}.`,
    source: "knative/serving.md §3.3",
  });
}

/**
 * A duration in whole milliseconds.
 *
 * @throws {@link AuthoringError} `duration-cut` for a fraction of a millisecond
 */
export function wholeMilliseconds(duration: Duration, place: DurationPlace): number {
  const ms = milliseconds(duration);
  if (Number.isInteger(ms)) return ms;
  throw durationCut(ms, place, "This field holds whole milliseconds.", {
    mend: `Use ${readable(Math.floor(ms))} or ${readable(Math.ceil(ms))}.`,
    source: "knative/sources.md",
  });
}

/**
 * A duration as Go writes it, to the millisecond: `30s`, `1500ms`.
 *
 * @throws {@link AuthoringError} `duration-cut` for a fraction of a millisecond
 */
export function goDuration(duration: Duration, place: DurationPlace): string {
  const ms = wholeMilliseconds(duration, place);
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** To the microsecond, so that `Duration.seconds(1.1)` is no 1100.0000000000002 ms. */
function milliseconds(duration: Duration): number {
  return Math.round(duration.toMilliseconds({ integral: false }) * 1_000) / 1_000;
}

function isoText(ms: number): string {
  const tenths = Math.round(ms / 100);
  const hours = Math.floor(tenths / 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  const seconds = (tenths % 600) / 10;
  const parts = [
    hours === 0 ? "" : `${hours}H`,
    minutes === 0 ? "" : `${minutes}M`,
    seconds === 0 ? "" : `${seconds}S`,
  ];
  return tenths === 0 ? "PT0S" : `PT${parts.join("")}`;
}

function readable(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

function durationCut(
  ms: number,
  { construct, field }: DurationPlace,
  why: string,
  more: { readonly mend: string; readonly source: string },
): AuthoringError {
  return new AuthoringError({
    code: "duration-cut",
    at: { construct },
    field,
    message: `A duration of ${readable(ms)} would be cut: ${why}`,
    ...more,
  });
}
