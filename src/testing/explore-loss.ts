import type { Diagnostic } from "../diagnostics/index.ts";
import type { EndpointId, EventGraph, Hop } from "../graph/index.ts";
import type { FoundLoss, LossReason } from "./explore-verdict.ts";

/** One way in which accepted events are lost: a finding, with the leg that loses them. `code` says how. */
export interface Loss extends Diagnostic {
  readonly code: LossReason;
  /** The first seed that shows it. */
  readonly seed: number;
  /** How many seeds show it. */
  readonly seeds: number;
  /** The leg, by its id in the graph; absent for what a sender outside the graph sent. */
  readonly hop?: string;
  readonly from: EndpointId;
  /** Who did not take it; absent where nothing was delivered. */
  readonly to?: EndpointId;
  /** The type of the event that was lost. */
  readonly type: string;
}

/** Two losses of one key are the same way of losing events. */
export function lossKey({ reason, hop, from, to, leg, event }: FoundLoss): string {
  return JSON.stringify([reason, hop, from, to, leg, event.type]);
}

/** Tells a loss as a finding. */
export function toLoss(
  graph: EventGraph,
  found: FoundLoss,
  seen: { readonly seed: number; readonly seeds: number },
  nameOf: (id: EndpointId) => string,
): Loss {
  const hop = graph.hops.find(({ id }) => id === found.hop);
  const { message, mend, field, source } = wordsOf(found, hop, nameOf);
  const { place = {}, object } = hop?.origin ?? graph.endpoints.find(({ id }) => id === found.from)?.origin ?? {};
  return {
    code: found.reason,
    severity: "error",
    at: place,
    ...(object === undefined ? {} : { object }),
    ...(field === undefined ? {} : { field }),
    message,
    mend,
    ...(found.detail === undefined ? {} : { notes: [`The last attempt: ${found.detail}`] }),
    source: `knative/eventing.md ${source}`,
    ...seen,
    ...(found.hop === undefined ? {} : { hop: found.hop }),
    from: found.from,
    ...(found.to === undefined ? {} : { to: found.to }),
    type: found.event.type,
  };
}

interface Words {
  readonly message: string;
  readonly mend: string;
  readonly field?: string;
  readonly source: string;
}

function wordsOf(found: FoundLoss, hop: Hop | undefined, nameOf: (id: EndpointId) => string): Words {
  const what = `${found.leg === "reply" ? "the reply" : "the event"} "${found.event.type}"`;
  const to = found.to === undefined ? "?" : nameOf(found.to);
  // A reply comes from who gave it, whoever carries it.
  const from = nameOf(found.leg === "reply" ? (hop?.to?.endpoint ?? found.from) : found.from);
  const way = `from ${from} to ${to}`;
  const writable = hop?.carriesDelivery === true;
  // A shim's deliveries stand in its route table.
  const fieldOf = (field: string) => (writable && hop.kind !== "shim" ? { field } : {});
  switch (found.reason) {
    case "no-dead-letter-sink":
      return {
        message: `${capital(what)} ${way} failed for good (${failure(found)}), and no dead-letter sink takes it.`,
        mend: writable
          ? `Name a dead-letter sink${isWorthRepeating(found) ? ", or retry more often than a service fails" : ""}.`
          : "Send it through a Broker or Channel with a dead-letter sink.",
        ...fieldOf("spec.delivery.deadLetterSink"),
        source: "§6.2",
      };
    case "dead-letter-refused":
      return {
        message: `The dead letter "${found.event.type}" ${way} failed as well (${failure(found)}): nobody keeps the event.`,
        mend: "Let the dead-letter sink accept every event, whatever its type and data.",
        source: "§6.2",
      };
    case "reply-thrown-away":
      return {
        message: `${to} answered "${found.event.type}" from ${from} with a body that is no event: a channel throws it away and calls that success, so the flow ends here in silence.`,
        mend: "Let the service reply with an event or fail, or deliver through a Broker, which refuses such an answer.",
        source: "§6.2",
      };
    case "sender-left":
      return {
        message: `${capital(what)} ${way} was given up because the request that brought it had ended: nothing is retried then, and no dead-letter sink is asked.`,
        mend: "Give the leg a timeout, so that it fails before a channel gives up (15 minutes), and outer legs enough time for inner ones.",
        ...fieldOf("spec.delivery.timeout"),
        source: "§6.3, §6.4",
      };
    case "never-answered":
      return {
        message: `${to} never answers "${found.event.type}" from ${from}, and nobody gives up: the delivery never ends.`,
        mend: "Give the leg a timeout.",
        ...fieldOf("spec.delivery.timeout"),
        source: "§6.4",
      };
    case "leg-never-added":
      return {
        message: `"${found.event.type}" at ${from} should go along ${hop?.name ?? "a leg"}, which does not resolve: nothing is delivered there and the sender hears 202.`,
        mend: "Correct the references of that leg.",
        source: "§5.5",
      };
    case "too-late":
      return {
        message: `${capital(what)} ${way} was still under way after the time limit of the scenario.`,
        mend: "Shorten the backoff, or retry less often.",
        source: "§6.3",
      };
    case "endless":
      return {
        message: `What comes of an event never ends: ${what} went ${way} ${found.attempts} times, then the run was cut.`,
        mend: "Look for a step whose replies come back to it, and filter them or rename their type.",
        source: "§6.6",
      };
  }
}

function failure({ status, why, attempts }: FoundLoss): string {
  const reason = why === undefined || why === "status" ? `${status}` : `${status}, ${why}`;
  return attempts === 1 ? `${reason}, one attempt` : `${reason} after ${attempts} attempts`;
}

/** Whether retries would have gone on. */
function isWorthRepeating({ status = 500 }: FoundLoss): boolean {
  return status >= 500 || [404, 408, 409, 429].includes(status);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
