import type { EventGraph } from "../../../src/graph/index.ts";
import { type Answer, createEngine, type ReceivedRequest, VirtualClock } from "../../../src/runtime/index.ts";
import { writeBinary } from "../../../src/events/http/index.ts";
import type { Lowered, Scenario, ScriptedSend } from "./recording.ts";
import { dataText, ScriptedServices, type SeenRequest, structured } from "./services.ts";
import { bucket, expand, headerText } from "./texts.ts";

/** How one sending ended. */
export interface SeenSend {
  readonly send: number;
  readonly took_bucket_ms: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: true;
}

/** What happened, in the form of the recordings. */
export interface Seen {
  readonly sends: readonly SeenSend[];
  readonly requests: readonly SeenRequest[];
  /** How often a Broker or Channel took an event: requests inside the cluster that no service sees. */
  readonly arrivals: number;
}

/** Engine turns after which a scenario is said to go round. */
const MAX_TURNS = 200_000;

/** Runs a scenario in virtual time. */
export function runScenario(scenario: Scenario, graph: EventGraph, lowered: Lowered): Seen {
  const clock = new VirtualClock(Date.UTC(2026, 10, 1));
  const startMs = clock.now();
  const services = new ScriptedServices(scenario, clock);
  const engine = createEngine(graph, {
    clock,
    transport: services,
    observer: { delivery: () => undefined, arrived: () => void (arrivals += 1) },
    triggerUids: uidsIn(lowered),
    foreignBrokers: "refuse",
    ...(scenario.maxTtl === undefined ? {} : { maxTtl: scenario.maxTtl }),
  });
  const sends: SeenSend[] = [];
  let arrivals = 0;

  const go = (index: number) => {
    const send = scenario.send[index];
    if (send === undefined) return;
    const began = clock.now();
    let isOver = false;
    const end = (answer: Answer | undefined) => {
      if (isOver) return;
      isOver = true;
      sends.push({ send: index, took_bucket_ms: bucket(clock.now() - began), ...sendEnd(answer) });
      if (scenario.send[index + 1]?.at_ms === undefined) go(index + 1);
    };
    const cancel = engine.receive(requestOf(send, scenario, lowered), end);
    if (send.timeout_ms !== undefined) {
      clock.after(send.timeout_ms, () => {
        if (isOver) return;
        cancel();
        end(undefined);
      });
    }
  };
  for (const [index, send] of scenario.send.entries()) {
    if (send.at_ms !== undefined) clock.after(send.at_ms, () => go(index));
  }
  if (scenario.send[0]?.at_ms === undefined) go(0);
  settle(clock, startMs, scenario.settle_ms);
  return { sends: sends.sort((a, b) => a.send - b.send), requests: services.seen, arrivals };
}

function uidsIn({ addresses }: Lowered): ReadonlyMap<string, string> {
  const uids = new Map<string, string>();
  for (const address of Object.values(addresses)) {
    const [, namespace, name, uid] = /\/triggers\/([^/]+)\/([^/]+)\/(.+)$/.exec(address) ?? [];
    if (uid !== undefined) uids.set(`${namespace}/${name}`, uid);
  }
  return uids;
}

function settle(clock: VirtualClock, startMs: number, settleMs: number | undefined): void {
  for (let turns = 0; turns < MAX_TURNS; turns += 1) {
    if (clock.step()) continue;
    const at = clock.nextAt;
    // Recordings wait a while for what goes on behind the answer; a channel's guard of 15 minutes is never waited for.
    if (at === undefined || at - startMs > Math.max(60_000, settleMs ?? 0)) return;
    clock.fire();
  }
}

function sendEnd(answer: Answer | undefined): Omit<SeenSend, "send" | "took_bucket_ms"> {
  if (answer?.status === undefined) return { error: true };
  const message = answer.event === undefined ? undefined : writeBinary(answer.event);
  const headers: Record<string, string> = {};
  for (const [name, value] of [
    ...(answer.headers as readonly (readonly [string, string])[]),
    ...(message?.headers ?? []),
  ]) {
    headers[name] = value;
  }
  const body = String(message?.body ?? answer.body ?? "");
  return {
    status: answer.status,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body === "" ? {} : { body }),
  };
}

function requestOf(send: ScriptedSend, scenario: Scenario, lowered: Lowered): ReceivedRequest {
  const url = urlOf(send, lowered);
  const { headers, body } = messageOf(send);
  const host = send.host ?? /^https?:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
  return {
    method: send.method ?? "POST",
    url: isChannelOf(scenario, url) ? `${DISPATCHER}${url.replace(AUTHORITY, "")}` : url,
    host,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

const AUTHORITY = /^https?:\/\/[^/?#]*/;
const DISPATCHER = "http://imc-dispatcher.knative-eventing.svc.cluster.local";

/** A channel's host leads to the dispatcher as soon as its object exists, ready or not. */
function isChannelOf(scenario: Scenario, url: string): boolean {
  const name = /^http:\/\/([^.]+)-kn-channel\./.exec(url)?.[1] ?? "";
  return scenario.manifests.some(({ kind, metadata }) => {
    if (kind === "Channel" || kind === "InMemoryChannel") return name === metadata.name;
    return (kind === "Sequence" || kind === "Parallel") && name.startsWith(`${metadata.name}-kn-`);
  });
}

function urlOf(send: ScriptedSend, lowered: Lowered): string {
  const base = send.url ?? lowered.addresses[send.to] ?? "";
  if (send.path === undefined) return base;
  // A path replaces the whole one of the address.
  return `${/^https?:\/\/[^/?#]*/.exec(base)?.[0] ?? base}${expand(send.path)}`;
}

function messageOf(send: ScriptedSend): Pick<ReceivedRequest, "headers" | "body"> {
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(send.headers ?? {})) {
    for (const one of typeof value === "string" ? [value] : value) headers.push([name, headerText(expand(one))]);
  }
  if (send.mode === "structured") {
    const message = structured(send.attributes ?? {}, send);
    return { headers: [...message.headers, ...headers], ...(message.body === undefined ? {} : { body: message.body }) };
  }
  if (send.mode === "binary") {
    for (const [name, value] of Object.entries(send.attributes ?? {})) {
      headers.push([name === "datacontenttype" ? "content-type" : `ce-${name}`, headerText(expand(String(value)))]);
    }
  }
  if (send.dataBase64 !== undefined) return { headers, body: Buffer.from(send.dataBase64, "base64") };
  const body = send.body ?? (send.data === undefined ? undefined : dataText(send.data));
  return body === undefined ? { headers } : { headers, body: expand(body) };
}
