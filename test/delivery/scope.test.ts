import { expect, it } from "vitest";
import { Scope } from "../../src/delivery/scope.ts";

it("cancels in the order things joined, once, and not those that left", () => {
  const told: string[] = [];
  const scope = new Scope();
  scope.onEnd(() => told.push("a"));
  const leave = scope.onEnd(() => told.push("b"));
  scope.onEnd(() => told.push("c"));
  leave();
  scope.end();
  scope.end();
  expect(told).toEqual(["a", "c"]);
  expect(scope.isOver).toBe(true);
});

it("cancels at once what joins too late", () => {
  const told: string[] = [];
  const scope = new Scope();
  scope.end();
  scope.onEnd(() => told.push("late"))();
  expect(told).toEqual(["late"]);
});
