import type { Expression } from "../cesql/index.ts";
import type { Condition } from "./node.ts";

/** Attributes that CESQL and the other dialects read differently (eventing.md §10.3), and numbers they format alike. */
const READ_DIFFERENTLY: ReadonlySet<string> = new Set([
  "time",
  "dataschema",
  "schemaurl",
  "datamediatype",
  "datacontentencoding",
]);

/**
 * What an expression that is true asks of an event, as far as it says so plainly: `type = 'a'`, `type IN ('a', 'b')`,
 * and either of them in an AND.
 */
export function cesqlConditions(expression: Expression): readonly Condition[] {
  // The tree of a chain of ANDs is as deep as the chain is long: no recursion.
  const conditions: Condition[] = [];
  const rest: Expression[] = [expression];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.kind === "binary" && node.operator === "AND") rest.push(node.right, node.left);
    const texts = wantedTexts(node);
    if (texts === undefined) continue;
    conditions.push(texts.texts.map((text) => ({ attribute: texts.attribute, by: "exact", text })));
  }
  return conditions;
}

/** The attribute an equality or a set is about, and the texts it may have. */
function wantedTexts(node: Expression): { readonly attribute: string; readonly texts: readonly string[] } | undefined {
  if (node.kind === "binary" && node.operator === "=") return textsOf(node.left, [node.right]);
  return node.kind === "in" && !node.negated ? textsOf(node.operand, node.set) : undefined;
}

function textsOf(left: Expression, right: readonly Expression[]) {
  if (left.kind !== "attribute" || READ_DIFFERENTLY.has(left.name)) return undefined;
  const texts: string[] = [];
  for (const element of right) {
    if (element.kind !== "literal" || typeof element.value !== "string" || element.value === "") return undefined;
    // Lone surrogates, which CESQL compares as the bytes they are written as.
    if (Buffer.from(element.value).toString() !== element.value) return undefined;
    texts.push(element.value);
  }
  return { attribute: left.name, texts };
}
