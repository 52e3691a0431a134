/**
 * A cron schedule as PingSource reads it: for each field the values at which it fires, as bits of a number (minute 0 is
 * bit 0), and whether days of month and week are both restricted.
 */
export interface Schedule {
  readonly second: readonly boolean[];
  readonly minute: readonly boolean[];
  readonly hour: readonly boolean[];
  readonly dayOfMonth: readonly boolean[];
  readonly month: readonly boolean[];
  readonly dayOfWeek: readonly boolean[];
  /** Both day fields are restricted: a day fires when either matches (the standard OR of cron). */
  readonly eitherDay: boolean;
}

/** Why a text is no schedule, in the parser's own words. */
export interface ScheduleFault {
  readonly fault: string;
}

/**
 * Reads five fields, six with leading seconds, or a descriptor such as `@daily` (eventing.md §3.6). No zone prefix here:
 * see `resolveSchedule`.
 */
export function parseCron(text: string): Schedule | ScheduleFault {
  if (text === "") return { fault: "empty spec string" };
  if (text.startsWith("@")) return descriptor(text);
  const fields = text.split(/\s+/u).filter((field) => field !== "");
  if (fields.length !== 5 && fields.length !== 6) {
    return { fault: `expected 5 to 6 fields, found ${fields.length}: [${fields.join(" ")}]` };
  }
  return fromFields(fields.length === 5 ? ["0", ...fields] : fields);
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const SECOND: Range = { min: 0, max: 59 };
const MINUTE: Range = { min: 0, max: 59 };
const HOUR: Range = { min: 0, max: 23 };
const DAY_OF_MONTH: Range = { min: 1, max: 31 };
const MONTH: Range = { min: 1, max: 12, names: MONTHS };
const DAY_OF_WEEK: Range = { min: 0, max: 6, names: DAYS };

const DESCRIPTORS = new Map([
  ["@yearly", "0 0 0 1 1 *"],
  ["@annually", "0 0 0 1 1 *"],
  ["@monthly", "0 0 0 1 * *"],
  ["@weekly", "0 0 0 * * 0"],
  ["@daily", "0 0 0 * * *"],
  ["@midnight", "0 0 0 * * *"],
  ["@hourly", "0 0 * * * *"],
]);

function descriptor(text: string): Schedule | ScheduleFault {
  const fields = DESCRIPTORS.get(text);
  return fields === undefined ? { fault: `unrecognized descriptor: ${text}` } : fromFields(fields.split(" "));
}

function fromFields(fields: readonly string[]): Schedule | ScheduleFault {
  const [second, minute, hour, dayOfMonth, month, dayOfWeek] = [
    parseField(fields[0], SECOND),
    parseField(fields[1], MINUTE),
    parseField(fields[2], HOUR),
    parseField(fields[3], DAY_OF_MONTH),
    parseField(fields[4], MONTH),
    parseField(fields[5], DAY_OF_WEEK),
  ];
  for (const field of [second, minute, hour, dayOfMonth, month, dayOfWeek]) if ("fault" in field) return field;
  if ("fault" in second || "fault" in minute || "fault" in hour) return { fault: "" };
  if ("fault" in dayOfMonth || "fault" in month || "fault" in dayOfWeek) return { fault: "" };
  return {
    second: second.values,
    minute: minute.values,
    hour: hour.values,
    dayOfMonth: dayOfMonth.values,
    month: month.values,
    dayOfWeek: dayOfWeek.values,
    eitherDay: !dayOfMonth.star && !dayOfWeek.star,
  };
}

interface Field {
  readonly values: readonly boolean[];
  /** The field holds `*` or `?`: it restricts nothing. */
  readonly star: boolean;
}

function parseField(text: string | undefined, range: Range): Field | ScheduleFault {
  const values: boolean[] = [];
  let star = false;
  for (const item of (text ?? "").split(",")) {
    if (item === "") continue;
    const part = parseItem(item, range);
    if ("fault" in part) return part;
    for (let value = part.from; value <= part.to; value += part.step) values[value] = true;
    star ||= part.star;
  }
  return { values, star };
}

interface Item {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly star: boolean;
}

/** One item of a list: `*`, `5`, `1-5`, each with `/step`. What stands after `*-` is never read. */
function parseItem(text: string, range: Range): Item | ScheduleFault {
  const [bounds = "", stepText, ...moreSteps] = text.split("/");
  const [low = "", high, ...moreBounds] = bounds.split("-");
  const star = low === "*" || low === "?";
  let from: number | ScheduleFault = range.min;
  let to: number | ScheduleFault = range.max;
  if (!star) {
    from = numberOrName(low, range);
    if (typeof from === "object") return from;
    if (moreBounds.length > 0) return { fault: `too many hyphens: ${text}` };
    to = high === undefined ? from : numberOrName(high, range);
    if (typeof to === "object") return to;
  }
  let step = 1;
  if (stepText !== undefined) {
    if (moreSteps.length > 0) return { fault: `too many slashes: ${text}` };
    const given = wholeNumber(stepText);
    if (typeof given === "object") return given;
    step = given;
    if (high === undefined) to = range.max;
  }
  if (from < range.min) return { fault: `beginning of range (${from}) below minimum (${range.min}): ${text}` };
  if (to > range.max) return { fault: `end of range (${to}) above maximum (${range.max}): ${text}` };
  if (from > to) return { fault: `beginning of range (${from}) beyond end of range (${to}): ${text}` };
  if (step === 0) return { fault: `step of range should be a positive number: ${text}` };
  return { from, to, step, star: star && step === 1 };
}

function numberOrName(text: string, range: Range): number | ScheduleFault {
  const index = range.names?.indexOf(text.toLowerCase()) ?? -1;
  return index === -1 ? wholeNumber(text) : index + range.min;
}

function wholeNumber(text: string): number | ScheduleFault {
  if (!/^[+-]?\d+$/.test(text)) {
    return { fault: `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax` };
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    return {
      fault: `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`,
    };
  }
  return value < 0 ? { fault: `negative number (${value}) not allowed: ${text}` } : value;
}
