import type { Contract } from "./contract.ts";
import { defineEvent, type EventOptions } from "./define-event.ts";

/** The only type a PingSource emits (eventing.md §7.1); an override of it would mute the source (§7.2). */
export const PING_TYPE = "dev.knative.sources.ping";

/** The contract of a PingSource's events: `dev.knative.sources.ping`, typed by its payload. */
export function pingEvent<Data = unknown, Input = Data>(
  options: Omit<EventOptions<Input, Data>, "source"> = {},
): Contract<typeof PING_TYPE, Data, Input> {
  return defineEvent(PING_TYPE, options);
}
