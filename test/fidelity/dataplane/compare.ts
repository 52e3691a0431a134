import type { RecordedOutcome, RecordedRequest, RecordedSend } from "./recording.ts";
import type { Seen, SeenSend } from "./run.ts";
import type { SeenRequest } from "./services.ts";
import { bucket } from "./texts.ts";

/** What both sides say of a scenario, in one form: answers to senders, and what each service saw. */
export interface Told {
  readonly sends: readonly unknown[];
  readonly services: Readonly<Record<string, readonly unknown[]>>;
}

/** Whether all that services saw on one side they saw on the other, too; how long senders stayed is not compared. */
export function isTold({ services }: Told, other: Told): boolean {
  return Object.entries(services).every(([name, requests]) => {
    const left = (other.services[name] ?? []).map(withoutSender);
    return requests.every((request) => {
      const at = left.indexOf(withoutSender(request));
      if (at !== -1) left.splice(at, 1);
      return at !== -1;
    });
  });
}

function withoutSender(request: unknown): string {
  return JSON.stringify(request, (name, value: unknown) => (name === "client_gone_bucket_ms" ? undefined : value));
}

/** Our side. */
export function tellOurs(seen: Seen, outcome: RecordedOutcome): Told {
  const requests = seen.requests.map((request) => ({ service: request.service, request: ourRequest(request) }));
  const sends = seen.sends.map((send, index) => tellSend(withinOverhead(send, index, outcome, seen)));
  return { sends, services: byService(requests, outcome) };
}

/** Knative's side. */
export function tellTheirs(outcome: RecordedOutcome): Told {
  const requests = [...(outcome.requests ?? [])]
    .sort((a, b) => a.seq - b.seq)
    .map((request) => ({ service: request.service, request: theirRequest(request) }));
  return { sends: theirSends(outcome).map(tellSend), services: byService(requests, outcome) };
}

/** Milliseconds a real request took on the machine that recorded: a story of hundreds takes a while. */
const REQUEST_MS = 2;

/** Our time, or theirs where only the work of so many real requests lies between. */
function withinOverhead(ours: SeenSend, index: number, outcome: RecordedOutcome, seen: Seen): SeenSend {
  const theirs = theirSends(outcome)[index]?.took_bucket_ms ?? ours.took_bucket_ms;
  const overhead = REQUEST_MS * (seen.requests.length + seen.arrivals);
  const isWithin = theirs >= ours.took_bucket_ms && theirs - ours.took_bucket_ms <= overhead;
  return isWithin ? { ...ours, took_bucket_ms: theirs } : ours;
}

function theirSends(outcome: RecordedOutcome): readonly SeenSend[] {
  return [...(outcome.sends ?? [])].sort((a, b) => a.send - b.send).map(theirSend);
}

/**
 * In order of arrival at each service. Where the recording says that the order was not stable, as a set, and attempts
 * and waits as sets of their own: which of two senders was first is chance.
 */
function byService(
  requests: readonly { readonly service: string; readonly request: ToldRequest }[],
  outcome: RecordedOutcome,
): Readonly<Record<string, readonly unknown[]>> {
  const services: Record<string, ToldRequest[]> = {};
  for (const { service, request } of requests) (services[service] ??= []).push(request);
  const isSet = outcome.unstable?.includes("order") === true;
  return Object.fromEntries(
    Object.entries(services)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, told]) => [name, isSet ? tellSet(told) : told.map(tellRequest)]),
  );
}

function tellSet(requests: readonly ToldRequest[]): readonly unknown[] {
  const rest = requests.map(({ attempt: _attempt, wait_bucket_ms: _wait, ...request }) => tellRequest(request));
  const waits = requests.map(({ attempt, wait_bucket_ms }) => [attempt, wait_bucket_ms ?? 0]);
  return [...rest.sort(byText), ...waits.sort(byText)];
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function tellSend({ send, took_bucket_ms, status, headers, body, error }: SeenSend): unknown {
  return { send, took_bucket_ms, status, headers: sorted(headers ?? {}), body: body ?? "", error: error ?? false };
}

function theirSend({ send, took_bucket_ms, status, headers, body, error }: RecordedSend): SeenSend {
  return {
    send,
    took_bucket_ms,
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(error === undefined ? {} : { error: true }),
  };
}

type ToldRequest = Omit<SeenRequest, "service">;
type Comparable = Omit<ToldRequest, "attempt" | "wait_bucket_ms"> & Partial<ToldRequest>;

function ourRequest({ service: _service, ...request }: SeenRequest): ToldRequest {
  return request;
}

function theirRequest(request: RecordedRequest): ToldRequest {
  const { attempt, wait_bucket_ms, method, host, path, mode, contentType, headers, data, dataBase64 } = request;
  // Where the text holds an address, it alone is recorded.
  const ce =
    request.ce.knativeerrordata === "<base64 of errorDataText>"
      ? { ...request.ce, knativeerrordata: Buffer.from(request.errorDataText ?? "").toString("base64") }
      : request.ce;
  const gone = request.client_gone_ms;
  return {
    attempt,
    ...(wait_bucket_ms === undefined ? {} : { wait_bucket_ms }),
    method,
    host,
    path,
    mode,
    ...(contentType === undefined ? {} : { contentType }),
    headers,
    ce,
    ...(data === undefined || data === "" ? {} : { data }),
    ...(dataBase64 === undefined ? {} : { dataBase64 }),
    ...(gone === undefined ? {} : { client_gone_bucket_ms: bucket(gone) }),
  };
}

function tellRequest(request: Comparable): unknown {
  const { ce, headers, attempt, wait_bucket_ms } = request;
  // Of two requests in flight at once with one event's id, which is answered first is chance.
  const wait = attempt !== undefined && attempt > 1 ? { wait_bucket_ms: wait_bucket_ms ?? 0 } : {};
  return { ...sorted({ ...request, ...wait }), ce: sorted({ ...ce, ...errorData(ce) }), headers: sorted(headers) };
}

const TIMEOUT = /(?:net\/http: request canceled|context deadline exceeded)(?: \(Client\.Timeout[^)]*\))?/;

/** Go says a timeout in three ways, whichever goroutine notices it first. */
function errorData(ce: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { knativeerrordata } = ce;
  if (knativeerrordata === undefined) return {};
  const text = Buffer.from(knativeerrordata, "base64").toString("utf8");
  return TIMEOUT.test(text) ? { knativeerrordata: text.replace(TIMEOUT, "<timeout>") } : {};
}

function sorted(record: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
