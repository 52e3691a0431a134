import { countCopies } from "../copies.ts";
import { documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called } from "../wording.ts";

/** Fewer requests for one event are no storm. */
const FEWEST = 100;
/** So many copies of an event on an average leg are no plan. */
const COPIES = 4;

const channel = (name: string): string => `
apiVersion: messaging.knative.dev/v1
kind: InMemoryChannel
metadata: { name: ${name} }
`;
const leg = (
  from: string,
  to: string,
  name: string,
  kind = "InMemoryChannel",
  api = "messaging.knative.dev/v1",
): string => `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: ${name} }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: ${from} }
  subscriber: { ref: { apiVersion: ${api}, kind: ${kind}, name: ${to} } }
  delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
`;
/** Layers of two channels, each of which sends to both of the next. */
const layers = (count: number): string =>
  documents(
    channel("in"),
    leg("in", "a0", "in-a"),
    leg("in", "b0", "in-b"),
    ...Array.from({ length: count }, (_, index) => [channel(`a${index}`), channel(`b${index}`)]).flat(),
    ...Array.from({ length: count - 1 }, (_, index) =>
      ["a", "b"].flatMap((from) =>
        ["a", "b"].map((to) => leg(`${from}${index}`, `${to}${index + 1}`, `${from}${index}-${to}${index + 1}`)),
      ),
    ).flat(),
    ...["a", "b"].map((from) =>
      leg(`${from}${count - 1}`, "store", `${from}-store`, "Service", "serving.knative.dev/v1"),
    ),
    serviceObject("store"),
    serviceObject("failures"),
  );

/**
 * Paths that part and meet again: each copy of an event goes on by itself, so that every such diamond doubles what
 * comes behind it.
 */
export const fanOutMultiplies = defineRule({
  code: "fan-out-multiplies",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.1, §6.4",
  example: { bad: layers(6), good: layers(2) },
  *check(graph, facts) {
    for (const { place, requests, legs } of countCopies(graph, facts.possible, facts.legs, FEWEST)) {
      if (requests < COPIES * legs) continue;
      yield {
        at: place.origin,
        message: `One event into ${called(place)} becomes ${requests.toLocaleString("en")} requests over ${legs} legs: paths part and meet again, and every copy goes on by itself.`,
        mend: "Filter so that each event takes one of the paths, or let them end at different places.",
      };
    }
  },
});
