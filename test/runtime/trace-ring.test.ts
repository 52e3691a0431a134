import { expect, it } from "vitest";
import { type Delivery, TraceRing } from "../../src/runtime/index.ts";

const name = { id: "1", type: "t", source: "/s" };
const delivery = (n: number): Delivery => ({
  n,
  cause: undefined,
  time: n,
  took: 0,
  event: name,
  hop: "h",
  from: "a",
  to: "b",
  leg: "subscriber",
  attempt: 1,
  outcome: { kind: "accepted", status: 202 },
});

it("keeps the newest in the order they started, and counts the rest", () => {
  const ring = new TraceRing(3);
  for (const n of [2, 1, 4, 3, 5]) ring.delivery(delivery(n));
  expect(ring.deliveries.map(({ n }) => n)).toEqual([3, 4, 5]);
  expect({ seen: ring.seen, forgotten: ring.forgotten }).toEqual({ seen: 5, forgotten: 2 });
});

it("keeps the newest arrivals in order, and counts what filters withheld", () => {
  const ring = new TraceRing(2);
  for (const time of [1, 2, 3]) ring.arrived("b", name, time, undefined);
  ring.filtered("h");
  ring.filtered("h");
  expect(ring.arrivals.map(({ time }) => time)).toEqual([2, 3]);
  expect(ring.withheld).toEqual(new Map([["h", 2]]));
});

it("lets an arrival go with the delivery that brought it", () => {
  const ring = new TraceRing(2);
  for (const n of [1, 2, 3, 4]) {
    ring.arrived("b", name, n, n);
    ring.delivery(delivery(n));
  }
  ring.arrived("b", name, 5, 4);
  expect(ring.arrivals.map(({ time }) => time)).toEqual([4, 5]);
  for (let n = 5; n <= 10_000; n += 1) {
    ring.arrived("b", name, n, n);
    ring.delivery(delivery(n));
  }
  expect(ring.arrivals.map(({ time }) => time)).toEqual([9_999, 10_000]);
});
