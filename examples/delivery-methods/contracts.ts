import { defineEvent, defineStep, pingEvent } from "sluice/events";
import { z } from "zod";

/** What the source sends every minute. */
export const Hello = pingEvent({ data: z.object({ message: z.string() }) });

/** What one of the services replies. */
export const HiFromKnative = defineEvent("dev.knative.samples.hifromknative", {
  source: "urn:knative/eventing/samples/hello-world",
  data: z.object({ key: z.string() }),
});

/** Shows a ping. */
export const Display = defineStep("display", { accepts: [Hello] });

/** Shows a ping and replies. */
export const DisplayWithReply = defineStep("display-with-reply", { accepts: [Hello], replies: [HiFromKnative] });

/** Shows the reply. */
export const DisplayReply = defineStep("display-reply", { accepts: [HiFromKnative] });
