/** A duration of Go's `time` package: `1h30m`, `500ms`, `.5s`; exact nanoseconds. */
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAX = 2n ** 63n;

/** Reads a Go duration into nanoseconds; undefined where `time.ParseDuration` fails. */
export function parseGoDuration(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  let rest = text.slice(sign.length);
  if (rest === "0") return 0n;
  if (rest === "") return undefined;
  let total = 0n;
  while (rest !== "") {
    const part = /^(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    if (part === null) return undefined;
    const [whole, digits = "", fraction = "", unit = ""] = part;
    const size = UNITS[unit];
    if (digits + fraction === "" || size === undefined) return undefined;
    total += BigInt(digits === "" ? 0 : digits) * size;
    if (fraction !== "") total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    if (total > MAX || (total === MAX && sign !== "-")) return undefined;
    rest = rest.slice(whole.length);
  }
  return sign === "-" ? -total : total;
}
