import type { Hop, PingSpec } from "../../graph/index.ts";
import { isJsonType } from "../../events/http/index.ts";
import { PING_TYPE } from "../../events/ping.ts";
import { textAt } from "../../graph/read.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const tick = (data: string): string => `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  data: '${data}'
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const TRIGGER = `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: charge }
spec:
  broker: orders
  filter: { attributes: { type: dev.knative.sources.ping } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
  delivery: { format: json, retry: 3, backoffPolicy: exponential, backoffDelay: PT1S }
`;
const REST = documents(
  BROKER,
  TRIGGER,
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);

/**
 * A Trigger that asks for structured events, over data that says it is JSON, or says nothing, and is none: the event
 * cannot be written, and its subscriber is never called. Where the data of a PingSource is known it is certain.
 */
export const formatJsonOverOtherData = defineRule({
  code: "format-json-over-other-data",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.7",
  example: {
    bad: documents(tick("wake up"), REST),
    good: documents(tick('{ "do": "wake up" }'), REST),
  },
  *check(graph, facts) {
    for (const hop of graph.hops) {
      if (hop.delivery.format?.value === "json") yield* pingsOn(hop, hop.delivery.format.origin, facts);
    }
  },
});

function* pingsOn(hop: Hop, at: Finding["at"], facts: Facts): Iterable<Finding> {
  if (!facts.flow.on(hop).types.has(PING_TYPE)) return;
  for (const into of facts.hopsTo(hop.from)) {
    const source = facts.endpoint(into.from);
    if (source?.kind !== "source" || source.ping === undefined || !mayPass(hop, source.ping)) continue;
    const fault = faultOf(source.ping);
    if (fault === undefined) continue;
    yield {
      at,
      message: `${calledHop(hop)} asks for format json, and ${called(source)} sends ${fault.what}: ${fault.fate}.`,
      mend: fault.mend,
    };
  }
}

/** False where the filter names another source: a PingSource's own is known. */
function mayPass({ filter }: Hop, ping: PingSpec): boolean {
  const wanted = [
    textAt(filter.attributes, "source"),
    ...(filter.filters ?? []).map((one) => textAt(one, "exact", "source")),
  ];
  return wanted.every((source) => source === undefined || source === ping.source);
}

function faultOf({
  contentType,
  data,
}: PingSpec): { readonly what: string; readonly fate: string; readonly mend: string } | undefined {
  if (data === undefined) return undefined;
  const text = readText(data);
  if (contentType === undefined || isJsonType(contentType)) {
    if (text !== undefined && isJson(text)) return undefined;
    return {
      what:
        contentType === undefined
          ? "data that is no JSON, without a contentType"
          : `data that is no JSON as ${contentType}`,
      fate: "such an event cannot be written as JSON, so the subscriber is never called, and the event is retried and dead-lettered",
      mend: "Send JSON, state the contentType of the data, or leave out format.",
    };
  }
  if (text !== undefined) return undefined;
  return {
    what: `bytes that are no UTF-8 as ${contentType}`,
    fate: "they become a string in which such bytes are replaced, and cannot be got back",
    mend: "Leave out format, or send the bytes as text, in base64 for one.",
  };
}

function readText(data: Uint8Array | string): string | undefined {
  if (typeof data === "string") return data;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
