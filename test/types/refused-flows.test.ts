import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { COMPILERS, messagesByFile, tsc } from "./tsc.ts";

const FOLDER = "test/fixtures/refused-flows";
const FIXTURES = readdirSync(resolve(import.meta.dirname, "../..", FOLDER)).filter((name) => name.endsWith(".ts"));

/** What each compiler prints for each fixture, to the letter. */
const PRINTED: Readonly<Record<string, string>> = {
  "trigger.ts": `(8,1): error TS2684: The 'this' context of type 'Subscribing<"dev.knative.sources.ping">' is not assignable to method's 'this' of type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this Trigger carries 'dev.knative.sources.ping'"'.`,
  "trigger-of-twenty-types.ts": `(6,1): error TS2684: The 'this' context of type 'Subscribing<"dev.warehouse.sensor.s01.read.v1" | "dev.warehouse.sensor.s02.read.v1" | "dev.warehouse.sensor.s03.read.v1" | "dev.warehouse.sensor.s04.read.v1" | "dev.warehouse.sensor.s05.read.v1" | ... 14 more ... | "dev.warehouse.sensor.s20.read.v1">' is not assignable to method's 'this' of type '"step 'recorder' accepts 'dev.warehouse.sensor.s01.read.v1' and 2 more, but this Trigger carries 'dev.warehouse.sensor.s04.read.v1' and 16 more"'.`,
  "one-type.ts": `(6,40): error TS2339: Property 'discard' does not exist on type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.knative.sources.ping'"'.`,
  "one-type-at-the-end.ts": `(4,68): error TS2322: Type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.knative.sources.ping'"' is not assignable to type 'FlowEnd'.`,
  "one-type-in-a-branch.ts": `(9,19): error TS2322: Type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.knative.sources.ping'"' is not assignable to type 'FlowEnd'.`,
  "three-types.ts": `(6,45): error TS2339: Property 'discard' does not exist on type '"step 'recorder' accepts 'dev.warehouse.sensor.s01.read.v1' and 2 more, but this flow carries 'dev.reports.query.completed.v1', 'dev.warehouse.sensor.s04.read.v1' and 'dev.warehouse.sensor.s05.read.v1'"'.`,
  "twenty-types-carried.ts": `(4,70): error TS2322: Type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.warehouse.sensor.s01.read.v1', 'dev.warehouse.sensor.s02.read.v1', 'dev.warehouse.sensor.s03.read.v1' and 17 more"' is not assignable to type 'FlowEnd'.`,
  "twenty-types-accepted.ts": `(4,85): error TS2339: Property 'discard' does not exist on type '"step 'warehouse' accepts 'dev.warehouse.sensor.s01.read.v1' and 19 more, but this flow carries 'dev.knative.sources.ping'"'.`,
  "long-names.ts": `(10,93): error TS2322: Type '"step 'recorder-of-the-northern-harbour' accepts 'dev.warehouse.of-the-northern-harbour.temperature-and-humidity.measured.by-hand.v4', but this flow carries 'dev.warehouse.of-the-northern-harbour.temperature-and-humidity.measured.by-hand.v1' and 2 more"' is not assignable to type 'FlowEnd'.`,
  "other-data.ts": `(4,85): error TS2339: Property 'discard' does not exist on type '"step 'other' accepts other data in 'dev.knative.sources.ping' than this flow carries"'.`,
  "after-the-end.ts": `(6,64): error TS2339: Property 'to' does not exist on type 'Ended<"step 'notifier' replies nothing, so nothing can follow it">'.`,
  "filter-for-nothing.ts": `(4,98): error TS2339: Property 'to' does not exist on type '"this flow carries 'dev.knative.sources.ping', and never what this filter asks for"'.`,
  "after-a-switch.ts": `(7,110): error TS2339: Property 'to' does not exist on type 'Ended<"every case of a switch goes on by itself">'.`,
  "case-for-nothing.ts": `(7,5): error TS2322: Type '"this switch has 'dev.reports.query.completed.v1' left, and never what this case asks for"' is not assignable to type 'FlowEnd'.`,
  "case-goes-wrong.ts": `(6,75): error TS2322: Type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.knative.sources.ping'"' is not assignable to type 'FlowEnd'.`,
  "map-goes-wrong.ts": `(4,68): error TS2322: Type '"step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.reports.chart.created.v1'"' is not assignable to type 'FlowEnd'.`,
  "otherwise-goes-wrong.ts": `(6,113): error TS2322: Type '"step 'query-runner' accepts 'dev.knative.sources.ping', but this flow carries 'dev.reports.query.completed.v1'"' is not assignable to type 'FlowEnd'.`,
  "switch-not-returned.ts": `(6,21): error TS2322: Type '"the function given to this switch does not return its cases"' is not assignable to type 'FlowEnd'.`,
  "switch-without-otherwise.ts": `(6,21): error TS2322: Type '"this switch has no 'otherwise' for 'dev.reports.query.completed.v1'"' is not assignable to type 'FlowEnd'.`,
};

describe.concurrent("what the compiler prints for a flow it refuses", () => {
  it.for(COMPILERS)(
    "is one readable sentence without a shape of data (%s)",
    { timeout: 180_000 },
    async (compiler, { expect }) => {
      const messages = messagesByFile(await tsc(compiler, FOLDER));
      const ours = [...messages].filter(([file]) => file.startsWith(FOLDER));
      const printed = Object.fromEntries(
        ours.map(([file, told]) => {
          const name = file.slice(FOLDER.length + 1);
          return [name, told.map((message) => message.slice(file.length)).join("\n")];
        }),
      );
      expect(printed).toEqual(PRINTED);
    },
  );
});

describe("the printed sentences", () => {
  it("are those of every fixture", () => {
    expect(Object.keys(PRINTED).sort()).toEqual(FIXTURES.filter((name) => name !== "contracts.ts").sort());
  });

  it.for(Object.entries(PRINTED))("fit in three lines and 600 characters, and show no field (%s)", ([file, text]) => {
    const whole = `${FOLDER}/${file}${text}`;
    expect(whole.length).toBeLessThanOrEqual(600);
    expect(whole.split("\n").length).toBeLessThanOrEqual(3);
    expect(whole).not.toMatch(/field\d\d|\{/);
  });
});
