import { AuthoringError } from "../diagnostics/index.ts";
import type { Endpoint, SourceEndpoint } from "../graph/index.ts";
import { type EndlessError, mutedBy, type StuckError } from "../runtime/index.ts";
import { endpointName } from "./print.ts";
import type { Run } from "./run.ts";

/** A source that is told to send and has nowhere to send to. */
export function noSink(source: SourceEndpoint): AuthoringError {
  return new AuthoringError({
    code: "no-sink",
    at: source.origin.place,
    message: `The source "${source.name}" has no sink, so nothing it sends arrives anywhere.`,
    mend: "Start a flow from it, or set its sink.",
  });
}

/** A source that is told to send what it never sends. */
export function doesNotEmit(source: SourceEndpoint, type: string): AuthoringError {
  const known = (source.emits ?? []).map((contract) => `"${contract.type}"`).join(", ") || "nothing";
  return new AuthoringError({
    code: "source-does-not-emit",
    at: source.origin.place,
    message: `The source "${source.name}" never emits "${type}", only ${known}.`,
    mend: `Send it to the endpoint that should get it instead: \`{ to: … }\`.`,
  });
}

/** A handler's promise that stayed open. */
export function handlerStuck({ call }: StuckError, step: string | undefined): AuthoringError {
  const { request, guardMs } = call;
  const { id, type } = request.event.attributes;
  return new AuthoringError({
    code: "handler-stuck",
    at: {},
    message: `The handler of step "${step ?? request.to}" was still pending after ${guardMs} ms, with event "${id}" of type "${type}".`,
    mend: "Await what it waits for, or raise `guardMs`. A step that never answers is `timesOut()`.",
  });
}

/** A run that goes round. */
export function endlessRun({ turns }: EndlessError, run: Run): AuthoringError {
  const counts = new Map<string, number>();
  for (const { event, to } of run.deliveries) {
    const way = `"${event.type}" to ${endpointName(run, to)}`;
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return new AuthoringError({
    code: "endless-run",
    at: {},
    message: `The run did not settle within ${turns} turns.${most === undefined ? "" : ` Most often it delivered ${most[0]}.`}`,
    mend: "Look for a step that replies with what it is sent, or use `advance` instead of `settle`.",
  });
}

/** A source that an override silences. */
export function mutedSource(source: SourceEndpoint): AuthoringError {
  return new AuthoringError({
    code: "muted-source",
    at: source.origin.place,
    message: `The source "${source.name}" never sends anything: its override "${mutedBy(source)}" is named like a core attribute.`,
    mend: "Remove that key from `ceOverrides.extensions`.",
    source: "knative/eventing.md §7.2",
  });
}

/** An event for a step that replies and that nobody stands in for. */
export function missingHandler(endpoint: Endpoint | undefined, type: string): AuthoringError {
  const name = endpoint?.construct ?? endpoint?.name ?? "?";
  const replies = (endpoint?.replies ?? []).map((contract) => `"${contract.type}"`).join(", ");
  return new AuthoringError({
    code: "missing-handler",
    at: endpoint?.origin.place ?? {},
    message: `"${name}" was sent an event of type "${type}" and has no handler, yet it declares the replies ${replies}.`,
    mend: "Give it one: `serving(Step, handler)`, or a fake such as `accepts()` if its replies do not matter here.",
  });
}
