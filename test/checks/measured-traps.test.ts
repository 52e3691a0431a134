import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/checks/rules/index.ts";

const README = readFileSync(new URL("../../docs/rules/README.md", import.meta.url), "utf8");
const LAW = new URL("../../../shared/knative/eventing.md", import.meta.url);
const ADMISSION = new URL("../../src/manifests/admission/", import.meta.url);

/** Row of eventing.md §13 → the codes that tell it. */
const TOLD = new Map(
  [...README.matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)].map(([, row = "", codes = ""]) => [
    Number(row),
    [...codes.matchAll(/\[([a-z0-9-]+)\]|`([a-z0-9-]+)`/g)].map(([, linked, plain]) => linked ?? plain ?? ""),
  ]),
);

/** Every code of admission, as its source names it. */
function admissionCodes(): readonly string[] {
  return readdirSync(ADMISSION, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(new URL(file, ADMISSION), "utf8").matchAll(/code: "([a-z0-9-]+)"/g)])
    .map(([, code = ""]) => code);
}

describe("the table of measured traps", () => {
  it("names codes that exist", () => {
    const codes = new Set([...RULES.map(({ code }) => code), ...admissionCodes()]);
    expect([...TOLD.values()].flat().filter((code) => !codes.has(code))).toEqual([]);
    expect([...TOLD.values()].filter((told) => told.length === 0)).toEqual([]);
  });

  it("has every row that a manifest can show", ({ skip }) => {
    skip(!existsSync(LAW), "../shared/knative is absent");
    const [, section = ""] = readFileSync(LAW, "utf8").split("\n## 13. ");
    const rows = [...section.matchAll(/^\| (\d+) \|.*\| ([^|]*) \|$/gm)];
    const isStatic = rows
      .filter(([, , suggestion = ""]) => suggestion.includes("static"))
      .map(([, row]) => Number(row));
    expect(isStatic.length).toBeGreaterThan(25);
    expect(isStatic.filter((row) => !TOLD.has(row))).toEqual([]);
  });
});
