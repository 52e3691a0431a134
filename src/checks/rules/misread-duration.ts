import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { type Misreading, misreadDuration } from "../misread-durations.ts";
import { defineRule } from "../rule.ts";
import { writtenDeliveries } from "../written-deliveries.ts";

const REST = documents(
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

const WHY: Readonly<Record<Misreading["why"], string>> = {
  "rest-ignored": "text after the first decimal is ignored",
  sign: "a sign inside makes the whole negative",
  precision: "only one decimal of each field is kept",
  "too-long": "it does not fit the numbers that Knative keeps",
  negative: "a timeout below zero is none",
};

/** A duration that Knative admits and reads as another one than it says. */
export const misreadDurations = defineRule({
  code: "misread-duration",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §3.5",
  example: {
    bad: documents(BROKER.replace("PT1S", "PT0.25S"), REST),
    good: documents(BROKER.replace("PT1S", "PT0.2S"), REST),
  },
  *check(graph) {
    for (const { value, originOf } of writtenDeliveries(graph)) {
      for (const name of ["timeout", "backoffDelay", "retryAfterMax"]) {
        const text = value[name];
        const misread = typeof text === "string" ? misreadDuration(name, text) : undefined;
        if (misread === undefined) continue;
        yield {
          at: originOf(name),
          message: `${name} is ${JSON.stringify(text)}, which Knative reads as ${misread.means}: ${WHY[misread.why]}.`,
          mend:
            misread.why === "negative"
              ? "Write a positive duration, or leave timeout out for none."
              : `Write ${misread.means}, if that is meant, or a duration that Knative can hold: whole numbers and tenths, such as PT1.5S.`,
        };
      }
    }
  },
});
