import { isAccepted, sourceWaitMs } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import { dispatchError, isNoAnswer } from "./answers.ts";
import type { Cancel } from "./clock.ts";
import { type Core, eventName } from "./core.ts";
import type { Post } from "./leg.ts";
import type { Outcome } from "./observe.ts";
import type { PreparedSource } from "./prepare.ts";
import type { Answer } from "./transport.ts";

/** How a source's sending ended. */
export interface Sent {
  /** 2xx. */
  readonly isTaken: boolean;
  /** The last answer's status; absent when none came. */
  readonly status?: number;
}

/**
 * Sends an event as a source of Knative's own does: up to five retries, and not after a 500, which is what a Broker
 * answers when a delivery behind it failed (eventing.md §7.1).
 */
export function sendFromSource(
  core: Core,
  post: Post,
  source: PreparedSource,
  event: WireEvent,
  done: (sent: Sent) => void,
): Cancel {
  const name = eventName(event);
  const { id, from, namespace, sink } = source;
  let abandon: Cancel = () => undefined;
  attempt(1, undefined);
  return () => abandon();

  function attempt(count: number, cause: number | undefined): void {
    const to = sink.endpoint;
    const started = core.start("source", name, id, from, to, count, cause);
    const request = { to, url: sink.url, event, leg: "source", attempt: count, n: started.n } as const;
    const headers = [["kn-namespace", namespace]] as const;
    abandon = post({ ...request, method: "POST", mode: "binary", headers, isChecked: false }, (answer) => {
      const waitMs = isTaken(answer) ? undefined : sourceWaitMs(count, answer.status);
      core.end(started, outcomeOf(answer, sink.url, waitMs));
      if (waitMs === undefined) done(sentOf(answer));
      else abandon = core.clock.after(waitMs, () => attempt(count + 1, started.n));
    });
  }
}

/** What a sender outside the graph, or a source, makes of an answer; `waitMs` when it tries again. */
export function outcomeOf(answer: Answer, url: string, waitMs?: number): Outcome {
  if (!isNoAnswer(answer) && isAccepted(answer.status)) return { kind: "accepted", status: answer.status };
  const refused = isNoAnswer(answer)
    ? ({ status: 500, why: "no-answer", detail: dispatchError("POST", url, answer.error) } as const)
    : ({ status: answer.status, why: "status" } as const);
  return waitMs === undefined ? { kind: "lost", ...refused } : { kind: "retried", ...refused, waitMs };
}

/** The end of a sending, from its last answer. */
export function sentOf(answer: Answer): Sent {
  return isNoAnswer(answer) ? { isTaken: false } : { isTaken: isTaken(answer), status: answer.status };
}

function isTaken(answer: Answer): boolean {
  return !isNoAnswer(answer) && isAccepted(answer.status);
}
