import { parseCron, type Schedule } from "./cron.ts";
import { type TimeZone, timeZone, type WallClock } from "./time-zone.ts";

/** A schedule and the zone its fields are read in. */
export interface ZonedSchedule {
  readonly schedule: Schedule;
  readonly zone: TimeZone;
}

/** Why a schedule with its zone cannot be read, and which of the two is at fault. */
export interface ZonedScheduleFault {
  readonly field: "schedule" | "timezone";
  readonly fault: string;
}

/** How far ahead a firing is looked for, in years: a schedule that rests longer never fires. */
const HORIZON = 5;
const HOUR = 3_600_000;

/**
 * Reads `spec.schedule` with `spec.timezone` as the webhook does (eventing.md §3.6): the zone is pasted before the
 * schedule, so a blank inside it shifts the fields; a schedule may name its own zone only while `timezone` is empty.
 */
export function resolveSchedule(schedule: string, timezone: string): ZonedSchedule | ZonedScheduleFault {
  if (schedule.includes("@every")) return { field: "schedule", fault: "unsupported descriptor @every" };
  let text = timezone === "" ? schedule : `CRON_TZ=${timezone} ${schedule}`;
  let name = "";
  if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
    const blank = text.indexOf(" ");
    if (blank === -1) return { field: "schedule", fault: `no blank and no fields after the zone: ${text}` };
    name = text.slice(text.indexOf("=") + 1, blank);
    text = text.slice(blank).trim();
  }
  const zone = timeZone(name);
  if (zone === undefined) {
    return { field: "timezone", fault: `provided bad location ${name}: unknown time zone ${name}` };
  }
  const parsed = parseCron(text);
  return "fault" in parsed ? { field: "schedule", fault: parsed.fault } : { schedule: parsed, zone };
}

/**
 * The first firing after a moment (milliseconds since the epoch), or undefined when none comes within five years.
 * Times inside a daylight-saving gap are skipped, times that repeat fire twice; changes of half an hour err as Knative's
 * scheduler does (eventing.md §3.6).
 *
 * @throws RangeError when schedule or zone cannot be read; admission refuses those
 */
export function nextFire(schedule: string, timezone: string, afterMs: number): number | undefined {
  const resolved = resolveSchedule(schedule, timezone);
  if ("fault" in resolved) throw new RangeError(`${resolved.field}: ${resolved.fault}`);
  return nextFireOf(resolved, afterMs);
}

/** {@link nextFire} of a schedule that was read before. */
export function nextFireOf({ schedule, zone }: ZonedSchedule, afterMs: number): number | undefined {
  if (neverFires(schedule)) return undefined;
  const search: Search = { at: Math.floor(afterMs / 1000) * 1000 + 1000, moved: false };
  const lastYear = zone.wallClock(search.at).year + HORIZON;
  // Fields are settled from the coarsest to the finest; the first one that moves clears all finer ones, and one that
  // wraps around sends the search back to the coarsest.
  while (zone.wallClock(search.at).year <= lastYear) {
    if (!settleMonth(schedule, zone, search)) continue;
    if (!settleDay(schedule, zone, search)) continue;
    if (!settleHour(schedule, zone, search)) continue;
    if (!settleFine(schedule.minute, "minute", 60_000, zone, search)) continue;
    if (!settleFine(schedule.second, "second", 1000, zone, search)) continue;
    return search.at;
  }
  return undefined;
}

/** Whether a field holds no value at all (a lone comma), so that nothing need be searched for. */
function neverFires({ second, minute, hour, month, dayOfMonth, dayOfWeek, eitherDay }: Schedule): boolean {
  const isEmpty = (field: readonly boolean[]): boolean => !field.includes(true);
  const noDay = eitherDay ? isEmpty(dayOfMonth) && isEmpty(dayOfWeek) : isEmpty(dayOfMonth) || isEmpty(dayOfWeek);
  return noDay || [second, minute, hour, month].some(isEmpty);
}

interface Search {
  at: number;
  moved: boolean;
}

function settleMonth(schedule: Schedule, zone: TimeZone, search: Search): boolean {
  for (let clock = zone.wallClock(search.at); !schedule.month[clock.month]; clock = zone.wallClock(search.at)) {
    const start = search.moved ? clock : { ...clock, day: 1, ...MIDNIGHT };
    search.moved = true;
    // Going through the moment keeps what the zone makes of a first of the month that it skips.
    const from = zone.wallClock(zone.moment(start));
    search.at = zone.moment({ ...from, month: from.month + 1 });
    if (zone.wallClock(search.at).month === 1) return false;
  }
  return true;
}

function settleDay(schedule: Schedule, zone: TimeZone, search: Search): boolean {
  for (let clock = zone.wallClock(search.at); !dayFires(schedule, clock); clock = zone.wallClock(search.at)) {
    const start = search.moved ? clock : { ...clock, ...MIDNIGHT };
    search.moved = true;
    const from = zone.wallClock(zone.moment(start));
    search.at = zone.moment({ ...from, day: from.day + 1 });
    // A change at midnight leaves the clock at 23 or 1: whole hours are put right, half ones are not.
    const hour = zone.wallClock(search.at).hour;
    if (hour !== 0) search.at += hour > 12 ? (24 - hour) * HOUR : -hour * HOUR;
    if (zone.wallClock(search.at).day === 1) return false;
  }
  return true;
}

function settleHour(schedule: Schedule, zone: TimeZone, search: Search): boolean {
  for (let clock = zone.wallClock(search.at); !schedule.hour[clock.hour]; clock = zone.wallClock(search.at)) {
    if (!search.moved) search.at = zone.moment({ ...clock, minute: 0, second: 0 });
    search.moved = true;
    search.at += HOUR;
    if (zone.wallClock(search.at).hour === 0) return false;
  }
  return true;
}

function settleFine(
  fires: readonly boolean[],
  unit: "minute" | "second",
  unitMs: number,
  zone: TimeZone,
  search: Search,
): boolean {
  for (let clock = zone.wallClock(search.at); !fires[clock[unit]]; clock = zone.wallClock(search.at)) {
    if (!search.moved) search.at = Math.floor(search.at / unitMs) * unitMs;
    search.moved = true;
    search.at += unitMs;
    if (zone.wallClock(search.at)[unit] === 0) return false;
  }
  return true;
}

function dayFires(schedule: Schedule, clock: WallClock): boolean {
  const weekday = new Date(Date.UTC(clock.year, clock.month - 1, clock.day)).getUTCDay();
  const ofMonth = schedule.dayOfMonth[clock.day] === true;
  const ofWeek = schedule.dayOfWeek[weekday] === true;
  return schedule.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0 } as const;
