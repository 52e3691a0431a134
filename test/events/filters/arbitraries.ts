import fc from "fast-check";
import type { AttributeValue, WireEvent } from "../../../src/events/event.ts";
import type { FilterSpec } from "../../../src/events/filters/index.ts";

/** Few names and texts, so that filters and events often meet. */
const TEXTS = [
  "order",
  "order.created",
  "order.cancelled",
  "created",
  "o",
  "x",
  "1",
  "true",
  "/orders",
  "application/json",
];
const NAMES = [
  "type",
  "source",
  "subject",
  "id",
  "time",
  "datacontenttype",
  "datamediatype",
  "region",
  "n",
  "constructor",
];
const CESQL = [
  "type = 'order'",
  "type IN ('order', 'x')",
  "type = 'order' AND region = '1'",
  "region = 'true' OR type = 'x'",
  "NOT EXISTS subject",
  "LENGTH(type)",
  "1-1",
  ")",
  "n = '1'",
  "type LIKE 'order%'",
];

const text = fc.constantFrom(...TEXTS);
const name = fc.constantFrom(...NAMES);
const map = fc.dictionary(name, fc.oneof({ weight: 9, arbitrary: text }, fc.constant("")), { maxKeys: 3 });

const { filter } = fc.letrec<{ filter: Record<string, unknown> }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ exact: map }),
    fc.record({ prefix: map }),
    fc.record({ suffix: map }),
    fc.record({ cesql: fc.constantFrom(...CESQL) }),
    fc.constant({}),
    fc.record({ all: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ not: tie("filter") }),
  ),
}));

/** Triggers' filters, legacy ones and lists. */
export const filterSpecs: fc.Arbitrary<FilterSpec> = fc.oneof(
  fc.record({ attributes: map }),
  fc.record({ filters: fc.array(filter, { maxLength: 3 }) }),
  fc.record({ attributes: map, filters: fc.array(filter, { maxLength: 2 }) }),
  fc.constant({}),
);

const value: fc.Arbitrary<AttributeValue> = fc.oneof(text, fc.constantFrom<AttributeValue>(1, true, ""));

/** Events with the same few attributes. */
export const events: fc.Arbitrary<WireEvent> = fc
  .record({ type: text, source: text, more: fc.dictionary(name, value, { maxKeys: 4 }) })
  .map(({ type, source, more }) => ({
    attributes: Object.assign(Object.create(null), { specversion: "1.0", id: "1", ...more, type, source }),
  }));
