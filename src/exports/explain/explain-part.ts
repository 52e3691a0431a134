import { deriveFacts, type Facts } from "../../checks/index.ts";
import { called, calledHop } from "../../checks/wording.ts";
import { spanText } from "../../checks/span-text.ts";
import { type Endpoint, type EventGraph, type Hop, isDurable, type Span } from "../../graph/index.ts";
import { INSERTED_BECAUSE } from "../../manifests/annotations.ts";
import { countRequests, isService } from "./requests.ts";

/** What one part of a graph costs, and where it can lose an event. Plain data. */
export interface ExplainedPart {
  readonly name: string;
  /** Objects that deliver, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  readonly entries: readonly ExplainedEntry[];
  readonly hops: readonly ExplainedHop[];
  /** Services that a Pipeline put where its target cannot carry a node, a sentence each. */
  readonly inserted: readonly string[];
  /** Who can lose what, a sentence each. */
  readonly losses: readonly string[];
}

/** One type of event that enters from a source, or from outside. */
export interface ExplainedEntry {
  readonly from: string;
  readonly into: string;
  readonly type: string;
  /** Requests over the network for one event when nothing fails; calls of services among them. */
  readonly requests: number;
  readonly calls: number;
  readonly loops: boolean;
  /** How long the place it enters takes to answer at worst: all waits of retries, each attempt answered at once. */
  readonly worstAnswerMs: number;
}

/** One leg of delivery. */
export interface ExplainedHop {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Event types on it; a question mark where unknown ones can be. */
  readonly types: readonly string[];
  readonly attempts: number;
  /** The waits between all attempts together. */
  readonly waitMs: number;
  readonly timeoutMs?: number;
  /** Attempts at worst when every leg in front retries too. */
  readonly chainedAttempts: number;
  /** Where a failure goes; absent: nowhere, or to {@link ExplainedHop.tellsSender}. */
  readonly deadLetterSink?: string;
  /** Set for a shim's leg: whoever sent the event hears of the failure and sends again. */
  readonly tellsSender?: true;
  /** What becomes of an answer that is an event, and of one that is something else. */
  readonly reply: string;
}

/** Explains some legs of a graph. */
export function explainPart(graph: EventGraph, name: string, hops: readonly Hop[]): ExplainedPart {
  const facts = deriveFacts(graph);
  const objects: Record<string, number> = {};
  const places = new Set(hops.flatMap(({ from, to }) => [from, ...(to === undefined ? [] : [to.endpoint])]));
  const endpoints = [...places].flatMap((id) => facts.endpoint(id) ?? []);
  const named = new Set(
    [...hops, ...endpoints].flatMap(({ origin: { object } }) =>
      object === undefined ? [] : [`${object.kind} ${object.name}`],
    ),
  );
  for (const one of named) {
    const kind = one.slice(0, one.indexOf(" "));
    objects[kind] = (objects[kind] ?? 0) + 1;
  }
  return {
    name,
    objects,
    entries: entriesOf(graph, facts, hops, endpoints),
    hops: hops.map((hop) => explainHop(hop, facts)),
    inserted: endpoints.flatMap(insertedAt),
    losses: [...new Set([...hops.flatMap((hop) => lossesOf(hop, facts)), ...endpoints.flatMap(lossesAt)])],
  };
}

function entriesOf(
  graph: EventGraph,
  facts: Facts,
  hops: readonly Hop[],
  endpoints: readonly Endpoint[],
): readonly ExplainedEntry[] {
  const entry = (from: string, into: Endpoint, type: string): ExplainedEntry => {
    const counted = countRequests(graph, facts, into.id, type);
    return {
      from,
      into: called(into),
      type,
      requests: counted.requests + 1,
      calls: counted.calls + (isService(into) ? 1 : 0),
      loops: counted.loops,
      worstAnswerMs: facts.worst.answer(into.id, type).waitMs,
    };
  };
  const sent = hops
    .filter(({ kind }) => kind === "sink")
    .flatMap((hop) => {
      const [source, into] = [facts.endpoint(hop.from), hop.to && facts.endpoint(hop.to.endpoint)];
      if (source === undefined || into === undefined) return [];
      return Array.from(facts.flow.on(hop).types, (type) => entry(called(source), into, type));
    });
  const outside = endpoints
    .filter(({ kind, emits }) => (kind === "broker" || kind === "channel") && emits !== undefined)
    .flatMap((place) => (place.emits ?? []).map(({ type }) => entry("outside", place, type)));
  return [...sent, ...outside];
}

function explainHop(hop: Hop, facts: Facts): ExplainedHop {
  const worst = facts.worst.leg(hop);
  const { types, open } = facts.flow.on(hop);
  const sink = hop.delivery.deadLetterSink && facts.endpoint(hop.delivery.deadLetterSink.endpoint);
  const [from, to] = [facts.endpoint(hop.from), hop.to && facts.endpoint(hop.to.endpoint)];
  return {
    name: calledHop(hop),
    from: from === undefined ? hop.from : called(from),
    to: to === undefined ? "nothing: it does not resolve" : called(to),
    types: [...types, ...(open ? ["?"] : [])],
    attempts: worst?.attempts ?? 0,
    waitMs: worst?.ownWaitMs ?? 0,
    ...(worst?.timeoutMs === undefined ? {} : { timeoutMs: worst.timeoutMs }),
    chainedAttempts: worst?.chainedAttempts ?? 0,
    ...(sink === undefined ? {} : { deadLetterSink: called(sink) }),
    ...(hop.kind === "shim" && sink === undefined ? { tellsSender: true } : {}),
    reply: replyOf(hop, to, facts),
  };
}

function replyOf(hop: Hop, to: Endpoint | undefined, facts: Facts): string {
  if (hop.kind === "sink") return "an answer is not read";
  if (hop.kind === "shim") return "an answer stays in the shim's flow";
  if (to?.replies?.length === 0) return "replies nothing";
  const other = hop.kind === "trigger" ? "counts as failed (502)" : "is thrown away as success";
  if (hop.reply === undefined) return `an event in the answer is thrown away; any other body ${other}`;
  const target = facts.endpoint(hop.reply.endpoint);
  return `an event goes to ${target === undefined ? hop.reply.url : called(target)}; any other body ${other}`;
}

function lossesOf(hop: Hop, facts: Facts): readonly string[] {
  const to = hop.to && facts.endpoint(hop.to.endpoint);
  const who = calledHop(hop);
  const worst = facts.worst.leg(hop);
  if (to === undefined) return [`${who} delivers nothing: its subscriber does not resolve.`];
  if (hop.kind === "sink") {
    const after = `${worst?.attempts ?? 1} attempt${worst?.attempts === 1 ? "" : "s"}`;
    return [
      `${called(facts.endpoint(hop.from) ?? to)} loses an event that ${called(to)} does not take within ${after}: a source keeps nothing.`,
    ];
  }
  const told: string[] = [];
  const isPlace = to.kind === "broker" || to.kind === "channel";
  if (hop.delivery.deadLetterSink === undefined && !isPlace && hop.kind !== "shim") {
    const attempts = worst?.attempts ?? 1;
    told.push(
      `${who} loses what ${called(to)} keeps refusing, after ${attempts} attempt${attempts === 1 ? "" : "s"}: it has no dead-letter sink.`,
    );
  }
  for (const cut of worst?.cutShort ?? []) {
    const part = { subscriber: "its subscriber", reply: "the reply", "dead-letter": "the dead letter" }[cut.part];
    const there = called(facts.endpoint(cut.endpoint) ?? to);
    const wait = cut.part === "subscriber" ? `for ${there}` : `for ${there} to take ${part}`;
    told.push(
      `${who} waits ${spanText(cut.timeoutMs)} ${wait}, which can need ${spanOf(cut.needs)} when everything behind keeps failing: the event is lost there.`,
    );
  }
  return told;
}

function insertedAt(endpoint: Endpoint): readonly string[] {
  const because = endpoint.manifest?.metadata.annotations?.[INSERTED_BECAUSE];
  return because === undefined ? [] : [`${called(endpoint)} is there because ${because}.`];
}

function lossesAt(endpoint: Endpoint): readonly string[] {
  if (endpoint.kind !== "broker" && endpoint.kind !== "channel") return [];
  switch (isDurable(endpoint)) {
    case false:
      return [
        `${called(endpoint)} keeps events in memory: what it has taken and not delivered is lost when its pods end.`,
      ];
    case undefined:
      return [`Nobody here knows whether ${called(endpoint)} keeps what it has taken.`];
    default:
      return [];
  }
}

function spanOf({ waitMs, limitMs }: Span): string {
  return spanText(Number.isFinite(limitMs) ? limitMs : waitMs);
}
