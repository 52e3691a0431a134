/** Reads a number as Go's `strconv.ParseInt(text, 10, bits)` does: sign and digits only; undefined where it fails. */
export function parseGoInt(text: string, bits: 32 | 64): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  const limit = 2n ** BigInt(bits - 1);
  return value >= -limit && value < limit ? value : undefined;
}

/**
 * Reads a number as Go's `strconv.ParseFloat` does: decimals, exponents, hexadecimal with `p`, `Inf` and `NaN`;
 * undefined where it fails, which is also beyond the range (serving.md §4).
 */
export function parseGoFloat(text: string): number | undefined {
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const digits = text.replace(/(?<=[0-9a-f])_(?=[0-9a-f])/gi, "");
  if (digits !== text) return parseGoFloat(digits);
  const hex = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?[0-9]+)$/i.exec(text);
  if (hex !== null) {
    const [, sign = "", whole = "", fraction = "", exponent = "0"] = hex;
    if (whole + fraction === "") return undefined;
    const mantissa = Number.parseInt(whole + fraction, 16) / 16 ** fraction.length;
    return finite((sign === "-" ? -1 : 1) * mantissa * 2 ** Number(exponent));
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text)) return undefined;
  return finite(Number(text));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
