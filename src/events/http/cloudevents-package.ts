import type { CloudEvent } from "cloudevents";
import type { WireEvent } from "../event.ts";
import { toTypedEvent } from "./typed.ts";

/**
 * The event as one of the `cloudevents` package, for code that is written against it. That package is loaded with the
 * first call, so that nothing else waits for it. Its own rules are stricter in places (an extension's name, an empty
 * extension): what it refuses keeps its values, unvalidated.
 */
export async function toCloudEvent(event: WireEvent): Promise<CloudEvent<unknown>> {
  const { CloudEvent } = await import("cloudevents");
  const { extensions, data, ...core } = toTypedEvent(event);
  return new CloudEvent<unknown>({ ...core, ...extensions, ...(data === undefined ? {} : { data }) }, false);
}
