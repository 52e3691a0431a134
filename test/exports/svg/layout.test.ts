import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DrawnEdge, DrawnNode } from "../../../src/exports/drawing.ts";
import { SIZES } from "../../../src/exports/svg/boxes.ts";
import { type Layout, layOut } from "../../../src/exports/svg/layout.ts";

const KINDS = ["source", "broker", "channel", "subscriber", "sink", "external"] as const;

const NODES = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), name: fc.string({ minLength: 1, maxLength: 50 }), marks: marks(9) }),
  { maxLength: 16 },
);

/** Anything that can be drawn, whether or not events ever flow so. */
const DRAWINGS = NODES.chain((nodes) => {
  const drawn = nodes.map((node, index): DrawnNode => ({ ...node, id: `n${index}`, about: "Kind" }));
  const id = fc.nat(Math.max(0, nodes.length - 1)).map((index) => `n${index}`);
  const edge: fc.Arbitrary<DrawnEdge> = fc.record({
    from: id,
    to: id,
    kind: fc.constantFrom("delivery", "reply", "failure", "link"),
    label: fc.array(fc.string({ maxLength: 60 }), { maxLength: 4 }),
    depth: fc.integer({ min: 1, max: 3 }),
    marks: marks(4),
  });
  const edges = fc.array(edge, { maxLength: nodes.length === 0 ? 0 : 30 });
  return edges.map((all) => ({ nodes: drawn, edges: all, findings: [] }));
});

function marks(most: number): fc.Arbitrary<readonly number[]> {
  return fc.array(fc.nat(20), { maxLength: most });
}

interface Area {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxAreas({ boxes }: Layout): readonly Area[] {
  return boxes.map(({ node, x, y, width, height }) => ({
    what: node.id,
    left: x,
    right: x + width,
    top: y,
    bottom: y + height,
  }));
}

function labelAreas({ labels }: Layout): readonly Area[] {
  return labels.map(({ text, x, bottom, side }, index) => ({
    what: `label ${index}`,
    left: side === "left" ? x - SIZES.arrow - text.width : x + SIZES.arrow,
    right: side === "left" ? x - SIZES.arrow : x + SIZES.arrow + text.width,
    top: bottom - text.height,
    bottom,
  }));
}

/** Each line as a thin area, short of where it meets what it is joined to. */
function lineAreas({ nets }: Layout): readonly Area[] {
  return nets.flatMap(({ trunks, branches, title }) => [
    ...trunks.map(({ x, top, bottom }) => ({ what: title, left: x, right: x, top, bottom })),
    ...branches.map(({ x, to, y }) => ({
      what: title,
      left: Math.min(x, to),
      right: Math.max(x, to),
      top: y,
      bottom: y,
    })),
  ]);
}

/** Whether they share more than a border; lines end within the bounds of a box whose side slants or bends. */
function overlaps(one: Area, other: Area): boolean {
  const slack = one.top === one.bottom || other.top === other.bottom ? 23 : 0.5;
  return (
    Math.min(one.right, other.right) - Math.max(one.left, other.left) >= (isUpright(other) ? 0 : slack) &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) >= (other.top === other.bottom ? 0 : 0.5)
  );
}

function isUpright({ left, right }: Area): boolean {
  return left === right;
}

describe("layOut", () => {
  it("puts no box or label on another, and no line through either", () => {
    fc.assert(
      fc.property(DRAWINGS, (drawing) => {
        const layout = layOut(drawing);
        const [boxes, labels, lines] = [boxAreas(layout), labelAreas(layout), lineAreas(layout)];
        const solid = [...boxes, ...labels];
        for (const [index, one] of solid.entries()) {
          for (const other of [...solid.slice(index + 1), ...lines]) {
            expect(overlaps(one, other) ? `${one.what} / ${other.what}` : "apart").toBe("apart");
          }
          expect(Math.min(one.left, one.top)).toBeGreaterThanOrEqual(0);
          expect(one.right).toBeLessThanOrEqual(layout.width);
          expect(one.bottom).toBeLessThanOrEqual(layout.height);
        }
        for (const line of lines) expect(line.right).toBeLessThanOrEqual(layout.width);
        expect(layout.boxes).toHaveLength(drawing.nodes.length);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same drawing the same layout", () => {
    fc.assert(
      fc.property(DRAWINGS, (drawing) => {
        expect(layOut(structuredClone(drawing))).toEqual(layOut(drawing));
      }),
      { numRuns: 50 },
    );
  });
});
