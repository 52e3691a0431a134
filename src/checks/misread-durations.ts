import { parsePeriod } from "../delivery/index.ts";

/** How a duration is read, where that is not what it says. */
export interface Misreading {
  /** As Knative understood it: `PT0.2S`. */
  readonly means: string;
  readonly why: "rest-ignored" | "sign" | "precision" | "too-long" | "negative";
}

const DECIMAL = /^[+-]?P(?:[\d.,+-]+[YMWD])*(?:T(?:[\d.,+-]+[HMS])*)?$/;
const NUMBER = /^\d+(?:[.,]\d+)?$/;
const HOUR = 3600;
const SECONDS: Readonly<Record<string, number>> = { H: HOUR, M: 60, S: 1, D: 24 * HOUR, W: 168 * HOUR };
const DATE_SECONDS: Readonly<Record<string, number>> = { Y: 365.2425 * 24 * HOUR, M: 30.436875 * 24 * HOUR };
/** From here on Knative cuts what does not fit its 16 bits a field (eventing.md §3.5, 4). */
const LONG = 3220 * HOUR;

/**
 * What Knative makes of a duration that it admits and reads otherwise than it is written (eventing.md §3.5, §13 row 12):
 * more than one decimal, text after it, a sign inside, a length that wraps; a timeout below zero, which is none.
 */
export function misreadDuration(field: string, text: string): Misreading | undefined {
  const { period } = parsePeriod(text);
  // A timeout of nothing is refused, and admission says so.
  if (period === undefined || (field === "timeout" && period.ns === 0n)) return undefined;
  const means = period.canonical;
  const fields = fieldsOf(text);
  if (fields === undefined) return { means, why: "rest-ignored" };
  if (fields.some(({ number }) => /^[+-]/.test(number))) return { means, why: "sign" };
  const said = fields.reduce((sum, { number, unit }) => sum + Number(number.replace(",", ".")) * unit, 0);
  const signed = text.startsWith("-") ? -said : said;
  const read = Number(period.ns) / 1e9;
  const tolerance = Math.abs(said) >= LONG || !period.isExact ? Math.abs(said) * 0.01 : 1e-6;
  if (Math.abs(signed - read) > tolerance) return { means, why: Math.abs(said) >= LONG ? "too-long" : "precision" };
  if (field === "timeout" && period.ns < 0n) return { means, why: "negative" };
  return undefined;
}

/** Whether {@link misreadDuration} has something to say. */
export function isMisread(field: string, text: string): boolean {
  return misreadDuration(field, text) !== undefined;
}

/** The fields as anyone would read them; undefined where a number is none. */
function fieldsOf(text: string): readonly { readonly number: string; readonly unit: number }[] | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const [date = "", time = ""] = text.replace(/^[+-]?P/, "").split("T");
  const fields = [
    ...Array.from(date.matchAll(/([\d.,+-]+)([YMWD])/g), ([, number = "", mark = ""]) => ({
      number,
      unit: DATE_SECONDS[mark] ?? SECONDS[mark] ?? 0,
    })),
    ...Array.from(time.matchAll(/([\d.,+-]+)([HMS])/g), ([, number = "", mark = ""]) => ({
      number,
      unit: SECONDS[mark] ?? 0,
    })),
  ];
  const isRead = fields.every(({ number }) => {
    const plain = number.replace(/^[+-]/, "");
    return NUMBER.test(plain) || /^[.,]\d+$/.test(plain) || /^\d+[.,]$/.test(plain);
  });
  return isRead ? fields : undefined;
}
