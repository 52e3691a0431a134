import { backoffNs, isRetried, parsePeriod, retryPolicy, retryWaitNs } from "../../../src/delivery/index.ts";
import { nextFireOf, resolveSchedule } from "../../../src/manifests/schedule/next-fire.ts";
import { readRecording } from "../../../test/fidelity/recordings.ts";
import { mutate } from "../mutate.ts";
import { hold, type Surface } from "../surface.ts";

const LONG = 100_000;
const INT64 = 1n << 63n;

const TEXTS = readRecording<{ readonly text: string }>("table-duration").map(({ text }) => text);
const DURATION_WORDS = [
  "P",
  "T",
  "Y",
  "M",
  "W",
  "D",
  "H",
  "S",
  "PT",
  "-",
  "+",
  ".",
  ",",
  "0",
  "1",
  "9",
  "-5",
  "3276.7",
  "9223372036854775807",
];

/** Durations, and what a delivery makes of them. */
export const durations: Surface<{ readonly text: string; readonly policy: string; readonly retry: number }> = {
  name: "durations",
  share: 1,
  limitMs: 250,
  corners: [
    `PT${"9".repeat(LONG)}S`,
    `P${"1Y".repeat(LONG)}`,
    "-".repeat(LONG),
    `PT0.${"0".repeat(LONG)}S`,
    `P${"-".repeat(LONG)}1D`,
  ].map((text) => ({ text, policy: "exponential", retry: 2_147_483_647 })),
  generate: (random) => ({
    text: mutate(random, random.pick(TEXTS), DURATION_WORDS, TEXTS),
    policy: random.pick(["linear", "exponential", "none", ""]),
    retry: random.pick([0, 1, 10, -1, 2_147_483_647]),
  }),
  accepts: ({ text, policy: backoffPolicy, retry }) => {
    const { period } = parsePeriod(text);
    const { policy } = retryPolicy({ retry, backoffPolicy, backoffDelay: text, timeout: text, retryAfterMax: text });
    hold("a delivery is readable when its durations are", (policy !== undefined) === (period !== undefined));
    if (period === undefined || policy === undefined) return false;
    hold("a duration is an int64", period.ns >= -INT64 && period.ns < INT64);
    for (const attempt of [0, 1, 5, 62, 63, 64, 1_000_000]) {
      const wait = retryWaitNs(policy, attempt, { status: 429, retryAfter: text, nowMs: 0 });
      hold("a wait is an int64", wait >= -INT64 && wait < INT64);
      backoffNs(policy, attempt);
      isRetried(policy, attempt, 503);
    }
    return true;
  },
};

const SCHEDULES = readRecording<{ readonly schedule: string; readonly timezone: string }>("table-cron");
const LINES = SCHEDULES.map(({ schedule }) => schedule);
const ZONES = [...new Set(SCHEDULES.map(({ timezone }) => timezone))];
const CRON_WORDS = [
  "*",
  "*/5",
  "?",
  "-",
  ",",
  "/",
  "@daily",
  "@every 1h",
  "jan",
  "SUN",
  "0-59",
  "31",
  "L",
  "TZ=",
  "CRON_TZ=UTC ",
  "99999999999999999999",
  " ",
];

/** Schedules with their zones, and their next firings. */
export const cron: Surface<{ readonly schedule: string; readonly timezone: string; readonly from: number }> = {
  name: "cron",
  share: 0.2,
  limitMs: 250,
  corners: [
    `${"*,".repeat(LONG)}* * * * *`,
    `${"0 ".repeat(LONG)}`,
    `*/${"9".repeat(LONG)} * * * *`,
    "0 0 30 2 *",
    "0 0 29 2 1",
    ", * * * *",
    "* * , * *",
    `TZ=${"x".repeat(LONG)} * * * * *`,
    "\u00a0".repeat(LONG),
  ].map((schedule) => ({ schedule, timezone: "", from: 0 })),
  generate: (random) => {
    const { schedule, timezone } = random.pick(SCHEDULES);
    return {
      schedule: random.chance(8) ? schedule : mutate(random, schedule, CRON_WORDS, LINES),
      timezone: random.chance(6) ? mutate(random, timezone, ZONES, ZONES) : timezone,
      from: random.pick([0, 1_700_000_000_000, 1_774_746_000_000, -1, 4_102_444_800_000]) + random.below(100_000_000),
    };
  },
  accepts: ({ schedule, timezone, from }) => {
    const resolved = resolveSchedule(schedule, timezone);
    if ("fault" in resolved) return false;
    let at: number | undefined = from;
    for (let firing = 0; firing < 3 && at !== undefined; firing++) {
      const next = nextFireOf(resolved, at);
      hold("the next firing is later", next === undefined || next > at);
      at = next;
    }
    return true;
  },
};
