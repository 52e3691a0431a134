import { CORE_ATTRIBUTES, EXTENSION_NAME } from "../events/attributes.ts";
import type { AttributeValue, WireEvent } from "../events/event.ts";
import { writeBinary } from "../events/http/index.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";
import { SinkError } from "./source.ts";

/** Where a source's events go, as Knative tells its container (eventing.md §7.2). */
export interface SinkSettings {
  /** `K_SINK`. */
  readonly url: URL;
  /** `K_CE_OVERRIDES`: extensions set on every event. */
  readonly overrides: Readonly<Record<string, string>>;
  /** `K_SINK_TIMEOUT` in milliseconds; absent: none. */
  readonly timeoutMs?: number;
}

/** Statuses a CloudEvents SDK client sends again: 500 is none of them (eventing.md §7.1). */
const RETRIED = new Set([404, 413, 425, 429, 502, 503, 504]);
const MAX_RETRIES = 5;

/**
 * Reads `K_SINK`, `K_CE_OVERRIDES` and `K_SINK_TIMEOUT`.
 *
 * @throws ConfigurationError naming everything that is missing or malformed
 */
export function sinkSettings(environment: Environment): SinkSettings {
  const problems: string[] = [];
  const url = sinkUrl(environment["K_SINK"], problems);
  const overrides = overridesOf(environment["K_CE_OVERRIDES"] ?? "", problems);
  if (url === undefined || problems.length > 0) throw new ConfigurationError(problems);
  const seconds = Number(environment["K_SINK_TIMEOUT"] ?? "-1");
  return { url, overrides, ...(seconds > 0 ? { timeoutMs: seconds * 1000 } : {}) };
}

/** What sending needs from the world around it. */
export interface SinkHost {
  sleep(ms: number): Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Sends one event: success is 2xx; up to five retries after 100, 200, 400, 800 and 1600 ms, for transport errors and
 * 404, 413, 425, 429, 502, 503, 504. The answer's body is ignored (eventing.md §7.1).
 *
 * @throws {@link SinkError}
 */
export async function sendToSink(event: WireEvent, settings: SinkSettings, host: SinkHost): Promise<void> {
  const attributes: Record<string, AttributeValue> = Object.assign(
    Object.create(null),
    event.attributes,
    settings.overrides,
  );
  const { headers, body } = writeBinary({ ...event, attributes });
  for (let retry = 1; ; retry += 1) {
    const outcome = await post(settings, headers, body, host.signal);
    if (outcome.ok) return;
    if (!outcome.retried || retry > MAX_RETRIES || host.signal.aborted) {
      const sink = `${settings.url.origin}${settings.url.pathname}`;
      throw new SinkError(`The sink ${sink} did not take the event: ${outcome.reason}.`, retry, outcome.status);
    }
    await host.sleep(50 * 2 ** retry);
  }
}

type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly retried: boolean; readonly reason: string; readonly status?: number };

async function post(
  settings: SinkSettings,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array | string | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const limit =
    settings.timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]);
  try {
    const response = await fetch(settings.url, {
      method: "POST",
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      signal: limit,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
    });
    // Unread bodies keep their connection.
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) return { ok: true };
    return { ok: false, retried: RETRIED.has(status), reason: `it answered ${status}`, status };
  } catch (error) {
    return { ok: false, retried: true, reason: transportReason(error) };
  }
}

/** `fetch` says "fetch failed" and hides why in `cause`. */
function transportReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}

function sinkUrl(text: string | undefined, problems: string[]): URL | undefined {
  if (text === undefined || text === "") {
    problems.push(
      "K_SINK is not set. A ContainerSource sets it to its sink; by hand, set it to a URL that takes events.",
    );
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  problems.push(`K_SINK is "${text}", which is no http or https URL.`);
  return undefined;
}

function overridesOf(text: string, problems: string[]): Readonly<Record<string, string>> {
  // Knative sets the empty text when there are none.
  if (text === "") return {};
  const overrides: Record<string, string> = {};
  for (const [given, value] of Object.entries(extensionsIn(text, problems))) {
    const name = given.toLowerCase();
    if (typeof value === "string" && EXTENSION_NAME.test(name) && !CORE_ATTRIBUTES.has(name)) overrides[name] = value;
    else problems.push(`K_CE_OVERRIDES sets "${given}", which is no extension attribute with a text as its value.`);
  }
  return overrides;
}

function extensionsIn(text: string, problems: string[]): object {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) throw new Error("no object");
    const extensions: unknown = "extensions" in parsed ? parsed.extensions : {};
    return typeof extensions === "object" && extensions !== null ? extensions : {};
  } catch {
    problems.push(`K_CE_OVERRIDES is "${text.slice(0, 80)}", which is no JSON object.`);
    return {};
  }
}
