import { expect, it } from "vitest";
import { drawAct } from "../../../scripts/torture/faults.ts";
import { damageOf, drawEvent, rootOf } from "../../../scripts/torture/events.ts";
import { MODES } from "../../../scripts/torture/modes.ts";
import { tortureTable } from "../../../scripts/torture/table.ts";
import { missing } from "../../../scripts/torture/needs.ts";
import { MAX_TABLE_BYTES, parseRouteTable } from "../../../src/routes/index.ts";

it("tortures a valid table that fits into the environment, with every mode and every verb", () => {
  const text = JSON.stringify(tortureTable("http://127.0.0.1:8080"));
  expect(parseRouteTable(text, "torture").diagnostics).toEqual([]);
  expect(text.length).toBeLessThan(MAX_TABLE_BYTES);
  expect(new Set(MODES.map(({ route }) => route.mode))).toEqual(new Set(["fuse", "envelope", "route"]));
  for (const verb of ["to", "fanOut", "switch", "filter", "map", "publish", "discard", "reply"]) {
    expect(text).toContain(`"${verb}":`);
  }
});

it("names each place once, so that a dead letter tells its step", () => {
  const names = MODES.flatMap(({ places }) => Object.keys(places));
  expect(names).toEqual([...new Set(names)]);
});

it("draws the same events and faults of the same seed, and others of another", () => {
  const drawn = (seed: number) =>
    Array.from({ length: 300 }, (_, n) => {
      const { mode, wayName, data, isStructured } = drawEvent(seed, n);
      return [mode.path, wayName, data, isStructured, drawAct(seed, "sink", "ledger", String(n), 0)];
    });
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});

it("draws every way of every mode, and asks for something in all but those that the table ends", () => {
  const events = Array.from({ length: 2000 }, (_, n) => drawEvent(1, n));
  const drawn = new Set(events.map(({ mode, wayName }) => `${mode.path} ${wayName}`));
  const all = MODES.flatMap(({ path, ways }) => Object.keys(ways).map((way) => `${path} ${way}`));
  expect(drawn).toEqual(new Set(all));
  const free = events.filter(({ way, id }) => missing(way.need(id), new Map(), undefined).length === 0);
  expect(new Set(free.map(({ wayName }) => wayName))).toEqual(new Set(["filtered"]));
});

it("knows an event by the id of anything it caused, and its data when it is whole", () => {
  const { data } = drawEvent(1, 12);
  expect(["12", "12>check", "12/to", "12>check/stamp", "x", "12x", ""].map(rootOf)).toEqual([
    12,
    12,
    12,
    12,
    undefined,
    undefined,
    undefined,
  ]);
  expect(damageOf(1, 12, JSON.stringify({ ...data, stamped: true }))).toBeUndefined();
  expect(damageOf(1, 12, JSON.stringify({ ...data, n: 13 }))).toContain('its data is {"n":13');
  expect(damageOf(1, 12, '{"n":12')).toBe('its data is no JSON: {"n":12');
});
