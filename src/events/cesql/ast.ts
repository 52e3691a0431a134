/** A parsed expression. Positions are offsets in the text, from 0. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "exists"; readonly name: string }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "minus"; readonly operand: Expression }
  | { readonly kind: "like"; readonly operand: Expression; readonly pattern: string; readonly negated: boolean }
  | {
      readonly kind: "in";
      readonly operand: Expression;
      readonly set: readonly Expression[];
      readonly negated: boolean;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] };

export type ArithmeticOperator = "*" | "/" | "%" | "+" | "-";
export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type LogicOperator = "AND" | "OR" | "XOR";
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicOperator;
