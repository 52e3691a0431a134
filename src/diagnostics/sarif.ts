import type { Diagnostic, Place } from "./diagnostic.ts";
import type { Report } from "./report.ts";
import { subjectOf } from "./text.ts";

/** Who found it. */
export interface SarifTool {
  readonly version: string;
  /** One sentence about a code, where there is one. */
  readonly describe?: (code: string) => string | undefined;
}

/**
 * A report as SARIF 2.1.0, without a newline at its end. Places are files relative to the root of the repository, and
 * constructs or objects as logical locations. What is acknowledged is there as suppressed, with its reason. The same
 * report gives the same bytes.
 */
export function formatSarif({ findings, acknowledged }: Report, tool: SarifTool): string {
  const codes = [
    ...new Set([...findings, ...acknowledged.map(({ finding }) => finding)].map(({ code }) => code)),
  ].sort();
  const index = new Map(codes.map((code, at) => [code, at]));
  const results = [
    ...findings.map((finding) => toResult(finding, index.get(finding.code))),
    ...acknowledged.map(({ finding, reason }) => ({
      ...toResult(finding, index.get(finding.code)),
      suppressions: [{ kind: "inSource", justification: reason }],
    })),
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "sluice", semanticVersion: tool.version, rules: codes.map((code) => toRule(code, tool)) },
        },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function toRule(code: string, { describe }: SarifTool): object {
  const text = describe?.(code);
  return { id: code, ...(text === undefined ? {} : { shortDescription: { text } }) };
}

function toResult(diagnostic: Diagnostic, ruleIndex = -1): object {
  const { code, severity, at, field, message, mend, notes } = diagnostic;
  const text = [message, mend, ...(notes ?? [])].filter((part) => part !== undefined).join("\n");
  const physical = physicalLocation(at);
  const subject = subjectOf(diagnostic);
  const logical =
    subject === undefined
      ? undefined
      : [{ fullyQualifiedName: field === undefined || field === "" ? subject : `${subject} ${field}` }];
  const location = {
    ...(physical === undefined ? {} : { physicalLocation: physical }),
    ...(logical === undefined ? {} : { logicalLocations: logical }),
  };
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text },
    locations: physical === undefined && logical === undefined ? [] : [location],
  };
}

function physicalLocation({ file, line, column }: Place): object | undefined {
  if (file === undefined) return undefined;
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return {
    artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
    ...region,
  };
}
