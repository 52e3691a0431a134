import type { ErrorCode } from "yaml";

/** What to do about a fault of YAML syntax, by the parser's code for it. */
export function syntaxMend(code: ErrorCode): string {
  return MENDS[code] ?? "Correct the text here, or leave this file out if it is not YAML.";
}

const MENDS: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: "Define the anchor above its first use, in the same document.",
  BAD_INDENT: "Indent this line like its siblings, or close the bracket or brace that is open here.",
  BAD_SCALAR_START: "Quote this text: it starts with a character that YAML keeps for itself.",
  BAD_DQ_ESCAPE: "Double the backslash, or use single quotes.",
  BLOCK_AS_IMPLICIT_KEY:
    "Quote the text if it holds a colon followed by a blank, or put the nested mapping on lines of its own.",
  BLOCK_IN_FLOW: "Inside brackets, use brackets: { } for mappings, [ ] for lists.",
  IMPOSSIBLE: "Correct the text here, or leave this file out if it is not YAML.",
  MISSING_CHAR: "Add the missing character: a closing quote or bracket, or the colon after a key.",
  MULTILINE_IMPLICIT_KEY: "Keep a key and its colon on one line; a line without a colon may belong to the text above.",
  TAB_AS_INDENT: "Indent with blanks; YAML allows no tabs there.",
  UNEXPECTED_TOKEN: "Remove what stands here, or quote it if it is text.",
};
