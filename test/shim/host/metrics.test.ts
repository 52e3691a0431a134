import { expect, it } from "vitest";
import { Gate } from "../../../src/shim/host/gate.ts";
import { Counter, Histogram } from "../../../src/shim/host/metrics.ts";

it("writes counters in Prometheus' text format, labels escaped", () => {
  const counter = new Counter("a_total", "What it is.", ["x", "y"]);
  counter.add(["1", 'a"b\\c\nd']);
  counter.add(["1", 'a"b\\c\nd']);
  counter.add(["2", 200]);
  expect(counter.write()).toBe(
    '# HELP a_total What it is.\n# TYPE a_total counter\na_total{x="1",y="a\\"b\\\\c\\nd"} 2\na_total{x="2",y="200"} 1\n',
  );
});

it("writes histograms with buckets that include those below", () => {
  const histogram = new Histogram("d_seconds", "How long.", ["x"]);
  for (const seconds of [0.005, 0.006, 99]) histogram.observe(["a"], seconds);
  const lines = histogram.write().split("\n");
  expect(lines.slice(2, 5)).toEqual([
    'd_seconds_bucket{x="a",le="0.005"} 1',
    'd_seconds_bucket{x="a",le="0.01"} 2',
    'd_seconds_bucket{x="a",le="0.025"} 2',
  ]);
  expect(lines.slice(-4)).toEqual([
    'd_seconds_bucket{x="a",le="+Inf"} 3',
    'd_seconds_sum{x="a"} 99.011',
    'd_seconds_count{x="a"} 3',
    "",
  ]);
});

it("lets so many in at once, the others in their order, and passes over who has left", () => {
  const gate = new Gate(1, 2);
  const ran: string[] = [];
  const run = (name: string) => () => void ran.push(name);
  const left = run("left");
  expect([gate.enter(run("one")), gate.enter(left), gate.enter(run("two")), gate.enter(run("none"))]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect([gate.atWork, gate.waits, gate.isFull]).toEqual([1, 2, true]);
  expect([gate.withdraw(left), gate.withdraw(left)]).toEqual([true, false]);
  gate.leave();
  gate.leave();
  expect([ran, gate.atWork, gate.waits]).toEqual([["one", "two"], 0, 0]);
});
