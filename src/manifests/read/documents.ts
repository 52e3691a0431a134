import { type Document, isAlias, isMap, isScalar, isSeq, visit, type YAMLParseError } from "yaml";
import type { Diagnostic, Place } from "../../diagnostics/index.ts";
import { compose, MAX_DEPTH } from "./compose.ts";
import { placeAt } from "./places.ts";
import type { SourceFile } from "./read-manifests.ts";
import { syntaxMend } from "./syntax-mends.ts";

/** Largest text that is parsed, in UTF-16 units: beyond it the file is refused unread. */
export const MAX_TEXT = 32 * 1024 * 1024;
/** Most values one document may hold once its aliases are written out. */
export const MAX_VALUES = 2_000_000;
/** Most uses of aliases in one document, nested ones counted by their product. */
const MAX_ALIASES = 10_000;

/** One document of a stream: its value as plain data, and the parse tree that knows the positions. */
export interface ParsedDocument {
  readonly value: unknown;
  readonly tree: Document.Parsed;
  /** Offsets at which the file's lines start. */
  readonly lines: readonly number[];
}

/**
 * Parses a stream of YAML documents (JSON is YAML). Scalars are read as Kubernetes reads them: YAML 1.1 (`yes` and `on`
 * are booleans), except that dates stay text and `12:30` is no number.
 */
export function parseDocuments(file: SourceFile): {
  readonly documents: readonly ParsedDocument[];
  readonly diagnostics: readonly Diagnostic[];
} {
  if (file.text.length > MAX_TEXT) return { documents: [], diagnostics: [tooLarge(file)] };
  const composed = compose(file);
  const lines = composed.lines;
  const documents: ParsedDocument[] = [];
  const diagnostics = composed.tooDeep.map((offset) => tooDeep(placeAt(file.path, lines, offset)));
  for (const tree of composed.trees) {
    diagnostics.push(...syntaxFaults(file, lines, tree.errors));
    if (tree.errors.some((error) => error.code !== "DUPLICATE_KEY")) continue;
    const at = placeAt(file.path, lines, tree.contents?.range?.[0] ?? tree.range[0]);
    const result = plainValue(tree, at, (offset) => placeAt(file.path, lines, offset));
    if ("fault" in result) diagnostics.push(result.fault);
    // Separators with nothing between them are no documents.
    else if (result.value !== null && result.value !== undefined) documents.push({ value: result.value, tree, lines });
  }
  return { documents, diagnostics };
}

/** Faults of syntax of one document: the first, which the others mostly follow from, and every repeated key. */
function syntaxFaults(
  file: SourceFile,
  lines: readonly number[],
  errors: readonly YAMLParseError[],
): readonly Diagnostic[] {
  const first = errors.find((error) => error.code !== "DUPLICATE_KEY");
  return errors
    .filter((error) => error === first || error.code === "DUPLICATE_KEY")
    .map((error): Diagnostic => {
      const at = placeAt(file.path, lines, error.pos[0]);
      if (error.code === "DUPLICATE_KEY") {
        const key = /^[^\s:]+/.exec(file.text.slice(error.pos[0], error.pos[0] + 100))?.[0] ?? "";
        return {
          code: "duplicate-key",
          severity: "error",
          at,
          message: `The key ${JSON.stringify(key)} is written twice in one mapping; the last one counts.`,
          mend: "Remove one of the two, or join what they hold.",
        };
      }
      return {
        code: "yaml-syntax",
        severity: "error",
        at,
        message: `This is not YAML: ${error.message.replace(/['"](quote)$/, "$1")}.`,
        mend: syntaxMend(error.code),
      };
    });
}

function plainValue(
  tree: Document.Parsed,
  at: Place,
  place: (offset: number) => Place,
): { readonly value: unknown } | { readonly fault: Diagnostic } {
  try {
    const value: unknown = tree.toJS({ maxAliasCount: MAX_ALIASES });
    if (exceeds(value, MAX_VALUES)) return { fault: aliasBomb(at) };
    return { value };
  } catch (error) {
    if (error instanceof ReferenceError) return { fault: aliasFault(at, error) };
    const merge = wrongMerge(tree);
    if (merge !== undefined) return { fault: mergeFault(place(merge)) };
    throw error;
  }
}

/** The offset of the first `<<` that merges something else than mappings. */
function wrongMerge(tree: Document.Parsed): number | undefined {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(tree) : node);
  let found: number | undefined;
  visit(tree, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.source !== "<<") return undefined;
      const source = resolved(value);
      const merged = isSeq(source) ? source.items.map(resolved) : [source];
      if (merged.every(isMap)) return undefined;
      found = key.range?.[0];
      return visit.BREAK;
    },
  });
  return found;
}

/** Whether a value holds more than `limit` values when everything shared is written out. */
function exceeds(value: unknown, limit: number): boolean {
  const pending: unknown[] = [value];
  let seen = 0;
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    const children = Array.isArray(next) ? next : Object.values(next);
    seen += children.length;
    if (seen > limit) return true;
    for (const child of children) if (typeof child === "object" && child !== null) pending.push(child);
  }
  return false;
}

function tooLarge(file: SourceFile): Diagnostic {
  return {
    code: "yaml-too-large",
    severity: "error",
    at: { file: file.path },
    message: `This file has ${file.text.length} characters; at most ${MAX_TEXT} are read.`,
    mend: "Split it into several files.",
  };
}

function tooDeep(at: Place): Diagnostic {
  return {
    code: "yaml-too-deep",
    severity: "error",
    at,
    message: `This document is nested deeper than ${MAX_DEPTH} levels.`,
    mend: "No Kubernetes object needs that: look for an unclosed bracket, or leave this file out.",
  };
}

function aliasBomb(at: Place): Diagnostic {
  return {
    code: "yaml-alias-bomb",
    severity: "error",
    at,
    message: `With its aliases written out this document holds more than ${MAX_VALUES} values.`,
    mend: "Write the repeated parts out, or use fewer aliases of aliases.",
  };
}

function mergeFault(at: Place): Diagnostic {
  return {
    code: "yaml-syntax",
    severity: "error",
    at,
    message: "This is not YAML: the key << merges something that is no mapping.",
    mend: "Merge the alias of a mapping or a list of such aliases, or quote the key if << is its name.",
  };
}

function aliasFault(at: Place, error: ReferenceError): Diagnostic {
  if (error.message.startsWith("Excessive")) return aliasBomb(at);
  return {
    code: "yaml-syntax",
    severity: "error",
    at,
    message: `This is not YAML: ${error.message}.`,
    mend: "Define the anchor above its first use, in the same document.",
  };
}
