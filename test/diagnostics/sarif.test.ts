import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import ajv from "ajv-draft-04";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { formatSarif } from "../../src/diagnostics/sarif.ts";

const require = createRequire(import.meta.url);
const schemaFile = require.resolve("@microsoft/jest-sarif").replace(/lib\/.*/, "lib/schemas/sarif-2.1.0-rtm.5.json");
const schema: object = JSON.parse(readFileSync(schemaFile, "utf8"));
const validate = new ajv.default({
  strict: false,
  unicodeRegExp: false,
  logger: false,
  formats: { uri: true, "uri-reference": true, "date-time": true },
}).compile(schema);

const FINDING: Diagnostic = {
  code: "no-failure-path",
  severity: "warning",
  at: { construct: "shop/orders", file: "src/my app.ts", line: 3, column: 5 },
  field: "spec.delivery",
  message: "It is lost.",
  mend: "Name a sink.",
  notes: ["First."],
};

describe("a SARIF report", () => {
  it("names tool, rules, places and what to change; what is acknowledged is suppressed with its reason", () => {
    const other: Diagnostic = { code: "event-loop", severity: "error", at: {}, message: "Round." };
    const text = formatSarif(
      { findings: [FINDING], acknowledged: [{ finding: other, reason: "It ends by itself." }] },
      { version: "1.2.3", describe: (code) => (code === "event-loop" ? "An event that causes itself" : undefined) },
    );
    expect(JSON.parse(text)).toEqual({
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "sluice",
              semanticVersion: "1.2.3",
              rules: [
                { id: "event-loop", shortDescription: { text: "An event that causes itself" } },
                { id: "no-failure-path" },
              ],
            },
          },
          columnKind: "utf16CodeUnits",
          results: [
            {
              ruleId: "no-failure-path",
              ruleIndex: 1,
              level: "warning",
              message: { text: "It is lost.\nName a sink.\nFirst." },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "src/my%20app.ts", uriBaseId: "%SRCROOT%" },
                    region: { startLine: 3, startColumn: 5 },
                  },
                  logicalLocations: [{ fullyQualifiedName: "shop/orders spec.delivery" }],
                },
              ],
            },
            {
              ruleId: "event-loop",
              ruleIndex: 0,
              level: "error",
              message: { text: "Round." },
              locations: [],
              suppressions: [{ kind: "inSource", justification: "It ends by itself." }],
            },
          ],
        },
      ],
    });
  });

  it("is valid by its schema, whatever is found", () => {
    const text = fc.string({ unit: "grapheme" });
    const finding = fc.record(
      {
        code: text,
        severity: fc.constantFrom("error" as const, "warning" as const),
        at: fc.record(
          { construct: text, file: text, line: fc.integer({ min: 1 }), column: fc.integer({ min: 1 }) },
          { requiredKeys: [] },
        ),
        field: text,
        message: text,
        mend: text,
        notes: fc.array(text),
      },
      { requiredKeys: ["code", "severity", "at", "message"] },
    );
    const report = fc.record({
      findings: fc.array(finding),
      acknowledged: fc.array(fc.record({ finding, reason: text })),
    });
    fc.assert(
      fc.property(report, (told) => {
        const valid = validate(JSON.parse(formatSarif(told, { version: "1.2.3" })));
        expect(validate.errors ?? []).toEqual([]);
        return valid;
      }),
      { numRuns: 50 },
    );
  });

  it("of nothing wrong is valid and has no results", () => {
    const log = JSON.parse(formatSarif({ findings: [], acknowledged: [] }, { version: "1.2.3" }));
    expect([validate(log), log.runs[0].results]).toEqual([true, []]);
  });
});
