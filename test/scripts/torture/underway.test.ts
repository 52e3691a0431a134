import { expect, it } from "vitest";
import { Underway } from "../../../scripts/torture/underway.ts";

it("tells a request without an answer whose replica had begun with it before it was drained", () => {
  const underway = new Underway();
  const waiting = underway.begin(7, 1, true);
  underway.asked(7, 1);
  underway.draining(1);
  underway.end(waiting, "other side closed");
  expect(underway.broken).toEqual([
    "replica 1 was drained, had begun with event 7, and did not answer: other side closed",
  ]);
});

it("asks for no answer to what was not begun, begun by another request or replica, or begun after the drain", () => {
  const underway = new Underway();
  const idle = underway.begin(1, 1, true);
  const again = underway.begin(2, 1, false);
  const elsewhere = underway.begin(3, 1, true);
  const late = underway.begin(4, 1, true);
  underway.asked(2, 1);
  underway.asked(3, 2);
  underway.draining(1);
  underway.asked(4, 1);
  for (const one of [idle, again, elsewhere, late]) underway.end(one, "other side closed");
  expect(underway.broken).toEqual([]);
});

it("takes any answer, and a sender that does not wait for one", () => {
  const underway = new Underway();
  const waiting = underway.begin(7, 1, true);
  underway.asked(7, 1);
  underway.draining(1);
  underway.end(waiting, undefined);
  expect(underway.broken).toEqual([]);
});
