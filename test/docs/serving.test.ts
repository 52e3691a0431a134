import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatText } from "../../src/diagnostics/text.ts";
import { admitUpdates, DEFAULT_SETTINGS, parseSettings, readManifests } from "../../src/manifests/index.ts";
import { blocksOf } from "../readme-blocks.ts";

const page = readFileSync(new URL("../../docs/serving.md", import.meta.url), "utf8");
const blocks = blocksOf(page);

describe("docs/serving.md", () => {
  it("shows what is really said of a manifest that is applied twice", () => {
    const text = blocks.find(({ language }) => language === "yaml")?.text ?? "";
    const read = (path: string) => readManifests([{ path, text }]).manifests;
    const findings = admitUpdates(read("released/orders.yaml"), read("dist/orders.yaml"), DEFAULT_SETTINGS);
    expect(blocks.find(({ language }) => language === "text")?.text).toBe(formatText(findings, { color: false }));
  });

  it("shows settings that are read", () => {
    const text = blocks.find(({ file }) => file === "sluice.yaml")?.text ?? "";
    const { settings, diagnostics } = parseSettings(text, "sluice.yaml");
    expect(diagnostics).toEqual([]);
    expect(settings.servingConfigMaps).toEqual({
      "config-defaults": { "max-revision-timeout-seconds": "1200", "revision-cpu-request": "100m" },
      "config-autoscaler": { "max-scale-limit": "50" },
    });
  });
});
