import type { MessageHeaders } from "../events/http/message.ts";
import { firstHeader } from "./headers.ts";

/** A request that may be redirected. */
export interface RedirectableRequest {
  readonly url: string;
  readonly method: "POST" | "GET";
  /** Whether a 307 or 308 can repeat the body: not that of a binary reply on the reply leg (eventing.md §6.2). */
  readonly canRepeatBody: boolean;
}

/** Requests in a row after which the client gives up (eventing.md §6.2). */
export const MAX_REQUESTS = 10;

/** Where a client goes on after an answer; undefined when it takes the answer as it is (eventing.md §6.2, redirects). */
export function redirected(
  request: RedirectableRequest,
  status: number,
  headers: MessageHeaders,
): { readonly url: string; readonly method: "POST" | "GET"; readonly referer: string | undefined } | undefined {
  const keepsMethod = status === 307 || status === 308;
  if (!keepsMethod && status !== 301 && status !== 302 && status !== 303) return undefined;
  if (keepsMethod && !request.canRepeatBody) return undefined;
  const location = firstHeader(headers, "location");
  if (location === undefined || location === "") return undefined;
  const url = URL.canParse(location, request.url) ? absolute(location, request.url) : undefined;
  if (url === undefined) return undefined;
  return { url, method: keepsMethod ? request.method : "GET", referer: refererFor(request.url, url) };
}

function absolute(location: string, base: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location) ? location : new URL(location, base).href;
}

/** Go tells the last address, without user and password, unless it would leave TLS. */
function refererFor(from: string, to: string): string | undefined {
  if (from.startsWith("https:") && to.startsWith("http:")) return undefined;
  return from.replace(/^(https?:\/\/)[^/?#@]*@/, "$1");
}
