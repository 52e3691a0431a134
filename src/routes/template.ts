import { quote } from "./faults.ts";
import { type Check, isRecord } from "./shape.ts";
import { isPointer } from "./texts.ts";

/** A text with places: literal texts and JSON Pointers in turn; the first is a text. */
export interface TextTemplate {
  /** One more than there are pointers. */
  readonly texts: readonly string[];
  /** Decoded reference tokens of each pointer (RFC 6901). */
  readonly pointers: readonly (readonly string[])[];
}

/** A template, or what is wrong with it. */
export type TemplateReading =
  | { readonly template: TextTemplate; readonly fault?: undefined }
  | { readonly template?: undefined; readonly fault: string };

/** Reads `orders/{{/event/data/id}}`. Blanks around a pointer are nothing. @param roots what pointers may begin with */
export function readTemplate(text: string, roots?: readonly string[]): TemplateReading {
  const texts: string[] = [];
  const pointers: (readonly string[])[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open === -1) return { template: { texts: [...texts, text.slice(from)], pointers } };
    const close = text.indexOf("}}", open + 2);
    if (close === -1) return { fault: 'A "{{" is not closed with "}}".' };
    const pointer = text.slice(open + 2, close).trim();
    const tokens = pointerTokens(pointer);
    if (tokens === undefined || (roots !== undefined && !roots.includes(tokens[0] ?? ""))) {
      const choices = (roots ?? []).map((root) => `/${root}`).join(", ");
      return { fault: `${quote(pointer)} is no JSON Pointer that begins with ${choices}.` };
    }
    texts.push(text.slice(from, open));
    pointers.push(tokens);
    from = close + 2;
  }
}

/** The decoded tokens of a JSON Pointer; undefined for what is none (RFC 6901). */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  if (!isPointer(pointer)) return undefined;
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a request's templates see. */
export const REQUEST_ROOTS = ["event"];
/** What a response's templates see. */
export const RESPONSE_ROOTS = ["event", "status", "body"];

/** A text that may have places. */
export function textTemplate(roots: readonly string[]): Check<string> {
  return (text, path, faults) => {
    const { fault } = readTemplate(text, roots);
    if (fault !== undefined) {
      faults.add(
        "route-field-invalid",
        path,
        `${quote(text)} is no template: ${fault}`,
        "Write places as {{/event/data/id}}: an attribute by its name, or a pointer into the data.",
      );
    }
  };
}

/** JSON whose texts may have places. */
export function jsonTemplate(roots: readonly string[]): Check {
  const check = textTemplate(roots);
  const walk: Check = (value, path, faults) => {
    if (faults.full || path.length > 200) return;
    if (typeof value === "string") check(value, path, faults);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index], faults);
    else if (isRecord(value)) for (const name of Object.keys(value)) walk(value[name], [...path, name], faults);
  };
  return walk;
}
