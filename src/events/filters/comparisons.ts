import type { AttributeValue, WireEvent } from "../event.ts";
import { type AttributeReader, attributeReader } from "./attribute-lookup.ts";
import type { FilterReason } from "./explanation.ts";
import type { Condition, FilterNode } from "./node.ts";
import type { FilterOutcome } from "./outcome.ts";

type Dialect = "attributes" | "exact" | "prefix" | "suffix";

/**
 * A filter that compares attributes with texts, all of which must hold, with case (eventing.md §6.10). `attributes` is
 * the legacy filter: `""` asks for any value that is there and not empty, and a value that is no text never matches;
 * the others format it.
 */
export class Comparisons implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly dialect: Dialect;
  private readonly path: string;
  private readonly entries: readonly Entry[];

  public constructor(dialect: Dialect, wanted: Readonly<Record<string, string>>, path: string) {
    this.dialect = dialect;
    this.path = path;
    this.entries = Object.entries(wanted).map(([attribute, text]) => ({
      attribute,
      wanted: text,
      read: attributeReader(attribute),
    }));
    const by = dialect === "attributes" ? "exact" : dialect;
    this.conditions = this.entries
      .filter((entry) => entry.wanted !== "")
      .map((entry) => [{ attribute: entry.attribute, by, text: entry.wanted }]);
  }

  public evaluate(event: WireEvent): FilterOutcome {
    for (const entry of this.entries) if (!this.holds(entry, entry.read(event))) return "fail";
    return "pass";
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    const reasons: FilterReason[] = [];
    for (const { attribute, wanted, read } of this.entries) {
      const got = read(event);
      if (this.holds({ attribute, wanted, read }, got)) continue;
      reasons.push({ path: `${this.path}.${attribute}`, dialect: this.dialect, attribute, wanted, got });
    }
    return reasons;
  }

  private holds({ wanted }: Entry, got: AttributeValue | undefined): boolean {
    if (got === undefined) return false;
    switch (this.dialect) {
      case "attributes":
        return wanted === "" ? got !== "" : got === wanted;
      case "exact":
        return String(got) === wanted;
      case "prefix":
        return String(got).startsWith(wanted);
      case "suffix":
        return String(got).endsWith(wanted);
    }
  }
}

interface Entry {
  readonly attribute: string;
  readonly wanted: string;
  readonly read: AttributeReader;
}
