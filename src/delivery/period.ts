/**
 * An ISO 8601 duration as Knative reads it (eventing.md §3.5): tenths of each field in 16 bits, so that some texts mean
 * something else than they say. Every function here is exact, wrapping included.
 */
export interface Period {
  /** What it amounts to in nanoseconds at run time: int64, years of 365.2425 and months of 30.436875 days. */
  readonly ns: bigint;
  /** Every field is zero: refused as a `timeout`. Judged by the fields, not by `ns` (§3.5, 5). */
  readonly isZero: boolean;
  /** Some field is below zero: refused as `retryAfterMax`. Judged by the fields, not by `ns` (§3.5, 5). */
  readonly isNegative: boolean;
  /** Whether no calendar field (years, months, days) takes part. */
  readonly isExact: boolean;
  /** The duration as Knative writes it: what it understood, such as `PT0.2S` for `PT0.25S`. */
  readonly canonical: string;
}

/** Why a text is no duration. */
export type PeriodFault =
  /** Empty, or only a sign. */
  | "empty"
  | "no-leading-p"
  /** `P` or `PT` alone. */
  | "no-field"
  | "field-without-number"
  | "not-a-number"
  /** Fields in the wrong order, twice, or text after the last one. */
  | "left-over";

/** A duration, or why the text is none. */
export type PeriodResult =
  | { readonly period: Period; readonly fault?: undefined }
  | { readonly period?: undefined; readonly fault: PeriodFault };

/** Tenths, in the order of the text; weeks are counted into days. */
interface Fields {
  readonly years: bigint;
  readonly months: bigint;
  readonly days: bigint;
  readonly hours: bigint;
  readonly minutes: bigint;
  readonly seconds: bigint;
}

/** Implements eventing.md §3.5, 1–5. Never throws. */
export function parsePeriod(text: string): PeriodResult {
  if (text === "P0") return { period: toPeriod(ZERO, false) };
  const sign = text[0] === "-" || text[0] === "+" ? text[0] : "";
  const marked = text.slice(sign.length);
  if (marked === "") return { fault: "empty" };
  if (marked[0] !== "P") return { fault: "no-leading-p" };
  const read = readFields(marked.slice(1));
  if (typeof read === "string") return { fault: read };
  const { fields, isNegated } = settleSign(read, sign === "-");
  return { period: toPeriod(spreadFractions(carry(fields)), isNegated) };
}

const ZERO: Fields = { years: 0n, months: 0n, days: 0n, hours: 0n, minutes: 0n, seconds: 0n };

const DATE_MARKS = ["Y", "M", "W", "D"];
const TIME_MARKS = ["H", "M", "S"];

/** §3.5, 1: the time after the first `T` is read before the date, which decides which fault is told. */
function readFields(text: string): Fields | PeriodFault {
  const at = text.indexOf("T");
  const time = at === -1 ? NO_TIME : readMarked(text.slice(at + 1), TIME_MARKS);
  if (typeof time === "string") return time;
  const date = readMarked(at === -1 ? text : text.slice(0, at), DATE_MARKS);
  if (typeof date === "string") return date;
  if (date.found + time.found === 0) return "no-field";
  const [years = 0n, months = 0n, weeks = 0n, days = 0n] = date.tenths;
  const [hours = 0n, minutes = 0n, seconds = 0n] = time.tenths;
  return { years, months, days: int64(weeks * 7n + days), hours, minutes, seconds };
}

interface MarkedNumbers {
  /** One for each mark, 0 where the field is absent. */
  readonly tenths: readonly bigint[];
  readonly found: number;
}

const NO_TIME: MarkedNumbers = { tenths: [], found: 0 };

function readMarked(text: string, marks: readonly string[]): MarkedNumbers | PeriodFault {
  const tenths: bigint[] = [];
  let rest = text;
  let found = 0;
  for (const mark of marks) {
    const end = rest.indexOf(mark);
    if (end === 0) return "field-without-number";
    if (end === -1) {
      tenths.push(0n);
      continue;
    }
    const value = readTenths(rest.slice(0, end));
    if (value === undefined) return "not-a-number";
    tenths.push(value);
    found += 1;
    rest = rest.slice(end + 1);
  }
  return rest === "" ? { tenths, found } : "left-over";
}

/** §3.5, 2: the whole part and the one character after the first `.`, else the first `,`; the rest is ignored. */
function readTenths(text: string): bigint | undefined {
  const dot = text.indexOf(".");
  const point = dot === -1 ? text.indexOf(",") : dot;
  const digits = point === -1 ? `${text}0` : `${text.slice(0, point)}${text[point + 1] ?? "0"}`;
  if (!/^[+-]?[0-9]+$/.test(digits)) return undefined;
  const value = BigInt(digits.startsWith("+") ? digits.slice(1) : digits);
  return int64(value) === value ? value : undefined;
}

/** §3.5, 3: without a leading minus one negative field makes the whole negative, and each counts with its absolute value. */
function settleSign(fields: Fields, isMinus: boolean): { readonly fields: Fields; readonly isNegated: boolean } {
  if (isMinus || !Object.values(fields).some((value) => value < 0n)) return { fields, isNegated: isMinus };
  return { fields: mapFields(fields, (value) => (value < 0n ? int64(-value) : value)), isNegated: true };
}

/** §3.5, 4, first half: what does not fit a field moves to the next larger one. */
function carry(fields: Fields): Fields {
  let { years, months, days, hours, minutes, seconds } = fields;
  minutes = int64(minutes + (seconds / 600n) * 10n);
  seconds %= 600n;
  hours = int64(hours + (minutes / 600n) * 10n);
  minutes %= 600n;
  if (hours > 32_204n) {
    days = int64(days + (hours / 240n) * 10n);
    hours %= 240n;
  }
  if (days > 32_760n) {
    const millionths = int64(days * 1_000_000n);
    months = int64(months + millionths / MONTH_MILLIONTHS);
    days = (millionths % MONTH_MILLIONTHS) / 1_000_000n;
  }
  years = int64(years + (months / 120n) * 10n);
  months %= 120n;
  return { years, months, days, hours, minutes, seconds };
}

/** A month of 30.436875 days. */
const MONTH_MILLIONTHS = 30_436_875n;

/** §3.5, 4, second half: tenths of a field move to the next smaller one if any smaller one is not zero. */
function spreadFractions(fields: Fields): Fields {
  let { years, months, days, hours, minutes, seconds } = fields;
  const whole = (value: bigint) => (value / 10n) * 10n;
  if (years % 10n !== 0n && (months || days || hours || minutes || seconds)) {
    months += (years % 10n) * 12n;
    years = whole(years);
  }
  if (months % 10n !== 0n && (days || hours || minutes || seconds)) {
    days += ((months % 10n) * MONTH_MILLIONTHS) / 1_000_000n;
    months = whole(months);
  }
  if (days % 10n !== 0n && (hours || minutes || seconds)) {
    hours += (days % 10n) * 24n;
    days = whole(days);
  }
  if (hours % 10n !== 0n && (minutes || seconds)) {
    minutes += (hours % 10n) * 60n;
    hours = whole(hours);
  }
  if (minutes % 10n !== 0n && seconds) {
    seconds += (minutes % 10n) * 60n;
    minutes = whole(minutes);
  }
  return { years, months, days, hours, minutes, seconds };
}

/** §3.5, 4 and 5: fields are cut to 16 bits, then summed in int64. */
function toPeriod(fields: Fields, isNegated: boolean): Period {
  const held = mapFields(fields, (value) => BigInt.asIntN(16, isNegated ? -value : value));
  const { years, months, days, hours, minutes, seconds } = held;
  // Fields are tenths: in ten-millionths of a day, a tenth of a month is a month in millionths.
  const tenMillionths = years * 365_242_500n + months * MONTH_MILLIONTHS + days * 1_000_000n;
  const microseconds = int64(tenMillionths * 8_640n);
  const milliseconds = hours * 360_000n + minutes * 6_000n + seconds * 100n;
  return {
    ns: int64(microseconds * 1_000n + milliseconds * 1_000_000n),
    isZero: Object.values(held).every((value) => value === 0n),
    isNegative: Object.values(held).some((value) => value < 0n),
    isExact: microseconds === 0n,
    canonical: writePeriod(held),
  };
}

function writePeriod(held: Fields): string {
  const isNegative = Object.values(held).some((value) => value < 0n);
  const { years, months, days, hours, minutes, seconds } = mapFields(held, (value) => (value < 0n ? -value : value));
  const dateText = writeField(years, "Y") + writeField(months, "M") + writeDays(days);
  const timeText = writeField(hours, "H") + writeField(minutes, "M") + writeField(seconds, "S");
  if (dateText + timeText === "") return "P0D";
  return `${isNegative ? "-" : ""}P${dateText}${timeText === "" ? "" : `T${timeText}`}`;
}

function writeDays(tenths: bigint): string {
  return tenths % 70n === 0n ? writeField(tenths / 7n, "W") : writeField(tenths, "D");
}

function writeField(tenths: bigint, mark: string): string {
  return tenths === 0n ? "" : `${Number(tenths) / 10}${mark}`;
}

function mapFields(fields: Fields, change: (value: bigint) => bigint): Fields {
  return {
    years: change(fields.years),
    months: change(fields.months),
    days: change(fields.days),
    hours: change(fields.hours),
    minutes: change(fields.minutes),
    seconds: change(fields.seconds),
  };
}

function int64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
