import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formatText } from "../../src/diagnostics/text.ts";
import { admitUpdates, DEFAULT_SETTINGS, readManifests } from "../../src/manifests/index.ts";
import { blocksOf } from "../readme-blocks.ts";

const page = readFileSync(new URL("../../docs/updates.md", import.meta.url), "utf8");

it("shows what is really said of the example", () => {
  const blocks = blocksOf(page);
  const [before, now] = blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);
  const read = (path: string, text = "") => readManifests([{ path, text }]).manifests;
  const findings = admitUpdates(read("released/shop.yaml", before), read("dist/shop.yaml", now), DEFAULT_SETTINGS);
  const said = blocks.find(({ language }) => language === "text")?.text;
  expect(said).toBe(formatText(findings, { color: false }));
});
