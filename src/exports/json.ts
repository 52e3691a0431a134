import type { EffectiveDelivery, EventGraph, Origin, PingSpec, Target } from "../graph/index.ts";

/** The graph as JSON that other programs read: two blanks deep, keys in one order, a line end at its end. */
export function graphToJson(graph: EventGraph): string {
  const document = {
    endpoints: graph.endpoints.map(({ manifest: _manifest, local: _local, origin, stated: _stated, ...endpoint }) => ({
      ...endpoint,
      ...("ping" in endpoint && endpoint.ping !== undefined ? { ping: pingJson(endpoint.ping) } : {}),
      ...("delivery" in endpoint ? { delivery: deliveryJson(endpoint.delivery) } : {}),
      origin: originJson(origin),
    })),
    hops: graph.hops.map(({ to, reply, delivery, filter, origin, ...hop }) => ({
      ...hop,
      to: targetJson(to),
      filter: { attributes: filter.attributes, filters: filter.filters },
      delivery: deliveryJson(delivery),
      reply: targetJson(reply),
      origin: originJson(origin),
    })),
    links: graph.links.map(({ origin, ...link }) => ({ ...link, origin: originJson(origin) })),
    dangling: graph.dangling.map(({ origin, ...dangling }) => ({ ...dangling, origin: originJson(origin) })),
    contracts: [...graph.contracts.values()],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function deliveryJson(delivery: EffectiveDelivery): object {
  const { deadLetterSink, origin: _origin, specified: _specified, ...fields } = delivery;
  const values = Object.entries(fields).map(([name, sourced]) => [name, sourced.value] as const);
  return { ...Object.fromEntries(values), deadLetterSink: targetJson(deadLetterSink) };
}

function targetJson(target: Target | undefined): object | undefined {
  if (target === undefined) return undefined;
  const { endpoint, url, authorization } = target;
  if (authorization === undefined) return { endpoint, url };
  const { policy, ...verdict } = authorization;
  return { endpoint, url, authorization: { ...verdict, policy: policy && originJson(policy) } };
}

function originJson({ object, place, field }: Origin): object {
  return { object, ...place, ...(field === "" ? {} : { field }) };
}

function pingJson({ data, ...ping }: PingSpec): object {
  if (data === undefined || typeof data === "string") return { ...ping, data };
  return { ...ping, dataBase64: Buffer.from(data).toString("base64") };
}
