import { isDeepStrictEqual } from "node:util";
import { type Expression, parseCesql } from "../../events/cesql/index.ts";
import { partsOf } from "../cesql-shape.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { filterOrigin, writtenFilters } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/** An expression that Knative's engine reads otherwise than the specification of CESQL (eventing.md §10.3, §13 rows 3–4). */
export const cesqlDivergence = defineRule({
  code: "cesql-divergence",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §10.3",
  example: {
    bad: documents(...REST, filteredTrigger(`[{ cesql: "region = 'eu' OR region = 'us' AND EXISTS vip" }]`)),
    good: documents(...REST, filteredTrigger(`[{ cesql: "(region = 'eu' OR region = 'us') AND EXISTS vip" }]`)),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) {
      const { cesql } = filter.value;
      const divergence = typeof cesql === "string" && cesql !== "" ? divergenceIn(cesql) : undefined;
      if (divergence === undefined) continue;
      const field = `${filter.field}.cesql`;
      yield {
        at: filterOrigin(filter, field),
        field,
        message: `Knative reads ${JSON.stringify(cesql)} otherwise than CESQL says: ${divergence.why}`,
        mend: divergence.mend,
      };
    }
  },
});

interface Divergence {
  readonly why: string;
  readonly mend: string;
}

/** Longer expressions are not compared: nobody reads one, and each reading is a tree as deep as the text is long. */
const MAX_TEXT = 10_000;

function divergenceIn(text: string): Divergence | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const knative = parsed(text, "knative");
  // Admission says that it does not parse.
  if (knative === undefined) return undefined;
  const spec = parsed(text, "spec");
  const inPart = [...partsOf(knative)].map((part) => divergenceOf(part, text)).find((found) => found !== undefined);
  if (inPart !== undefined) return inPart;
  if (spec === undefined) {
    return {
      why: "by the specification it is no expression, and Knative passes over what it does not know.",
      mend: "Write attributes in small letters and digits, and leave out characters that mean nothing.",
    };
  }
  if (isDeepStrictEqual(flattened(knative), flattened(spec))) return undefined;
  return {
    why: "it joins AND, OR and XOR from the right, the specification from the left.",
    mend: "Put parentheses around what belongs together.",
  };
}

function divergenceOf(part: Expression, text: string): Divergence | undefined {
  if (part.kind === "like" && /\\[%_]/.test(part.pattern)) {
    return {
      why: "in its LIKE an escaped wildcard also matches a backslash before the wildcard.",
      mend: "Compare with = where the text is known, or use a prefix or suffix filter.",
    };
  }
  if (part.kind === "binary" && part.operator === "-" && isNameWithDash(part, text)) {
    const { left, right } = part;
    const name = left.kind === "attribute" && right.kind === "attribute" ? `${left.name}-${right.name}` : "";
    return {
      why: `"${name}" is no attribute but one attribute minus another.`,
      mend: `Attribute names have no dashes: did you mean "${name.replaceAll("-", "")}"?`,
    };
  }
  return undefined;
}

function isNameWithDash({ left, right }: Extract<Expression, { kind: "binary" }>, text: string): boolean {
  if (left.kind !== "attribute" || right.kind !== "attribute") return false;
  return text.toLowerCase().includes(`${left.name}-${right.name}`);
}

function parsed(text: string, dialect: "knative" | "spec"): Expression | undefined {
  try {
    return parseCesql(text, dialect);
  } catch {
    return undefined;
  }
}

/** With chains of one operator as a list: `a AND b AND c` means the same however it is joined. */
function flattened(expression: Expression): unknown {
  switch (expression.kind) {
    case "binary": {
      const { operator, left, right } = expression;
      if (!LOGIC.has(operator)) return { operator, left: flattened(left), right: flattened(right) };
      return { operator, operands: [left, right].flatMap((part) => operandsOf(part, operator)) };
    }
    case "not":
    case "minus":
    case "like":
      return { ...expression, operand: flattened(expression.operand) };
    case "in":
      return { ...expression, operand: flattened(expression.operand), set: expression.set.map(flattened) };
    case "call":
      return { ...expression, arguments: expression.arguments.map(flattened) };
    default:
      return expression;
  }
}

function operandsOf(part: Expression, operator: string): readonly unknown[] {
  if (part.kind !== "binary" || part.operator !== operator) return [flattened(part)];
  return [...operandsOf(part.left, operator), ...operandsOf(part.right, operator)];
}

const LOGIC = new Set<string>(["AND", "OR", "XOR"]);
