import type { Diagnostic } from "../../diagnostics/index.ts";
import type { EventGraph } from "../../graph/index.ts";
import { drawingOf, gravest } from "../drawing.ts";
import { marksWidth, SIZES, slantOf, type Text } from "./boxes.ts";
import { arrow, badge, heading, notes, round } from "./frame.ts";
import { type Branch, layOut, type PlacedBox, type PlacedLabel, type PlacedNet } from "./layout.ts";
import { shape } from "./shape.ts";
import { STYLE } from "./style.ts";
import { textWidth } from "./text-width.ts";
import { xml } from "./xml.ts";

const NARROWEST = 760;

/**
 * The graph as one SVG picture that needs nothing beside it: endpoints by kind, legs with the types that can be on them,
 * replies and failures in lines of their own, findings as numbered marks with their text below. Lines that share an
 * end are one line that branches. The same graph and findings give the same bytes.
 */
export function graphToSvg(graph: EventGraph, findings: readonly Diagnostic[] = []): string {
  const drawing = drawingOf(graph, findings);
  const layout = layOut(drawing);
  const width = Math.max(layout.width, NARROWEST);
  const head = heading(drawing, width);
  const below = notes(findings, width, head.height + layout.height);
  const height = Math.ceil(head.height + layout.height + below.height + (findings.length === 0 ? 0 : 16));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Event graph">`,
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...head.parts,
    `<g transform="translate(0 ${head.height})">`,
    ...layout.nets.map(line),
    ...layout.boxes.map((one) => box(one, findings)),
    ...layout.labels.map((one) => label(one, findings)),
    "</g>",
    ...below.parts,
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

const BEND = 6;
const HEAD = 7;

function line({ kind, branches, trunks, title }: PlacedNet): string {
  const path = [
    ...trunks.map(({ x, top, bottom }) => (bottom - top > 0.5 ? upright(x, top, bottom, branches) : "")),
    ...branches.map(branchPath),
  ].join("");
  const heads = branches.filter(({ hasArrow }) => hasArrow);
  const tips = heads.map(({ x, to, y }) => arrow(to, y, to > x ? "right" : "left"));
  return `<g class="net ${kind}"><title>${xml(title)}</title><path d="${path}"/>${tips.join("")}</g>`;
}

/** A trunk, short of the bends at its ends. */
function upright(x: number, top: number, bottom: number, branches: readonly Branch[]): string {
  const bendAt = (y: number): number =>
    Math.min(...branches.filter((branch) => branch.x === x && branch.y === y).map(({ bend }) => radius(bend)));
  const [start, end] = [top + bendAt(top), bottom - bendAt(bottom)];
  return end > start ? `M${round(x)} ${round(start)}V${round(end)}` : "";
}

function branchPath({ x, to, y, bend, hasArrow }: Branch): string {
  const towards = to > x ? 1 : -1;
  const end = round(hasArrow ? to - towards * HEAD : to);
  const own = radius(bend);
  if (own === 0) return `M${round(x)} ${round(y)}H${end}`;
  return `M${round(x)} ${round(y + Math.sign(bend) * own)}Q${round(x)} ${round(y)} ${round(x + towards * own)} ${round(y)}H${end}`;
}

/** The radius of a bend into a line that far away: half of it at most, so that two bends fit. */
function radius(bend: number): number {
  return Math.min(BEND, Math.abs(bend) / 2);
}

function box({ node, text, x, y, width, height }: PlacedBox, findings: readonly Diagnostic[]): string {
  const bad = gravest(node.marks, findings);
  const middle = x + (width - marksWidth(text)) / 2;
  const first = y + height / 2 - ((text.lines.length - 1) * SIZES.line) / 2 + 4.5;
  const badges = numbers(text, findings, x + width - slantOf(node.kind) - 6 - marksWidth(text), y + height / 2);
  return [
    `<g class="node"><title>${xml([node.about, node.name, node.schedule].filter((part) => part !== undefined).join(" "))}</title>`,
    shape(node.kind, `${node.kind}${bad === undefined ? "" : ` bad-${bad}`}`, x, y, width, height),
    ...text.lines.map((words, index) =>
      textAt(
        words,
        index === 0 ? "n" : "a",
        middle,
        first + index * SIZES.line,
        index === 0 ? SIZES.name : SIZES.small,
      ),
    ),
    badges,
    "</g>",
  ].join("");
}

function label({ kind, text, title, x, bottom, side }: PlacedLabel, findings: readonly Diagnostic[]): string {
  const towards = side === "left" ? -1 : 1;
  const marks = marksWidth(text);
  const start = x + towards * (SIZES.arrow + marks);
  const badges = numbers(text, findings, side === "left" ? x - SIZES.arrow - marks : x + SIZES.arrow, bottom - 9);
  return [
    `<g class="label"><title>${xml(title)}</title>`,
    ...text.lines.map((words, index) => {
      const y = bottom - (text.lines.length - 1 - index) * SIZES.labelLine - 1;
      return textAt(words, `l ${kind}${side === "left" ? " end" : ""}`, start, y, SIZES.small);
    }),
    badges,
    "</g>",
  ].join("");
}

/** Faces differ most where letters are rare: there the text is fitted to the room that was kept for it. */
function textAt(words: string, classes: string, x: number, y: number, size: number): string {
  const rare = /[^\u0020-\u024f\u2013-\u2026]/.test(words);
  const fit = rare ? ` textLength="${round(textWidth(words, size))}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text class="${classes}" x="${round(x)}" y="${round(y)}"${fit}>${xml(words)}</text>`;
}

/** The numbers of findings side by side, from left to right. */
function numbers({ marks, more }: Text, findings: readonly Diagnostic[], left: number, y: number): string {
  const at = (place: number): number => left + (place + 0.5) * SIZES.badge;
  const badges = marks.map((mark, place) => {
    const finding = findings[mark];
    return finding === undefined ? "" : badge(finding, mark, at(place), y);
  });
  if (more > 0) badges.push(`<text class="more" x="${round(at(marks.length))}" y="${round(y + 3.5)}">+${more}</text>`);
  return badges.join("");
}
