import { type HttpMessage, readMessage, writeBinary } from "../events/http/index.ts";
import type { StepContext } from "../events/step.ts";
import { type Account, answerEvent, type EventAnswer, refusal, type ServiceHost } from "./answer-event.ts";
import type { Service } from "./service.ts";

export type { Account, ServiceHost } from "./answer-event.ts";

/** The answer to one POST, and what a log tells of it. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | string;
  readonly account: Account;
}

/**
 * Answers one delivery. Never throws, and never answers 2xx with a body that is no event, which a Trigger would turn
 * into 502 and redeliver (eventing.md §6.7): {@link answerEvent}, with its reply in binary mode; 400 for what is no
 * event.
 */
export async function answer(
  service: Service,
  message: HttpMessage,
  signal: AbortSignal,
  host: ServiceHost,
): Promise<Answer> {
  const reading = readMessage(message);
  if (reading.kind === "refused") {
    return refusal(400, reading.text, { severity: "WARNING", message: `Not an event: ${reading.text}` });
  }
  const context: StepContext = { signal, now: () => host.now() };
  return written(await answerEvent(service, reading.event, context, host));
}

function written({ status, headers, event, body, account }: EventAnswer): Answer {
  if (event === undefined) return { status, headers, ...(body === undefined ? {} : { body }), account };
  const message = writeBinary(event);
  const data = message.body === undefined ? {} : { body: message.body };
  return { status, headers: [...headers, ...message.headers], ...data, account };
}
