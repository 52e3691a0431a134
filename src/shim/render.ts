import type { JsonValue } from "../routes/index.ts";
import { pointerTokens, readTemplate, type TextTemplate } from "../routes/template.ts";

/** A template, compiled: gives what it stands for in a view, undefined where nothing is there. */
export type Template<T> = (view: unknown) => T | undefined;

/** A text: what is missing is nothing in it; what is no text is written as JSON. */
export function compileText(text: string): Template<string> {
  const template = parsed(text);
  const { texts, pointers } = template;
  if (pointers.length === 0) return () => text;
  return (view) => {
    let result = texts[0] ?? "";
    for (const [index, tokens] of pointers.entries()) {
      const value = valueAt(view, tokens);
      result +=
        (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value)) + texts[index + 1];
    }
    return result;
  };
}

/** JSON: a text that is one place keeps the value's type, and a member or element of nothing is left out. */
export function compileJson(template: JsonValue): Template<JsonValue> {
  if (typeof template === "string") {
    const { texts, pointers } = parsed(template);
    const [only] = pointers;
    const isOnePlace = only !== undefined && pointers.length === 1 && texts.every((text) => text === "");
    return isOnePlace ? (view) => valueAt(view, only) as JsonValue | undefined : compileText(template);
  }
  if (Array.isArray(template)) {
    const parts = template.map(compileJson);
    return (view) => parts.map((part) => part(view)).filter((value) => value !== undefined);
  }
  if (typeof template !== "object" || template === null) return () => template;
  const members = Object.entries(template).map(([name, part]) => [name, compileJson(part)] as const);
  return (view) => {
    const result: Record<string, JsonValue> = Object.create(null);
    for (const [name, part] of members) {
      const value = part(view);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
}

/** Texts by name. */
export function compileTexts(
  texts: Readonly<Record<string, string>> = {},
): Template<readonly (readonly [string, string])[]> {
  const compiled = Object.entries(texts).map(([name, text]) => [name, compileText(text)] as const);
  return (view) => compiled.map(([name, template]) => [name, template(view) ?? ""] as const);
}

/** Reads what stands at a pointer; only own members count, so that `__proto__` and `constructor` are names like others. */
export function valueAt(view: unknown, tokens: readonly string[]): unknown {
  let value = view;
  for (const token of tokens) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && token === "length") return undefined;
    value = (value as Readonly<Record<string, unknown>>)[token];
  }
  return value;
}

/** A pointer of a table that has been validated. */
export function tokensOf(pointer: string): readonly string[] {
  return pointerTokens(pointer) ?? [];
}

/** The table's validation has read it before, with its roots. */
function parsed(text: string): TextTemplate {
  const { template, fault } = readTemplate(text);
  if (template === undefined) throw new Error(`A route table that was not validated: ${fault}`);
  return template;
}
