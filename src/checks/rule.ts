import type { Severity } from "../diagnostics/index.ts";
import type { EventGraph, Origin } from "../graph/index.ts";
import type { Settings } from "../manifests/settings.ts";
import type { Facts } from "./facts.ts";

/** One rule over the graph: it reads the graph and what was derived from it, and nothing else. */
export interface Rule {
  /** The code of its findings; also the name of its file and of its page in `docs/rules/`. */
  readonly code: string;
  /** By profile; `off` where the profile does not ask for it. */
  readonly severity: Readonly<Record<Settings["profile"], Severity | "off">>;
  /** The law it rests on. */
  readonly source: string;
  /** Manifests as YAML: the first with exactly this fault, the second mended. The test suite runs both. */
  readonly example: {
    readonly bad: string;
    readonly good: string;
    /** What `sluice.yaml` has to say for the fault to be one. */
    readonly settings?: Partial<Settings>;
  };
  readonly check: (graph: EventGraph, facts: Facts) => Iterable<Finding>;
}

/** What a rule finds, before profile and settings give it a severity. */
export interface Finding {
  readonly at: Origin;
  /** The field to change, where it is not the one that `at` names: a field that is missing, for one. */
  readonly field?: string;
  readonly message: string;
  readonly mend: string;
  readonly notes?: readonly string[];
  /** Graver or milder than the profile has it, where the case itself decides. */
  readonly severity?: Severity;
}

/** Declares a rule. */
export function defineRule(rule: Rule): Rule {
  return Object.freeze(rule);
}
