import type { Diagnostic } from "../../diagnostics/index.ts";
import { subjectOf } from "../../diagnostics/text.ts";
import type { EventGraph } from "../../graph/index.ts";
import { type DrawnEdge, type Drawing, type DrawnNode, drawingOf, gravest } from "../drawing.ts";
import { layOut, type PlacedEdge, type PlacedNode, type Point, SIZES } from "./layout.ts";
import { textWidth } from "./text-width.ts";

/** Findings that are written out below the picture; the others are counted. */
const MAX_FINDINGS = 40;
const LEGEND_HEIGHT = 44;

/**
 * The graph as one SVG picture that needs nothing beside it: endpoints by kind, legs with the types that can be on them,
 * replies and failures in lines of their own, findings as numbered marks with their text below. The same graph and
 * findings give the same bytes.
 */
export async function graphToSvg(graph: EventGraph, findings: readonly Diagnostic[] = []): Promise<string> {
  const drawing = drawingOf(graph, findings);
  const layout = await layOut(drawing);
  const marked = drawing.findings.slice(0, MAX_FINDINGS);
  const width = Math.max(layout.width, 660);
  const height = layout.height + LEGEND_HEIGHT + notesHeight(drawing.findings);
  const top = layout.height;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(titleOf(drawing))}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${Object.keys(COLORS).map(marker).join("")}</defs>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...layout.edges.map((edge) => line(edge)),
    ...layout.nodes.map((node) => box(node, drawing.findings)),
    ...layout.edges.map((edge) => label(edge, drawing.findings)),
    legend(top),
    ...marked.map((finding, index) => note(finding, index, top + LEGEND_HEIGHT + 18 + index * 17)),
    drawing.findings.length > marked.length
      ? `<text class="s" x="24" y="${top + LEGEND_HEIGHT + 18 + marked.length * 17}">and ${drawing.findings.length - marked.length} more</text>`
      : "",
    "</svg>",
  ];
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}

const COLORS: Readonly<Record<DrawnEdge["kind"], string>> = {
  delivery: "#3c4043",
  reply: "#1967d2",
  failure: "#c5221f",
  link: "#80868b",
};

const STYLE = `
text{font-family:Inter,"Segoe UI",Helvetica,Arial,sans-serif;fill:#202124}
.n{font-size:${SIZES.name}px;font-weight:600;text-anchor:middle}
.a{font-size:${SIZES.small}px;fill:#5f6368;text-anchor:middle}
.l{font-size:${SIZES.small}px;text-anchor:middle}
.s{font-size:12px}
.m{font-size:10px;font-weight:700;fill:#fff;text-anchor:middle}
path{fill:none}
.delivery{stroke:${COLORS.delivery};stroke-width:1.4}
.reply{stroke:${COLORS.reply};stroke-width:2.6}
.failure{stroke:${COLORS.failure};stroke-width:1.4;stroke-dasharray:6 4}
.link{stroke:${COLORS.link};stroke-width:1.2;stroke-dasharray:2 3}
.l.reply{stroke:none;fill:${COLORS.reply}}.l.failure{stroke:none;fill:${COLORS.failure}}.l.link{stroke:none;fill:#5f6368}.l.delivery{stroke:none}
.source{fill:#e6f4ea;stroke:#137333}.broker,.channel{fill:#e8f0fe;stroke:#1967d2}.subscriber{fill:#fff;stroke:#3c4043}
.sink{fill:#fef7e0;stroke:#b06000}.external{fill:#f1f3f4;stroke:#5f6368;stroke-dasharray:4 3}
.bad-error{stroke:#c5221f;stroke-width:2.6}.bad-warning{stroke:#e37400;stroke-width:2.6}
.e{fill:#c5221f}.w{fill:#e37400}
`.replaceAll("\n", "");

function marker(kind: string): string {
  const color = COLORS[kind as DrawnEdge["kind"]];
  return `<marker id="to-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path d="M0 0L10 5L0 10z" style="fill:${color}"/></marker>`;
}

function line({ edge: { kind }, points }: PlacedEdge): string {
  const end = kind === "link" ? "" : ` marker-end="url(#to-${kind})"`;
  return points.length === 0 ? "" : `<path class="${kind}" d="${curve(points)}"${end}/>`;
}

/** A smooth line: straight to the middle between two points, and round each point in between. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const parts = [`M${first.x} ${first.y}`];
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) break;
    parts.push(`Q${point.x} ${point.y} ${middle(point.x, next.x)} ${middle(point.y, next.y)}`);
  }
  parts.push(`L${last.x} ${last.y}`);
  return parts.join("");
}

function middle(a: number, b: number): number {
  return Math.round(((a + b) / 2) * 10) / 10;
}

function box({ node, x, y, width, height, lines }: PlacedNode, findings: readonly Diagnostic[]): string {
  const bad = gravest(node.marks, findings);
  const left = x - width / 2;
  const upper = y - height / 2;
  const classes = `${node.kind}${bad === undefined ? "" : ` bad-${bad}`}`;
  const first = y - ((lines.length - 1) * SIZES.line) / 2 + 4.5;
  return [
    `<g><title>${escape([node.about, node.name, node.schedule].filter((text) => text !== undefined).join(" "))}</title>`,
    shape(node, classes, left, upper, width, height),
    ...lines.map(
      (text, index) =>
        `<text class="${index === 0 ? "n" : "a"}" x="${x}" y="${round(first + index * SIZES.line)}">${escape(text)}</text>`,
    ),
    badges(node.marks, findings, left + width, upper),
    "</g>",
  ].join("");
}

function shape({ kind }: DrawnNode, classes: string, x: number, y: number, width: number, height: number): string {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(round);
  const middleY = round(y + height / 2);
  switch (kind) {
    case "broker":
      return `<polygon class="${classes}" points="${round(x + 9)},${top} ${round(x + width - 9)},${top} ${right},${middleY} ${round(x + width - 9)},${bottom} ${round(x + 9)},${bottom} ${left},${middleY}"/>`;
    case "channel":
      return `<polygon class="${classes}" points="${round(x + 9)},${top} ${right},${top} ${round(x + width - 9)},${bottom} ${left},${bottom}"/>`;
    case "sink":
      return `<rect class="${classes}" x="${left}" y="${top}" width="${width}" height="${height}" rx="2"/><path class="sink" d="M${round(x + 4)} ${top}V${bottom}M${round(x + width - 4)} ${top}V${bottom}"/>`;
    default:
      return `<rect class="${classes}" x="${left}" y="${top}" width="${width}" height="${height}" rx="${kind === "source" ? round(height / 2) : 4}"/>`;
  }
}

function label({ edge, label: placed }: PlacedEdge, findings: readonly Diagnostic[]): string {
  if (placed === undefined) {
    return "";
  }
  const { x, y, width, height, lines } = placed;
  const first = y - ((lines.length - 1) * (SIZES.line - 2)) / 2 + 3.5;
  return [
    `<g><title>${escape(edge.label.join(", "))}</title>`,
    `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${width}" height="${height}" fill="#fff" fill-opacity=".88"/>`,
    ...lines.map(
      (text, index) =>
        `<text class="l ${edge.kind}" x="${x}" y="${round(first + index * (SIZES.line - 2))}">${escape(text)}</text>`,
    ),
    badges(edge.marks, findings, x + width / 2, y - height / 2),
    "</g>",
  ].join("");
}

/** Numbered marks at the upper right corner of what they speak of. */
function badges(marks: readonly number[], findings: readonly Diagnostic[], right: number, top: number): string {
  return marks
    .slice(0, 4)
    .map((mark, index) => {
      const finding = findings[mark];
      if (finding === undefined) return "";
      const x = round(right - 2 - index * 17);
      return `<g><title>${escape(`${finding.code}: ${finding.message}`)}</title><circle class="${finding.severity === "error" ? "e" : "w"}" cx="${x}" cy="${round(top)}" r="8"/><text class="m" x="${x}" y="${round(top + 3.5)}">${mark + 1}</text></g>`;
    })
    .join("");
}

const WORDS = [
  ["delivery", "delivers, with types"],
  ["reply", "replies"],
  ["failure", "when it keeps failing"],
  ["link", "no delivery"],
] as const;

function legend(top: number): string {
  const y = top + 18;
  let x = 24;
  const items = WORDS.map(([kind, words]) => {
    const end = kind === "link" ? "" : ` marker-end="url(#to-${kind})"`;
    const item = `<path class="${kind}" d="M${round(x)} ${y}H${round(x + 30)}"${end}/><text class="s" x="${round(x + 37)}" y="${y + 4}">${words}</text>`;
    x += 37 + textWidth(words, 12) + 34;
    return item;
  });
  return `<g>${items.join("")}</g>`;
}

function notesHeight(findings: readonly Diagnostic[]): number {
  if (findings.length === 0) return 0;
  return 18 + Math.min(findings.length, MAX_FINDINGS + 1) * 17;
}

function note(finding: Diagnostic, index: number, y: number): string {
  const subject = subjectOf(finding);
  const text = `${finding.code}${subject === undefined ? "" : `  ${subject}`}: ${finding.message}`;
  return `<g><circle class="${finding.severity === "error" ? "e" : "w"}" cx="32" cy="${y - 4}" r="8"/><text class="m" x="32" y="${y - 0.5}">${index + 1}</text><text class="s" x="47" y="${y}">${escape(text)}</text></g>`;
}

function titleOf({ nodes, findings }: Drawing): string {
  const wrong =
    findings.length === 0 ? "nothing wrong" : `${findings.length} finding${findings.length === 1 ? "" : "s"}`;
  return `Event graph: ${nodes.length} endpoint${nodes.length === 1 ? "" : "s"}, ${wrong}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text as XML takes it; what XML has no place for is left out. */
function escape(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "",
    )
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
