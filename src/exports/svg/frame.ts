import type { Diagnostic } from "../../diagnostics/index.ts";
import { printable, subjectOf } from "../../diagnostics/text.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "../drawing.ts";
import { BOLD } from "./boxes.ts";
import { shape } from "./shape.ts";
import { textWidth } from "./text-width.ts";
import { xml } from "./xml.ts";

/** Findings that are written out below the picture; the others are counted. */
const MAX_FINDINGS = 300;
const SIZE = 12;
const LINE = 16;
const LEFT = 24;

/** A part of the picture that is as high as its text needs. */
export interface Block {
  readonly height: number;
  readonly parts: readonly string[];
}

/** What the picture is of, and what its shapes and lines mean: only those that are in it. */
export function heading({ nodes, edges, findings }: Drawing, width: number): Block {
  const counts = [
    counted(nodes.length, "endpoint"),
    counted(edges.filter(({ kind }) => kind === "delivery").length, "delivery", "deliveries"),
    findings.length === 0 ? "nothing found" : counted(findings.length, "finding"),
  ].join(" · ");
  const parts = [
    `<text class="t" x="${LEFT}" y="32">Event graph</text>`,
    `<text class="s g" x="${round(LEFT + textWidth("Event graph", 18) * BOLD + 12)}" y="32">${counts}</text>`,
  ];
  let [x, y] = [LEFT, 60];
  for (const { sign, words } of legend(nodes, edges)) {
    const needed = SIGN + 7 + textWidth(words, SIZE);
    if (x > LEFT && x + needed > width - LEFT) [x, y] = [LEFT, y + 22];
    parts.push(sign(x, y - 4), `<text class="s" x="${round(x + SIGN + 7)}" y="${y}">${words}</text>`);
    x += needed + 26;
  }
  return { height: parts.length > 2 ? y + 12 : 44, parts };
}

/** What is wrong, by the numbers in the picture; in several columns where there is much of it. */
export function notes(findings: readonly Diagnostic[], width: number, top: number): Block {
  const shown = findings.slice(0, MAX_FINDINGS);
  const columns = Math.max(1, Math.min(Math.floor(width / NOTE), Math.ceil(shown.length / 6)));
  const room = (width - 2 * LEFT) / columns;
  const all = shown.map((finding, index) => note(finding, index, room - 32));
  const share = all.reduce((sum, { height }) => sum + height, 0) / columns;
  const parts: string[] = [];
  let [column, y, deepest] = [0, top, top];
  for (const { height, at } of all) {
    if (y > top && y + height / 2 > top + share && column < columns - 1) [column, y] = [column + 1, top];
    parts.push(...at(LEFT + column * room, y + LINE));
    y += height;
    deepest = Math.max(deepest, y);
  }
  if (findings.length > shown.length) {
    deepest += LINE;
    parts.push(`<text class="s" x="${LEFT + 24}" y="${deepest}">and ${findings.length - shown.length} more</text>`);
  }
  return { height: deepest - top, parts };
}

/** About how wide a column of findings is. */
const NOTE = 900;

function note(finding: Diagnostic, index: number, width: number) {
  const subject = subjectOf(finding);
  const lead = printable(`${finding.code}${subject === undefined ? "" : `  ${subject}`}`);
  const [first = "", ...rest] = wrapped(printable(finding.message), width, textWidth(`${lead}: `, SIZE) * BOLD);
  return {
    height: (rest.length + 1) * LINE + 4,
    at: (x: number, y: number): readonly string[] => [
      badge(finding, index, x + 8, y - 4),
      `<text class="s" x="${round(x + 24)}" y="${y}"><tspan class="b">${xml(lead)}</tspan>: ${xml(first)}</text>`,
      ...rest.map(
        (line, place) => `<text class="s" x="${round(x + 24)}" y="${y + (place + 1) * LINE}">${xml(line)}</text>`,
      ),
    ],
  };
}

/** The number of a finding, at what it speaks of and before its text. */
export function badge(finding: Diagnostic, index: number, x: number, y: number): string {
  const hint = xml(`${finding.code}: ${finding.message}`);
  const number = index + 1;
  const tight = number > 99 ? ' textLength="14" lengthAdjust="spacingAndGlyphs"' : "";
  return `<g class="m ${finding.severity}"><title>${hint}</title><circle cx="${round(x)}" cy="${round(y)}" r="8"/><text x="${round(x)}" y="${round(y + 3.5)}"${tight}>${number}</text></g>`;
}

/** Whole tenths: what differs less differs between machines. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const SIGN = 30;

const KINDS: readonly (readonly [DrawnNode["kind"], string])[] = [
  ["source", "source"],
  ["broker", "Broker"],
  ["channel", "Channel"],
  ["subscriber", "handles events"],
  ["sink", "sink"],
  ["external", "elsewhere"],
];

const LINES: readonly (readonly [DrawnEdge["kind"], string])[] = [
  ["delivery", "delivers these types"],
  ["reply", "replies"],
  ["failure", "failures, to the dead-letter sink"],
  ["link", "no delivery"],
];

interface Entry {
  readonly words: string;
  readonly sign: (x: number, y: number) => string;
}

function legend(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): readonly Entry[] {
  const kinds = new Set(nodes.map(({ kind }) => kind));
  const lines = new Set(edges.map(({ kind }) => kind));
  return [
    ...KINDS.filter(([kind]) => kinds.has(kind)).map(
      ([kind, words]): Entry => ({ words, sign: (x, y) => shape(kind, kind, x, y - 8, SIGN, 16) }),
    ),
    ...LINES.filter(([kind]) => lines.has(kind)).map(
      ([kind, words]): Entry => ({
        words,
        sign: (x, y) =>
          `<g class="${kind}"><path d="M${round(x)} ${y}h${kind === "link" ? SIGN : SIGN - 6}"/>${kind === "link" ? "" : arrow(x + SIGN, y, "right")}</g>`,
      }),
    ),
  ];
}

/** The head of an arrow, with its tip at a point. */
export function arrow(x: number, y: number, towards: "left" | "right"): string {
  const back = towards === "right" ? -8 : 8;
  return `<path class="h" d="M${round(x)} ${round(y)}l${back} -4v8z"/>`;
}

/** What is longer is cut, lest it run out of its column. */
const LONG_WORD = /.{1,60}/gu;

/** A text in lines; the first has less room. */
function wrapped(text: string, width: number, used: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let room = Math.max(width - used, 0);
  const words = text.split(/\s+/).flatMap((word) => word.match(LONG_WORD) ?? []);
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    if ((line !== "" || room < width) && textWidth(longer, SIZE) > room) {
      lines.push(line);
      line = word;
      room = width;
    } else line = longer;
  }
  return [...lines, line];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
