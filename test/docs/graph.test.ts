import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../readme-blocks.ts";
import { project, sluice } from "../cli/harness.ts";

const page = readFileSync(new URL("../../docs/graph.md", import.meta.url), "utf8");
const blocks = blocksOf(page);
const shop = blocks.find(({ file }) => file === "shop.yaml")?.text ?? "";

function block(language: string): string {
  return blocks.find((one) => one.language === language)?.text ?? "";
}

describe("docs/graph.md", () => {
  it("shows what the command really draws and says", async () => {
    const { code, stdout, stderr } = await sluice(project({ "shop.yaml": shop }), "graph", "shop.yaml");
    expect(code).toBe(0);
    expect(block("mermaid")).toBe(stdout);
    expect(block("text")).toBe(stderr);
  });

  it("names a command that writes a picture with the findings in it, and every format there is", async () => {
    const words = block("sh").split(">")[0]?.trim().split(" ").slice(1) ?? [];
    const { code, stdout, stderr } = await sluice(project({ "shop.yaml": shop }), ...words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<svg .*<\/svg>\n$/s);
    for (const [, rule] of stderr.matchAll(/^\w+ ([a-z-]+) /gm)) expect(stdout).toContain(rule);
    const formats = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, format = ""]) => format);
    expect(formats.toSorted()).toEqual(["dot", "json", "mermaid", "svg"]);
    for (const format of formats)
      expect((await sluice(project({ "shop.yaml": shop }), "graph", "shop.yaml", "--format", format)).code).toBe(0);
  });
});
