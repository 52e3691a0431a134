import type { CloudEvent } from "cloudevents";
import type { TypedEvent, WireEvent } from "../event.ts";
import { toTypedEvent } from "./typed.ts";

/**
 * An event, as it is on the wire or as a handler gets it, as one of the `cloudevents` package, for code that is written against it. That package is loaded with the
 * first call, so that nothing else waits for it. It is stricter than Knative in places: what it would refuse keeps its
 * values, unvalidated. It stamps the present time on an event that has none.
 */
export async function toCloudEvent(event: WireEvent | TypedEvent): Promise<CloudEvent<unknown>> {
  const { CloudEvent } = await import("cloudevents");
  const { extensions, data, ...core } = "attributes" in event ? toTypedEvent(event) : event;
  return new CloudEvent<unknown>({ ...core, ...extensions, ...(data === undefined ? {} : { data }) }, false);
}
