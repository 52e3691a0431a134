/** How a quantity is written: `1500m`, `2Ki`, `1e3`. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** A Kubernetes quantity: `unscaled` × 10^-`scale`, exact. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** As it is stored and printed: `0.5` becomes `500m`, `12000000` stays what was written or becomes `12M`. */
  readonly canonical: string;
}

/** Why a text is no quantity; the API server's own words. */
export interface QuantityFault {
  readonly fault: string;
}

/** Finest fraction a quantity keeps: nano; the rest is rounded up, away from zero. */
const NANO = 9;
/** Largest |value| of a binary quantity; more is cut to this. */
const MAX = 2n ** 63n - 1n;
/** Digits that surely fit 64 bits. */
const SAFE_DIGITS = 18;
/** Beyond it an exponent only keeps a cluster's webhook busy (serving.md TPL-8). */
export const MAX_EXPONENT = 1_000;

/**
 * Reads a quantity as Kubernetes does (serving.md TPL-8, recorded in fidelity/table-quantity): sign, digits, an
 * SI suffix, a binary suffix or an exponent. `+`, `-` and `.` are zero.
 */
export function parseQuantity(text: string): Quantity | QuantityFault {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*)([-+]?\d*)$/.exec(text);
  if (text === "" || parts === null) return { fault: SHAPE_FAULT };
  const [, sign = "", whole = "", fraction = "", letters = "", digits = ""] = parts;
  const suffix = suffixOf(letters, digits);
  if (suffix === undefined) return { fault: SUFFIX_FAULT };
  const integer = whole.replace(/^0+(?=\d)/, "") || "0";
  const asWritten = keepsText(text, integer, fraction, suffix);
  let unscaled = BigInt(integer + fraction);
  if (sign === "-") unscaled = -unscaled;
  if (suffix.base === 2) unscaled *= 2n ** BigInt(suffix.exponent);
  let exact = roundedToNano(unscaled, fraction.length - (suffix.base === 10 ? suffix.exponent : 0));
  if (suffix.format === "BinarySI") {
    const limit = 10n ** BigInt(exact.scale);
    const cut = capped(exact.unscaled / limit);
    if (cut === MAX || cut === -MAX) exact = { unscaled: cut, scale: 0 };
  }
  const canonical = asWritten ? text : canonicalText(exact.unscaled, exact.scale, suffix.format);
  return { ...exact, format: suffix.format, canonical };
}

/** Whether a text is a quantity that does not keep a webhook busy. */
export function isQuantity(text: string): boolean {
  return !("fault" in parseQuantity(text));
}

/** Whether a quantity is below zero. */
export function isNegative(quantity: Quantity): boolean {
  return quantity.unscaled < 0n;
}

const SHAPE_FAULT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_FAULT = "unable to parse quantity's suffix";

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const SI = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const SI_BY_EXPONENT = new Map([...SI].map(([letters, exponent]) => [exponent, letters]));
const BINARY = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

function suffixOf(letters: string, digits: string): Suffix | undefined {
  if (digits === "") {
    const binary = BINARY.get(letters);
    if (binary !== undefined) return { base: 2, exponent: binary, format: "BinarySI" };
    const decimal = SI.get(letters);
    return decimal === undefined ? undefined : { base: 10, exponent: decimal, format: "DecimalSI" };
  }
  if (letters !== "e" && letters !== "E") return undefined;
  const exponent = Number(digits);
  if (!Number.isSafeInteger(exponent) || Math.abs(exponent) > MAX_EXPONENT) return undefined;
  return { base: 10, exponent, format: "DecimalExponent" };
}

/** Whether the text is stored as it stands: it fits 64 bits and looks canonical at a glance. */
function keepsText(text: string, whole: string, fraction: string, suffix: Suffix): boolean {
  const digits = whole + fraction;
  if (digits.startsWith("0") || digits.endsWith("000")) return false;
  if (suffix.base === 2) {
    return fraction === "" && whole.length + suffix.exponent < 15;
  }
  const scale = suffix.exponent - fraction.length;
  return digits.length <= SAFE_DIGITS && scale >= -NANO && scale % 3 === 0;
}

function roundedToNano(unscaled: bigint, scale: number): { readonly unscaled: bigint; readonly scale: number } {
  if (scale < 0) return { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
  if (scale <= NANO) return { unscaled, scale };
  const divisor = 10n ** BigInt(scale - NANO);
  const cut = unscaled / divisor;
  if (cut * divisor === unscaled) return { unscaled: cut, scale: NANO };
  return { unscaled: unscaled < 0n ? cut - 1n : cut + 1n, scale: NANO };
}

function capped(unscaled: bigint): bigint {
  if (unscaled > MAX) return MAX;
  return unscaled < -MAX ? -MAX : unscaled;
}

/** The shortest exact text of the same kind; binary quantities below 1024 or with a fraction are written in SI. */
function canonicalText(unscaled: bigint, scale: number, format: QuantityFormat): string {
  if (unscaled === 0n) return "0";
  const one = 10n ** BigInt(scale);
  if (format === "BinarySI" && unscaled % one === 0n) {
    const whole = unscaled / one;
    if (whole >= 1024n || whole <= -1024n) return binaryText(whole);
  }
  let digits = unscaled;
  let exponent = -scale;
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0 || (format !== "DecimalExponent" && exponent > 18)) {
    digits *= 10n;
    exponent--;
  }
  if (format === "DecimalExponent") return exponent === 0 ? String(digits) : `${digits}e${exponent}`;
  return `${digits}${SI_BY_EXPONENT.get(exponent) ?? ""}`;
}

function binaryText(whole: bigint): string {
  let digits = whole;
  let steps = 0;
  while (digits % 1024n === 0n && steps < 6) {
    digits /= 1024n;
    steps++;
  }
  return `${digits}${["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][steps] ?? ""}`;
}
