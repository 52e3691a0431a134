import { type Diagnostic, orderFindings } from "../diagnostics/index.ts";
import type { EventGraph } from "../graph/index.ts";
import type { Settings } from "../manifests/settings.ts";
import { deriveFacts } from "./facts.ts";
import { byPlace } from "./order.ts";
import type { Finding, Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";

/** Runs every rule that the settings leave on. Findings stand in the order of their places, then of their codes. */
export function checkGraph(
  graph: EventGraph,
  settings: Settings,
  rules: readonly Rule[] = RULES,
): readonly Diagnostic[] {
  const facts = deriveFacts(graph);
  const findings = rules.flatMap((rule) => {
    const set = Object.hasOwn(settings.rules, rule.code) ? settings.rules[rule.code] : undefined;
    const usual = set ?? rule.severity[settings.profile];
    if (usual === "off") return [];
    return Array.from(rule.check(graph, facts), (finding) =>
      toDiagnostic(rule, finding, set === undefined ? (finding.severity ?? usual) : usual),
    );
  });
  return orderFindings([...findings].sort(byPlace));
}

function toDiagnostic(rule: Rule, finding: Finding, severity: Diagnostic["severity"]): Diagnostic {
  const { at, field = at.field, message, mend, notes } = finding;
  return {
    code: rule.code,
    severity,
    at: at.place,
    ...(at.object === undefined ? {} : { object: at.object }),
    ...(field === undefined || field === "" ? {} : { field }),
    message,
    mend,
    ...(notes === undefined || notes.length === 0 ? {} : { notes }),
    source: rule.source,
  };
}
