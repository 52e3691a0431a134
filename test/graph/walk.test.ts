import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cyclicComponents, reachable, shortestCycle } from "../../src/graph/walk.ts";

describe("cyclicComponents", () => {
  it("finds the knots and nothing that only hangs on them", () => {
    expect(cyclicComponents([[1], [2], [0, 3], [4], [4], []])).toEqual([[0, 1, 2], [4]]);
  });

  it("walks a ladder of a thousand diamonds, closed at its end, without recursion", () => {
    const rungs = 1000;
    const edges: number[][] = [];
    for (let rung = 0; rung < rungs; rung += 1) {
      const at = rung * 3;
      edges.push([at + 1, at + 2], [at + 3], [at + 3]);
    }
    edges.push([0]);
    const [component = []] = cyclicComponents(edges);
    expect(component).toHaveLength(rungs * 3 + 1);
    expect(shortestCycle(edges, component, 0)).toHaveLength(rungs * 2 + 1);
  });

  it("agrees with reachability on any graph", () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), {
        minLength: size,
        maxLength: size,
      }),
    );
    fc.assert(
      fc.property(graph, (edges) => {
        const knots = cyclicComponents(edges);
        const onCycle = edges.flatMap((targets, node) => (reachable(edges, targets).has(node) ? [node] : []));
        expect(knots.flat().sort((a, b) => a - b)).toEqual(onCycle);
        for (const knot of knots) {
          const [start = 0] = knot;
          const cycle = shortestCycle(edges, knot, start);
          expect(cycle[0]).toBe(start);
          cycle.forEach((node, index) => {
            expect(edges[node]).toContain(cycle[(index + 1) % cycle.length]);
          });
        }
      }),
    );
  });
});
