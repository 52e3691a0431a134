import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { isForeign } from "../../graph/index.ts";
import { defineRule } from "../rule.ts";
import { writtenTargets } from "../written-targets.ts";

const to = (uri: string): string =>
  triggerObject("charge", "shop.order.placed")
    .replace(/ref: \{.*\}/, `uri: ${uri}`)
    .replace("} }\n", "}\n");

/**
 * A URL whose scheme is not http or https. Knative admits every scheme, and then sends to `http://HOST/`: path and query
 * are dropped, so the event reaches another place or none.
 */
export const unsupportedScheme = defineRule({
  code: "unsupported-scheme",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.2",
  example: {
    bad: documents(BROKER, SHOP, to("kafka://charge.example.com/orders"), serviceObject("failures")),
    good: documents(BROKER, SHOP, to("http://charge.example.com/orders"), serviceObject("failures")),
  },
  *check(graph, { endpoint }) {
    for (const { target, as, hop } of writtenTargets(graph)) {
      const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target.url)?.[1];
      // Whether a Broker of another class takes other addresses, only it knows.
      if (scheme === undefined || /^https?$/i.test(scheme)) continue;
      const from = hop && endpoint(hop.from);
      if (from !== undefined && isForeign(from)) continue;
      const host = /^[^:]*:\/\/([^/?#]*)/.exec(target.url)?.[1] ?? "";
      yield {
        at: target.origin,
        message:
          as === "sink"
            ? `${JSON.stringify(target.url)} is no address for a source: events are sent over http and https alone.`
            : `Knative has no ${scheme} for a ${as}: it sends to http://${host}/ instead, without path and query of ${JSON.stringify(target.url)}.`,
        mend: "Write an http or https address, or put a sink between that speaks the other protocol, such as a KafkaSink.",
      };
    }
  },
});
