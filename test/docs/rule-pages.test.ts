import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { CATALOGUE, type RuleEntry, type RuleExample } from "../../src/manifests/catalogue/index.ts";
import { RULES } from "../../src/checks/rules/index.ts";
import { readFileSync } from "node:fs";
import { found } from "../manifests/catalogue/run.ts";

const RULE_PAGES = resolve(import.meta.dirname, "../../docs/rules");

// The pages are written by `vitest run test/docs/rule-pages.test.ts -u`, from src/manifests/catalogue.
describe("the page of a rule on one object", () => {
  it.each(CATALOGUE.map((entry) => [entry.code, entry] as const))("%s", async (code, entry) => {
    await expect(page(entry)).toMatchFileSnapshot(resolve(RULE_PAGES, `${code}.md`));
  });

  it("stands in the list of all", () => {
    const list = readFileSync(resolve(RULE_PAGES, "README.md"), "utf8");
    const rows = CATALOGUE.map(({ code, title }) => `| [${code}](${code}.md) | ${title} |`);
    expect(list).toContain(["| code | what is wrong |", "|---|---|", ...rows].join("\n"));
  });

  it("is no page of a rule over the graph", () => {
    const graph = new Set(RULES.map(({ code }) => code));
    expect(CATALOGUE.filter(({ code }) => graph.has(code))).toEqual([]);
  });
});

/** In the form of the pages of rules over the graph. */
function page(entry: RuleEntry): string {
  const { code, title, source, effect, why, mend, examples } = entry;
  const severities = new Set(examples.flatMap((example) => findingsOf(entry, example)).map(({ severity }) => severity));
  const severity = severities.size === 0 ? "error" : [...severities].sort().join(" or ");
  const from = source.length === 0 ? "" : ` Source: ${source.join("; ")}.`;
  return `${[
    `# ${code}`,
    `${title}. Severity: ${severity}.${from}`,
    `**What goes wrong.** ${effect}`,
    `**Why.** ${why}`,
    `**How to mend it.** ${mend}`,
    ...examples.flatMap((example) => section(entry, example)),
  ].join("\n\n")}\n`;
}

function section(entry: RuleEntry, example: RuleExample): readonly string[] {
  const { rule, bad, good, settings, before, shownOnly } = example;
  if (shownOnly !== undefined) return [`## ${heading(rule)}`, `${shownOnly}`];
  return [
    `## ${heading(rule)}`,
    ...(settings === undefined ? [] : ["With this `sluice.yaml`:", yaml(settings)]),
    ...(before === undefined ? [] : ["In the cluster:", yaml(before)]),
    "At fault:",
    entry.of === "app-file" ? fenced("json", bad) : yaml(bad),
    fenced("text", findingsOf(entry, example).map(said).join("\n")),
    "Mended:",
    entry.of === "app-file" ? fenced("json", good) : yaml(good),
  ];
}

function findingsOf(entry: RuleEntry, example: RuleExample): readonly Diagnostic[] {
  return example.shownOnly === undefined ? found(entry, example, example.bad) : [];
}

function said({ severity, field, message, mend }: Diagnostic): string {
  return [`${severity}${field === undefined ? "" : ` at ${field}`}`, message, mend]
    .filter((line) => line !== undefined)
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join("\n");
}

function heading(rule: string): string {
  return rule.replace(/\.$/, "");
}

function yaml(text: string): string {
  return fenced("yaml", text);
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}
