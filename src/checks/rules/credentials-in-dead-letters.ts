import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";

const to = (uri: string): string =>
  triggerObject("charge", "shop.order.placed")
    .replace(/ref: \{.*\}/, `uri: ${uri}`)
    .replace("} }\n", "}\n");

/** A user or password in the URL of a step: every dead letter shows it in `knativeerrordest`. */
export const credentialsInDeadLetters = defineRule({
  code: "credentials-in-dead-letters",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.5",
  example: {
    bad: documents(BROKER, SHOP, to("https://shop:sesame@charge.example.com/"), serviceObject("failures")),
    good: documents(BROKER, SHOP, to("https://charge.example.com/"), serviceObject("failures")),
  },
  *check({ hops }) {
    for (const hop of hops) {
      if (hop.kind === "sink" || hop.delivery.deadLetterSink === undefined) continue;
      for (const target of [hop.to, hop.reply]) {
        const user = target && /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#@]*)@/.exec(target.url)?.[1];
        if (target === undefined || user === undefined || target.endpoint === hop.from) continue;
        yield {
          at: target.origin,
          message: `The address has a user${user.includes(":") ? " and a password" : ""} in it. Each event that fails on ${calledHop(hop)} carries them to the dead-letter sink, in the attribute knativeerrordest.`,
          mend: "Take them out of the address; let the step take its credentials from a Secret, or put a service between that adds them.",
        };
      }
    }
  },
});
