import type { Diagnostic } from "../../diagnostics/index.ts";
import { type EventGraph, type Hop, isDurable } from "../../graph/index.ts";
import { type ExplainedPart, explainPart } from "./explain-part.ts";

/** What a Pipeline is on one target, or why the target refuses. Plain data. */
export interface ExplainedTarget {
  readonly target: string;
  /** Whether it is the Pipeline's own. */
  readonly isChosen: boolean;
  readonly refusal?: Pick<Diagnostic, "code" | "message" | "mend" | "notes">;
  /** Absent where it refuses. */
  readonly cost?: TargetCost;
}

/** What one event costs there, and what becomes of one that fails. */
export interface TargetCost {
  /** Objects that deliver, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  readonly hops: number;
  /** Requests of the one event that causes the most, and calls of services among them. */
  readonly requests: number;
  readonly calls: number;
  /** How long its sender waits at worst, in milliseconds: all waits of retries, each attempt answered at once. */
  readonly worstAnswerMs: number;
  /** A sentence each, the same ones in the same order on every target. */
  readonly semantics: Readonly<Record<Semantic, string>>;
}

/** What may differ beside numbers. */
export type Semantic = "kept by" | "a body that is no event" | "a failure that nobody keeps" | "dead letters";

/** Explains the legs of a Pipeline on one target. */
export function explainTarget(
  graph: EventGraph,
  name: string,
  hops: readonly Hop[],
  { target, isChosen }: Pick<ExplainedTarget, "target" | "isChosen">,
): ExplainedTarget {
  const part = explainPart(graph, name, hops);
  const [dearest] = [...part.entries].sort((a, b) => b.requests - a.requests);
  return {
    target,
    isChosen,
    cost: {
      objects: part.objects,
      hops: part.hops.length,
      requests: dearest?.requests ?? 0,
      calls: dearest?.calls ?? 0,
      worstAnswerMs: Math.max(shimWaitMs(graph, hops, part), ...part.entries.map(({ worstAnswerMs }) => worstAnswerMs)),
      semantics: semanticsOf(graph, hops, part),
    },
  };
}

/** The waits on all legs of the shims together, which may also run side by side; at most the budget of their routes. */
function shimWaitMs(graph: EventGraph, hops: readonly Hop[], part: ExplainedPart): number {
  return graph.endpoints.reduce((longest, endpoint) => {
    if (endpoint.kind !== "subscriber" || endpoint.routes === undefined) return longest;
    const waits = part.hops.map(({ waitMs }, index) => (hops[index]?.from === endpoint.id ? waitMs : 0));
    const budgets = Object.values(endpoint.routes.routes).map(({ budgetMs = DEFAULT_BUDGET_MS }) => budgetMs);
    const whole = waits.reduce((sum, waitMs) => sum + waitMs, 0);
    return Math.max(longest, Math.min(whole, ...budgets));
  }, 0);
}

/** Of a route that says none. */
const DEFAULT_BUDGET_MS = 30_000;

function semanticsOf(
  graph: EventGraph,
  hops: readonly Hop[],
  { losses }: ExplainedPart,
): Readonly<Record<Semantic, string>> {
  const kinds = new Set(hops.map(({ kind }) => kind));
  return {
    "kept by": keptBy(graph, hops),
    "a body that is no event": kinds.has("subscription")
      ? "counts as success, and the flow ends there"
      : "fails (502), is retried and dead-lettered",
    "a failure that nobody keeps":
      kinds.has("trigger") || kinds.has("subscription")
        ? "the sender hears 500; sources do not send again"
        : "the sender hears the step's status; sources repeat what may be repeated",
    "dead letters": losses.some((loss) => loss.includes("no dead-letter sink")) ? "not on every leg" : "on every leg",
  };
}

/** Who has an event while it is on its way. */
function keptBy(graph: EventGraph, hops: readonly Hop[]): string {
  const from = new Set(hops.map((hop) => hop.from));
  const carriers = graph.endpoints.filter(({ id, kind }) => from.has(id) && (kind === "broker" || kind === "channel"));
  if (carriers.length === 0) return "its sender, until the outcome is known";
  const places = [...new Set(carriers.map(({ kind }) => kind))].join(" and ");
  const lasting = carriers.map((one) => isDurable(one));
  if (lasting.every((one) => one === true)) return `the ${places}, durably`;
  return lasting.includes(undefined) ? `the ${places}; nobody here knows how long` : `the ${places}, in memory`;
}
