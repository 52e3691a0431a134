const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const CANONICAL_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{0,8}[1-9])?Z$/;
/** A time that is certainly one, and canonical: most of what travels. The first days of a month, so that no calendar is asked. */
const PLAIN_UTC =
  /^(?!000[01])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,8}[1-9])?Z$/;
const MINUTE_MS = 60_000;

/** What Knative's filters read where an event has no time (eventing.md §6.10). */
export const ZERO_TIME = "0001-01-01T00:00:00Z";

/** A point in time: whole seconds since 1970 and nanoseconds, and the offset it was written with. */
interface Instant {
  readonly seconds: number;
  readonly nanos: number;
  readonly offsetMinutes: number;
}

/**
 * Reads `time` as Knative does: RFC 3339 with upper-case `T` and `Z`, no leap second; also a comma before the fraction,
 * a one-digit hour and offsets up to 24:60 (eventing.md §6.8). Gives the text with the offset it came with and the
 * fraction without trailing zeros, `undefined` for the zero time, which counts as absent, and `false` for no time.
 */
export function readTime(text: string): string | undefined | false {
  if (PLAIN_UTC.test(text)) return text;
  const instant = parse(text);
  if (instant === undefined) return false;
  return isZero(instant) ? undefined : format(instant, instant.offsetMinutes);
}

/** `time` as every hop rewrites it: in UTC, without trailing zeros (eventing.md §6.8). What cannot be read stays. */
export function timeInUtc(text: string): string {
  // A text of this shape is either canonical or cannot be read: both stay.
  if (CANONICAL_UTC.test(text)) return text;
  const instant = parse(text);
  return instant === undefined ? text : format(instant, 0);
}

function parse(text: string): Instant | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const [zoneHours, zoneMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (zoneHours > 24 || zoneMinutes > 60) return undefined;
  const offsetMinutes = (match[8] === "-" ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  // `Date.UTC` reads years below 100 as 19xx.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offsetMinutes, second);
  const nanos = Number((match[7] ?? "").slice(0, 9).padEnd(9, "0"));
  return { seconds: date.getTime() / 1000, nanos, offsetMinutes };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isZero(instant: Instant): boolean {
  return instant.seconds === -62_135_596_800 && instant.nanos === 0;
}

function format(instant: Instant, offsetMinutes: number): string {
  const local = new Date(instant.seconds * 1000 + offsetMinutes * MINUTE_MS);
  const year = local.getUTCFullYear();
  const yearText = year < 0 ? `-${String(-year).padStart(3, "0")}` : String(year).padStart(4, "0");
  const fraction = String(instant.nanos)
    .padStart(9, "0")
    .replace(/0{1,9}$/, "");
  return (
    `${yearText}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}` +
    `T${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}` +
    `${fraction === "" ? "" : `.${fraction}`}${zone(offsetMinutes)}`
  );
}

function zone(offsetMinutes: number): string {
  if (offsetMinutes === 0) return "Z";
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
