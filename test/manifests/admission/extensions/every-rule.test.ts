import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");

function textsIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).map((file) => readFileSync(join(ROOT, folder, file), "utf8"));
}

it("has a bad and a good example of every rule for extensions", () => {
  const told = textsIn("src/manifests/admission/extensions").flatMap((text) =>
    [...text.matchAll(/findingsOf\(\s*"([a-z-]+)"/g)].map(([, code]) => code),
  );
  const shown = textsIn("test/manifests/admission/extensions").flatMap((text) =>
    [...text.matchAll(/rule: "([a-z-]+)"/g)].map(([, code]) => code),
  );
  expect(new Set(told).size).toBeGreaterThan(15);
  expect([...new Set(told)].filter((code) => !shown.includes(code))).toEqual([]);
});
