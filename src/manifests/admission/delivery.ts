import { parsePeriod } from "../../delivery/period.ts";
import { parseGoDuration } from "../scalars/go-duration.ts";
import { isObject } from "../is-object.ts";
import { checkDestination } from "./destination.ts";
import type { Context, Report } from "./fault.ts";

const SOURCE = "knative/eventing.md §3.4";

/**
 * `invalid-delivery`: retry is a whole number from 0, durations are ISO 8601 as Knative reads it, policy and format come
 * from closed sets, and two fields need feature flags (eventing.md §3.4, §3.5). Absent delivery is fine.
 */
export function checkDelivery(
  value: unknown,
  at: string,
  context: Context,
  report: Report,
  options: { readonly sameNamespace?: boolean } = {},
): void {
  if (!isObject(value)) return;
  const { deadLetterSink, retry, timeout, backoffPolicy, backoffDelay, retryAfterMax, format } = value;
  if (deadLetterSink !== undefined) {
    checkDestination(deadLetterSink, `${at}.deadLetterSink`, context, report, options);
  }
  if (typeof retry === "number" && retry < 0) {
    invalid(retry, `${at}.retry`, "retry counts further attempts, so it is 0 or more.", "Write 0 for none.", report);
  }
  if (typeof timeout === "string") checkTimeout(timeout, `${at}.timeout`, context, report);
  if (typeof backoffPolicy === "string") {
    oneOf(backoffPolicy, ["linear", "exponential"], `${at}.backoffPolicy`, report);
  }
  if (typeof backoffDelay === "string" && isNoDuration(backoffDelay)) {
    notADuration(backoffDelay, `${at}.backoffDelay`, report);
  }
  if (typeof retryAfterMax === "string") checkRetryAfterMax(retryAfterMax, `${at}.retryAfterMax`, context, report);
  if (typeof format === "string") oneOf(format, ["json", "binary"], `${at}.format`, report);
}

function checkTimeout(timeout: string, at: string, context: Context, report: Report): void {
  if (context.features.eventing("delivery-timeout") !== "enabled") {
    switchedOff("delivery-timeout", at, report);
    return;
  }
  const { period } = parsePeriod(timeout);
  if (period === undefined) notADuration(timeout, at, report);
  else if (period.isZero) {
    invalid(
      timeout,
      at,
      "as a timeout it amounts to nothing: Knative keeps one decimal of each field.",
      "Write at least PT0.1S, or leave timeout out for none.",
      report,
    );
  }
}

function checkRetryAfterMax(value: string, at: string, context: Context, report: Report): void {
  if (context.features.eventing("delivery-retryafter") !== "enabled") {
    switchedOff("delivery-retryafter", at, report);
    return;
  }
  const { period } = parsePeriod(value);
  if (period === undefined) notADuration(value, at, report);
  else if (period.isNegative) invalid(value, at, "a wait cannot be negative.", "Write PT0S or more.", report);
}

function isNoDuration(text: string): boolean {
  return parsePeriod(text).period === undefined;
}

function notADuration(text: string, at: string, report: Report): void {
  invalid(text, at, "it is no ISO 8601 duration as Knative reads it.", meantPeriod(text), report);
}

/** The mend of a duration that cannot be read: people write those of Go, which the rest of Kubernetes takes. */
export function meantPeriod(text: string): string {
  const ns = parseGoDuration(text);
  if (ns === undefined || ns <= 0n) return "Write it like PT30S, PT1M30S or P1D.";
  const tenths = ns / 100_000_000n;
  const seconds = tenths % 10n === 0n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
  return `Did you mean ${JSON.stringify(`PT${seconds}S`)}?`;
}

function oneOf(value: string, allowed: readonly string[], at: string, report: Report): void {
  if (allowed.includes(value)) return;
  invalid(value, at, `only ${allowed.join(" and ")} are known.`, `Write ${allowed.join(" or ")}.`, report);
}

function invalid(value: string | number, at: string, why: string, mend: string, report: Report): void {
  const name = at.slice(at.lastIndexOf(".") + 1);
  report({
    code: "invalid-delivery",
    stage: "validate",
    field: at,
    message: `${name} is ${JSON.stringify(value)}: ${why}`,
    mend,
    source: SOURCE,
    knative: { message: `invalid value: ${value}`, paths: [at] },
  });
}

function switchedOff(flag: string, at: string, report: Report): void {
  const name = at.slice(at.lastIndexOf(".") + 1);
  report({
    code: "invalid-delivery",
    stage: "validate",
    field: at,
    message: `${name} is set, but the feature flag ${flag} is not enabled.`,
    mend: `Leave ${name} out, or enable ${flag} in config-features of knative-eventing and in sluice.yaml.`,
    source: SOURCE,
    knative: { message: "must not set the field(s)", paths: [at] },
  });
}
