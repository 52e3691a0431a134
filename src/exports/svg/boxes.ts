import type { DrawnEdge, DrawnNode } from "../drawing.ts";
import { printable } from "../../diagnostics/text.ts";
import { shortened, textWidth } from "./text-width.ts";

/** Sizes in pixels. */
export const SIZES = { name: 13, small: 11, line: 15, labelLine: 13, padX: 14, padY: 7, badge: 18, arrow: 14 } as const;
/** How much wider a name is for being bold. */
export const BOLD = 1.14;
/** More findings at one place are only counted there. */
const MOST_BADGES = 4;
const LONGEST_NAME = 40;
const LONGEST_LABEL = 64;
/** Longer labels take two lines. */
const LABEL_LINE = 34;
const MOST_LABEL_LINES = 6;

/** How far the sides of a Broker's and a Channel's box slant or bend. */
export const SLANT = 9;

/** How far text stays clear of slanted sides, and of the lid of a Channel. */
export function slantOf(kind: DrawnNode["kind"]): number {
  return kind === "broker" ? SLANT : kind === "channel" ? 2 * SLANT - 4 : 0;
}

/** Lines of text, and the place findings' numbers take beside them. */
export interface Text {
  readonly lines: readonly string[];
  /** Positions of findings, the first few. */
  readonly marks: readonly number[];
  /** How many findings more there are. */
  readonly more: number;
  readonly width: number;
  readonly height: number;
}

/** What a box says, and its size without anything that leads to it. */
export function boxText({ kind, name, about, schedule, marks }: DrawnNode): Text {
  const small = [about, schedule].filter((text) => text !== undefined).join(" · ");
  const lines = [
    shortened(printable(name), LONGEST_NAME),
    ...(small === "" ? [] : [shortened(printable(small), LONGEST_NAME + 4)]),
  ];
  const widest = Math.max(
    ...lines.map((line, index) => textWidth(line, index === 0 ? SIZES.name : SIZES.small) * (index === 0 ? BOLD : 1)),
  );
  const found = shownMarks(marks);
  return {
    lines,
    ...found,
    width: Math.ceil(widest) + 2 * (SIZES.padX + slantOf(kind)) + marksWidth(found),
    height: lines.length * SIZES.line + 2 * SIZES.padY,
  };
}

/** The label at one end of a line, of everything that ends there; undefined where there is nothing to say. */
export function labelText(edges: readonly DrawnEdge[]): Text | undefined {
  const types = [...new Set(edges.flatMap(({ label }) => label))].map((type) =>
    type === "?" ? "or another type" : shortened(printable(type), LONGEST_LABEL),
  );
  const all = types.flatMap(broken);
  const lines = all.length <= MOST_LABEL_LINES ? all : [...all.slice(0, MOST_LABEL_LINES - 1), "…"];
  const found = shownMarks(edges.flatMap(({ marks }) => marks));
  if (lines.length === 0 && found.marks.length === 0) return undefined;
  const widest = Math.max(0, ...lines.map((line) => textWidth(line, SIZES.small)));
  return {
    lines,
    ...found,
    width: Math.ceil(widest) + marksWidth(found),
    height: Math.max(lines.length * SIZES.labelLine, found.marks.length === 0 ? 0 : SIZES.badge),
  };
}

/** Room for the numbers of findings beside a text. */
export function marksWidth({ marks, more }: Pick<Text, "marks" | "more">): number {
  return (marks.length + (more > 0 ? 1 : 0)) * SIZES.badge;
}

function shownMarks(all: readonly number[]): Pick<Text, "marks" | "more"> {
  const marks = [...new Set(all)].sort((a, b) => a - b);
  return { marks: marks.slice(0, MOST_BADGES), more: Math.max(0, marks.length - MOST_BADGES) };
}

/** A long type in two lines, cut where one of its words ends. */
function broken(type: string): readonly string[] {
  if (type.length <= LABEL_LINE) return [type];
  const half = type.length / 2;
  let cut = 0;
  for (const { index } of type.matchAll(/[./\-_ ]/g))
    if (Math.abs(index + 1 - half) < Math.abs(cut - half)) cut = index + 1;
  if (cut === 0 || Math.max(cut, type.length - cut) > LABEL_LINE + 6) cut = Math.ceil(half);
  const characters = Array.from(type);
  return characters.length === type.length
    ? [type.slice(0, cut), type.slice(cut)]
    : [characters.slice(0, LABEL_LINE).join(""), characters.slice(LABEL_LINE).join("")].filter((line) => line !== "");
}
