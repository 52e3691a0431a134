import { and, FALSE, not, oneOf, type Predicate, TRUE } from "./predicate.ts";
import type { Truth } from "./truth.ts";
import { variableOf } from "./variables.ts";

/** Claims about one attribute's text; each implies that there is one. */
export class TextClaims {
  public readonly present: Predicate;
  private readonly variable: string;
  private readonly absentAs: string | undefined;

  public constructor(variable: string) {
    const { presence, absentAs } = variableOf(variable);
    this.variable = variable;
    this.absentAs = absentAs;
    if (absentAs !== undefined) this.present = not(oneOf(variable, [absentAs]));
    else this.present = presence === "always" ? TRUE : { kind: "present", variable };
  }

  public in(texts: Iterable<string>): Predicate {
    return oneOf(
      this.variable,
      [...texts].filter((text) => text !== this.absentAs),
    );
  }

  public prefix(text: string): Predicate {
    return this.side("prefix", text);
  }

  public suffix(text: string): Predicate {
    return this.side("suffix", text);
  }

  /** Of a claim that errs only where there is no text. */
  public truth(yes: Predicate): Truth {
    return { yes, no: and(this.present, not(yes)), panic: FALSE, settled: this.present };
  }

  private side(kind: "prefix" | "suffix", text: string): Predicate {
    if (text === "") return this.present;
    const { absentAs = "", variable } = this;
    const has: Predicate = { kind, variable, text };
    const absentHas = kind === "prefix" ? absentAs.startsWith(text) : absentAs.endsWith(text);
    return absentHas ? and(has, this.present) : has;
  }
}
