const UNITS: readonly (readonly [string, number])[] = [
  ["year", 365.2425 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** A time as people say it: `7 seconds`, `13 minutes 39 seconds`, `34 years`; two units at most. */
export function spanText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  let rest = Math.round(milliseconds / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(rest / seconds);
    if (count === 0) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    rest -= count * seconds;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
