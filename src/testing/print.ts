import type { EndpointId } from "../graph/index.ts";
import type { Delivery, Outcome } from "../runtime/index.ts";
import type { Run } from "./run.ts";

/** Most lines a failure prints. */
const MAX_LINES = 60;

/** What travelled, a line each: when, type, from, to, attempt, outcome; then what is to know of the run. */
export function printDeliveries(run: Run): string {
  return [travelled(run), ...run.notices.map((notice) => `Note: ${notice}`)].join("\n");
}

function travelled(run: Run): string {
  const { deliveries } = run;
  if (deliveries.length === 0) return "Nothing travelled.";
  const shown = deliveries.slice(-MAX_LINES);
  const rows = shown.map((delivery) => row(run, delivery));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd());
  const missing = run.forgotten + deliveries.length - shown.length;
  const head =
    missing === 0 ? "What travelled:" : `What travelled (the last ${shown.length} of ${missing + shown.length}):`;
  return [head, ...lines].join("\n");
}

/** What people call an endpoint: its construct path, else its name. */
export function endpointName(run: Run, id: EndpointId): string {
  const endpoint = run.graph.endpoints.find((one) => one.id === id);
  return endpoint?.construct ?? endpoint?.name ?? id;
}

function row(run: Run, delivery: Delivery): readonly string[] {
  const { time, event, from, to, leg, attempt, outcome } = delivery;
  const leads = leg === "subscriber" || leg === "source" ? "" : `${leg}, `;
  return [
    `+${Math.round(time - run.startedAt)}ms`,
    event.type,
    `${endpointName(run, from)} → ${endpointName(run, to)}`,
    `${leads}attempt ${attempt}`,
    outcomeText(run, outcome),
  ];
}

function outcomeText(run: Run, outcome: Outcome): string {
  switch (outcome.kind) {
    case "accepted":
      return `${outcome.status}${outcome.ignored ? ", a body that is no event was ignored" : ""}`;
    case "replied":
      return `${outcome.status}, replied ${outcome.reply.type}${outcome.to === undefined ? ", which nobody takes" : ""}`;
    case "retried":
      return `${refusalText(outcome)}, again in ${Math.round(outcome.waitMs)}ms`;
    case "dead-lettered":
      return `${refusalText(outcome)}, dead-lettered to ${endpointName(run, outcome.to)}`;
    case "lost":
      return `${refusalText(outcome)}, lost`;
    case "cancelled":
      return "cancelled: its sender left";
  }
}

function refusalText({
  status,
  why,
  detail,
}:
  | Extract<Outcome, { readonly kind: "lost" }>
  | Extract<Outcome, { readonly kind: "retried" }>
  | Extract<Outcome, { readonly kind: "dead-lettered" }>): string {
  const reason = why === "status" ? "" : ` ${why}`;
  return `${status}${reason}${detail === undefined ? "" : ` (${detail})`}`;
}
