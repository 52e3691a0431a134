import type { AnyStep, Handler, StepContext } from "../events/step.ts";
import type { HttpAnswer, Reaction, Responder, TransportRequest } from "../runtime/index.ts";
import { answerEvent, type EventAnswer, type ServiceHost } from "../service/answer-event.ts";
import { isService, type Service, service } from "../service/service.ts";
import { type FakePlan, isFake } from "./fakes.ts";

/** What a run lends to the code it calls. */
export interface ResponderHost {
  /** Milliseconds since the epoch, virtual. */
  readonly now: () => number;
  readonly id: () => string;
  /** Aborts when the run is closed. */
  readonly signal: AbortSignal;
}

/** Makes a responder for one endpoint of one run: fakes count their requests from zero. */
export function responderFor(step: AnyStep, implementation: unknown, host: ResponderHost): Responder {
  if (isFake(implementation)) return planResponder(step, implementation.plan, host);
  if (isService(implementation)) return serviceResponder(implementation, host);
  return serviceResponder(service(step, implementation as Handler<AnyStep>), host);
}

/** Takes everything with an empty 202. */
export const acceptAll: Responder = () => ACCEPTED;

const ACCEPTED: Reaction = { kind: "answer", answer: { status: 202, headers: [] } };

function planResponder(step: AnyStep, plan: FakePlan, host: ResponderHost): Responder {
  switch (plan.kind) {
    case "answer": {
      const { status, headers, body } = plan;
      const reaction: Reaction = { kind: "answer", answer: { status, headers, ...(body === "" ? {} : { body }) } };
      return () => reaction;
    }
    case "hang":
      return () => ({ kind: "hang" });
    case "reset":
      return () => ({ kind: "no-answer", error: "EOF" });
    case "delay": {
      const next = responderFor(step, plan.next, host);
      return (request) => delayed(next(request), plan.ms);
    }
    case "times": {
      const first = planResponder(step, plan.first, host);
      const next = responderFor(step, plan.next, host);
      let requests = 0;
      return (request) => {
        requests += 1;
        return requests <= plan.count ? first(request) : next(request);
      };
    }
  }
}

function delayed(reaction: Reaction | Promise<Reaction>, ms: number): Reaction | Promise<Reaction> {
  if (reaction instanceof Promise) return reaction.then((settled) => later(settled, ms));
  return later(reaction, ms);
}

function later(reaction: Reaction, ms: number): Reaction {
  return reaction.kind === "hang" ? reaction : { ...reaction, afterMs: (reaction.afterMs ?? 0) + ms };
}

/** The code as a real service runs it: same checks, same statuses. */
function serviceResponder(served: Service, host: ResponderHost): Responder {
  const serviceHost: ServiceHost = { now: host.now, id: host.id, source: `/sluice/${served.step.name}` };
  return (request) => {
    const answered = answerEvent(served, request.event, contextOf(request, host), serviceHost);
    return answered instanceof Promise ? answered.then(reactionOf) : reactionOf(answered);
  };
}

function contextOf({ attempt }: TransportRequest, { signal, now }: ResponderHost): StepContext {
  return { attempt, signal, now };
}

function reactionOf({ status, headers, event, body }: EventAnswer): Reaction {
  const answer: HttpAnswer =
    event !== undefined
      ? { status, headers, event }
      : body === undefined
        ? { status, headers }
        : { status, headers, body };
  return { kind: "answer", answer };
}
