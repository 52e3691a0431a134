import type { CesqlValue } from "../cesql/evaluation.ts";
import type { Expression } from "../cesql/index.ts";
import type { Hints } from "./predicate.ts";
import { cesqlVariable } from "./variables.ts";

/** At most this many variables and texts are remembered of one expression. */
const MAX_HINTS = 16;

/** What an expression is about; undefined where it calls a function that only Knative's filter has. */
export function hintsOf(expression: Expression): Hints | undefined {
  const variables = new Set<string>();
  const texts = new Set<string>();
  const rest: Expression[] = [expression];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    switch (node.kind) {
      case "attribute":
      case "exists":
        if (variables.size < MAX_HINTS) variables.add(cesqlVariable(node.name));
        break;
      case "literal":
        addTexts(texts, node.value);
        break;
      case "like":
        addTexts(texts, node.pattern.replace(/\\([%_])|%/g, "$1").replaceAll("_", "x"));
        rest.push(node.operand);
        break;
      case "not":
      case "minus":
        rest.push(node.operand);
        break;
      case "in":
        rest.push(node.operand);
        for (const element of node.set) rest.push(element);
        break;
      case "binary":
        rest.push(node.left, node.right);
        break;
      case "call":
        if (node.name === "KN_VERIFY_CORRELATION_ID") return undefined;
        for (const argument of node.arguments) rest.push(argument);
    }
  }
  return { variables: [...variables], texts: [...texts] };
}

function addTexts(texts: Set<string>, value: CesqlValue): void {
  if (texts.size >= MAX_HINTS) return;
  texts.add(textOfValue(value));
  if (typeof value === "number") for (const near of [value - 1, value + 1]) texts.add(String(near));
}

/** The text that CESQL compares. */
export function textOfValue(value: CesqlValue): string {
  return wellFormed(String(value));
}

/** CESQL compares bytes, in which a lone surrogate is U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
