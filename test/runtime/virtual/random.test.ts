import { expect, it } from "vitest";
import { seededRandom } from "../../../src/runtime/index.ts";

const numbers = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 5 }, () => random.below(1000));
};

it("repeats for the same seed and differs for another, large and negative ones too", () => {
  expect(numbers(1)).toEqual(numbers(1));
  expect(new Set([1, 2, 0, -3, 2 ** 40].map((seed) => numbers(seed).join())).size).toBe(5);
});

it("stays below its bound", () => {
  const random = seededRandom(7);
  const drawn = Array.from({ length: 2000 }, () => random.below(10));
  expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it("makes UUIDs of version 4, each another", () => {
  const random = seededRandom(7);
  const uuids = Array.from({ length: 1000 }, () => random.uuid());
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(uuids).size).toBe(1000);
});
