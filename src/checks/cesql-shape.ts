import type { Expression } from "../events/cesql/index.ts";

/** The parts of an expression, itself first. */
export function* partsOf(expression: Expression): Iterable<Expression> {
  const rest: Expression[] = [expression];
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    yield part;
    switch (part.kind) {
      case "not":
      case "minus":
      case "like":
        rest.push(part.operand);
        break;
      case "in":
        rest.push(part.operand, ...part.set);
        break;
      case "binary":
        rest.push(part.right, part.left);
        break;
      case "call":
        rest.push(...part.arguments);
        break;
      default:
    }
  }
}

/** The attributes that an expression reads, or asks the presence of. */
export function attributesOf(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of partsOf(expression)) {
    if (part.kind === "attribute" || part.kind === "exists") names.add(part.name);
  }
  return names;
}

/** What an expression evaluates to where that is certain: attributes and unknown functions may be anything. */
export function resultOf(expression: Expression): "boolean" | "integer" | "string" | undefined {
  switch (expression.kind) {
    case "literal":
      return RESULT_OF_LITERAL[typeof expression.value as "string" | "number" | "boolean"];
    // Every attribute of an event that has come over HTTP is a text.
    case "attribute":
      return "string";
    case "exists":
    case "not":
    case "like":
    case "in":
      return "boolean";
    case "minus":
      return "integer";
    case "binary":
      return ARITHMETIC.has(expression.operator) ? "integer" : "boolean";
    case "call":
      return RESULT_OF_FUNCTION.get(expression.name.toUpperCase());
  }
}

const RESULT_OF_LITERAL = { string: "string", number: "integer", boolean: "boolean" } as const;
const ARITHMETIC = new Set<string>(["*", "/", "%", "+", "-"]);
/** eventing.md §10.1. */
const RESULT_OF_FUNCTION: ReadonlyMap<string, "boolean" | "integer" | "string"> = new Map([
  ...["LENGTH", "ABS", "INT"].map((name) => [name, "integer"] as const),
  ...["CONCAT", "CONCAT_WS", "LOWER", "UPPER", "TRIM", "LEFT", "RIGHT", "SUBSTRING", "STRING"].map(
    (name) => [name, "string"] as const,
  ),
  ...["BOOL", "IS_INT", "IS_BOOL", "KN_VERIFY_CORRELATION_ID"].map((name) => [name, "boolean"] as const),
]);
