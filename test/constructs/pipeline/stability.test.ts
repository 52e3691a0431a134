import { Chart, Testing } from "cdk8s";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnyContract,
  defineEvent,
  defineStep,
  type Flow,
  type FlowEnd,
  Pipeline,
} from "../../../constructs/index.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { at, DailyReport, manifests, newChart, yaml } from "./harness.ts";

const NAME = fc
  .tuple(fc.stringMatching(/^[a-z]$/), fc.stringMatching(/^[-a-z0-9]{0,61}$/), fc.stringMatching(/^[a-z0-9]$/))
  .map((parts) => parts.join(""));
const NAMES = fc.uniqueArray(NAME, { minLength: 2, maxLength: 8 });

/** A step that takes what the one before replies, by any name. */
function chained(name: string, before: AnyContract) {
  const reply = defineEvent(`dev.shop.${name}.done.v1`);
  return at(defineStep(name, { accepts: [before], replies: [reply] }));
}

/** A chain of steps of these names: each takes what the one before replies. */
function chain(chart: Chart, names: readonly string[]): Pipeline {
  const start: AnyContract = DailyReport;
  return new Pipeline(chart, "orders", {
    from: start,
    flow: (events: Flow<AnyContract>): FlowEnd => {
      let [flow, before] = [events, start];
      for (const name of names) {
        const step = chained(name, before);
        [flow, before] = [
          flow.to<string, AnyContract, AnyContract>(step) as Flow<AnyContract>,
          step.step.replies[0] ?? start,
        ];
      }
      return flow;
    },
  });
}

function byName(objects: readonly Manifest[]): ReadonlyMap<string, string> {
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, JSON.stringify(object)]));
}

describe("what a Pipeline writes", () => {
  it("changes for an inserted step only by its objects and its neighbour's", () => {
    fc.assert(
      fc.property(NAMES, fc.nat(), (names, anywhere) => {
        const [inserted = "", ...rest] = names.filter((name) => name !== "broker");
        fc.pre(rest.length > 0);
        const index = anywhere % rest.length;
        const without = newChart();
        chain(without, rest);
        const within = newChart();
        const pipeline = chain(within, rest.toSpliced(index, 0, inserted));
        const before = byName(manifests(without));
        const after = byName(manifests(within));
        const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
        const gone = [...before.keys()].filter((name) => !after.has(name));
        const trigger = (step: string) => `Trigger ${pipeline.findTrigger(step).name}`;
        expect(gone).toEqual([]);
        // Its Trigger, the contract of its reply, and the Trigger of the step that now takes that reply.
        expect(changed.filter((name) => name.startsWith("Trigger")).sort()).toEqual(
          [trigger(inserted), trigger(rest[index] ?? "")].sort(),
        );
        expect(changed.filter((name) => !name.startsWith("Trigger"))).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });

  it("does not depend on what stands around it, or on where it stands", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(["first", "second", "third"], { minLength: 3 }), NAMES, (order, names) => {
        const steps = names.filter((name) => name !== "broker");
        const make = (ids: readonly string[]) => {
          const app = Testing.app();
          const charts = ids.map((id) => new Chart(app, id, { namespace: id }));
          for (const chart of charts) chain(chart, steps);
          return new Map(charts.map((chart) => [chart.node.id, yaml(chart)]));
        };
        const sorted = make([...order].sort());
        for (const [id, text] of make(order)) expect(text).toBe(sorted.get(id));
      }),
      { numRuns: 20 },
    );
  });

  it("is the same bytes when it is made twice", () => {
    fc.assert(
      fc.property(NAMES, (names) => {
        const steps = names.filter((name) => name !== "broker");
        const make = () => {
          const chart = newChart();
          chain(chart, steps);
          return yaml(chart);
        };
        expect(make()).toBe(make());
      }),
      { numRuns: 20 },
    );
  });

  it("has names that are valid and unique, however long the steps' and the Pipeline's are", () => {
    fc.assert(
      fc.property(NAMES, NAME, (names, id) => {
        const chart = newChart();
        const contract: AnyContract = DailyReport;
        new Pipeline(chart, id, {
          from: contract,
          flow: (events) =>
            events.fanOut(
              ...names
                .filter((name) => name !== "broker")
                .map(
                  (name) => (one: Flow<AnyContract>) =>
                    one.to<string, AnyContract, never>(at(defineStep(name, { accepts: [contract] }))),
                ),
            ),
        });
        const objects = manifests(chart);
        const labelled = objects.filter(({ kind }) => kind !== "EventType").map(({ metadata }) => metadata.name ?? "");
        for (const name of labelled) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        expect(byName(objects).size).toBe(objects.length);
      }),
      { numRuns: 50 },
    );
  });
});
