import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/checks/rules/index.ts";
import { findings } from "./harness.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/rules/${name}.md`, import.meta.url), "utf8");

describe.each(RULES.map((rule) => [rule.code, rule] as const))("the example of %s", (code, rule) => {
  // A rule that development does not ask for is shown as production sees it.
  const profile = rule.severity.dev === "off" ? "production" : "dev";
  const settings = { ...rule.example.settings, profile } as const;

  it("shows this fault, once, and no other", () => {
    expect(findings(rule.example.bad, undefined, settings).map((finding) => finding.code)).toEqual([code]);
  });

  it("has no fault when mended", () => {
    expect(findings(rule.example.good, undefined, settings)).toEqual([]);
  });

  it("stands on the rule's page, with its severity and source", () => {
    const text = page(code);
    expect(text).toContain(`# ${code}\n`);
    // A chain of hundreds of objects is shown by its first ones.
    const { bad, good } = rule.example;
    const shown =
      bad.length > 20_000
        ? [bad.slice(0, 1000).trim()]
        : [bad, good].map((yaml) => `\`\`\`yaml\n${yaml.trim()}\n\`\`\``);
    for (const yaml of shown) expect(text).toContain(yaml);
    expect(text).toContain(`Source: ${rule.source}.`);
    expect(page("README")).toContain(`| [${code}](${code}.md) |`);
  });
});
