import type { MessageHeaders } from "../events/http/message.ts";
import { firstHeader } from "./headers.ts";

/** How an answer carries an event. */
export type ReplyMode = "binary" | "structured" | "batch";

/**
 * Whether a 2xx answer is a reply event by its headers alone (eventing.md §6.2, 4). On a channel's leg anything else is
 * thrown away as success; behind a Broker a body that is no event becomes 502 (§6.7).
 */
export function replyMode(headers: MessageHeaders): ReplyMode | undefined {
  const contentType = firstHeader(headers, "content-type");
  if (contentType !== undefined) {
    const media = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
    if (media === "application/cloudevents+json") return "structured";
    if (media === "application/cloudevents-batch+json") return "batch";
  }
  const version = firstHeader(headers, "ce-specversion");
  return version === "1.0" || version === "0.3" ? "binary" : undefined;
}

/** Whether a status is a success to a Knative dispatcher: 200–299. */
export function isAccepted(status: number): boolean {
  return status >= 200 && status <= 299;
}
