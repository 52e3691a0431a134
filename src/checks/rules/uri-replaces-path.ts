import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called } from "../wording.ts";
import { writtenTargets } from "../written-targets.ts";

const withUri = (uri: string): string => SHOP.replace(/ref: (\{.*\}) \}/, `ref: $1${uri} }`);
const REST = documents(
  BROKER,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/**
 * A relative `uri` beside a reference to something that is told from others by its path: a Broker, a JobSink. The path
 * names it, so another path is another Broker or none.
 */
export const uriReplacesPath = defineRule({
  code: "uri-replaces-path",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §3.2",
  example: { bad: documents(withUri(", uri: incoming"), REST), good: documents(withUri(""), REST) },
  *check(graph, { endpoint }) {
    for (const { target } of writtenTargets(graph)) {
      const named = endpoint(target.endpoint);
      const own = named?.url;
      if (named === undefined || own === undefined || target.url === own || !target.origin.field?.endsWith(".ref"))
        continue;
      if (!isToldByPath(own) || target.url.replace(/\/$/, "") === own) continue;
      yield {
        at: target.origin,
        field: target.origin.field.replace(/\.ref$/, ".uri"),
        message: `The uri beside the reference makes ${JSON.stringify(target.url)} of the address of ${called(named)}, ${JSON.stringify(own)}: the path names the ${named.origin.object?.kind ?? "object"}, so events do not get there.`,
        mend: "Remove the uri.",
      };
    }
  },
});

/** `http://broker-ingress.…/NAMESPACE/NAME`. */
function isToldByPath(url: string): boolean {
  return /^https?:\/\/[^/]+\/[^/]+\/[^/]+$/.test(url);
}
