import { type CesqlType, type CesqlValue, type Evaluation, ZERO } from "./evaluation.ts";

const MAX = 2_147_483_647;
const MIN = -2_147_483_648;

/** Casts by eventing.md §10.1; an error gives the type's zero value. */
export function cast(value: CesqlValue, type: CesqlType, evaluation: Evaluation): CesqlValue {
  if (type === "String") return toText(value);
  if (type === "Integer") return toInteger(value, evaluation);
  return toBoolean(value, evaluation);
}

/** Every value has a text. */
export function toText(value: CesqlValue): string {
  return typeof value === "string" ? value : String(value);
}

/** A number; text that is none, or beyond 32 bits, is a cast error and 0. */
export function toInteger(value: CesqlValue, evaluation: Evaluation): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const parsed = parseInteger(value);
  if (parsed !== undefined && parsed <= MAX && parsed >= MIN) return parsed;
  evaluation.fail("cast", `${quote(value)} is no integer of 32 bits`);
  return ZERO.Integer;
}

/**
 * What INT() gives: like {@link toInteger}, but Knative's engine keeps the nearest number beside the error for text
 * that is a number beyond 32 bits (eventing.md §10.3).
 */
export function toIntegerClamped(value: CesqlValue, evaluation: Evaluation): number {
  const parsed = typeof value === "string" ? parseInteger(value) : undefined;
  const cut = toInteger(value, evaluation);
  if (parsed === undefined) return cut;
  return Math.max(MIN, Math.min(MAX, parsed));
}

/** `true` and `false` in any letter case; other text is a cast error and false. */
export function toBoolean(value: CesqlValue, evaluation: Evaluation): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  const parsed = parseBoolean(value);
  if (parsed !== undefined) return parsed;
  evaluation.fail("cast", `${quote(value)} is neither true nor false`);
  return ZERO.Boolean;
}

export function parseBoolean(text: string): boolean | undefined {
  if (text.length === 4 && text.toLowerCase() === "true") return true;
  if (text.length === 5 && text.toLowerCase() === "false") return false;
  return undefined;
}

/** A decimal integer with an optional sign, perhaps beyond 32 bits; undefined for anything else. */
export function parseInteger(text: string): number | undefined {
  const first = text.charCodeAt(0);
  const signed = first === 43 || first === 45;
  const length = text.length;
  if (length === 0 || (signed && length === 1)) return undefined;
  let value = 0;
  for (let at = signed ? 1 : 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return first === 45 && value !== 0 ? -value : value;
}

/** Whether a value can be cast without an error. */
export function canCast(value: CesqlValue, type: "Integer" | "Boolean"): boolean {
  if (typeof value !== "string") return true;
  if (type === "Boolean") return parseBoolean(value) !== undefined;
  const parsed = parseInteger(value);
  return parsed !== undefined && parsed <= MAX && parsed >= MIN;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
