/** The fields of a clock on the wall; months from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A time zone by its rules, as Go's `time` package applies them. */
export interface TimeZone {
  readonly wallClock: (ms: number) => WallClock;
  /**
   * The moment of a wall clock; fields may overflow (day 32 is in the next month). A clock inside the gap of a
   * daylight-saving change gives a moment beside the gap, one that repeats gives one of both moments.
   */
  readonly moment: (clock: WallClock) => number;
}

/**
 * The zone of that name, or undefined where Go knows none. Names are case-sensitive: `Europe/Paris`, `UTC`, `EST`, not
 * `utc`, `GMT+1` or `+01:00`. `Local` and the empty name are UTC, the zone of Knative's images (eventing.md §3.6).
 */
export function timeZone(name: string): TimeZone | undefined {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = name === "" || name === "UTC" || name === "Local" ? UTC : (fromIntl(name) ?? "unknown");
    if (zones.size > MAX_ZONES) zones.clear();
    zones.set(name, zone);
  }
  return zone === "unknown" ? undefined : zone;
}

/** Making a formatter costs more than everything else here; names come from users, so the memory is bounded. */
const MAX_ZONES = 500;
const zones = new Map<string, TimeZone | "unknown">();

const UTC: TimeZone = { wallClock: utcClock, moment: utcMoment };

/** Names of the zone database that hold no slash. Intl knows further ones of its own, such as `PST`. */
const WITHOUT_SLASH = new Set(
  (
    "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire Factory GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland " +
    "Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK " +
    "Singapore Turkey UCT Universal W-SU WET Zulu"
  ).split(" "),
);

function fromIntl(name: string): TimeZone | undefined {
  if (!WITHOUT_SLASH.has(name) && !/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)+$/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
  // Intl ignores case, the zone database does not.
  const resolved = format.resolvedOptions().timeZone;
  if (resolved !== name && resolved.toLowerCase() === name.toLowerCase()) return undefined;
  if (name.includes("/") && name === name.toUpperCase() && !name.startsWith("Etc/")) return undefined;
  const offset = rememberedOffset(format);
  return {
    wallClock: (ms) => utcClock(ms + offset(ms)),
    moment(clock) {
      const local = utcMoment(clock);
      const near = offset(local);
      return near === 0 ? local : local - offset(local - near);
    },
  };
}

/** The zone's offset in milliseconds, remembered by quarters of an hour: no zone changes in between. */
function rememberedOffset(format: Intl.DateTimeFormat): (ms: number) => number {
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / QUARTER);
    let offset = known.get(quarter);
    if (offset === undefined) {
      offset = offsetAt(format, quarter * QUARTER);
      if (known.size > MAX_QUARTERS) known.clear();
      known.set(quarter, offset);
    }
    return offset;
  };
}

const QUARTER = 900_000;
const MAX_QUARTERS = 10_000;

function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(ms));
  if (parts === null) return 0;
  const seconds = Number(parts[2]) * 3600 + Number(parts[3]) * 60 + Number(parts[4] ?? 0);
  return (parts[1] === "-" ? -seconds : seconds) * 1000;
}

function utcClock(ms: number): WallClock {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function utcMoment(clock: WallClock): number {
  const date = new Date(0);
  date.setUTCFullYear(clock.year, clock.month - 1, clock.day);
  date.setUTCHours(clock.hour, clock.minute, clock.second, 0);
  return date.getTime();
}
