import { type PeriodResult, parsePeriod } from "../delivery/index.ts";
import { ATTRIBUTE_NAME, CORE_ATTRIBUTES, EXTENSION_NAME } from "../events/attributes.ts";
import { CesqlSyntaxError, parseCesql } from "../events/cesql/index.ts";
import { isHeaderName, isHeaderValue } from "../events/http/header-text.ts";
import { quote, type RouteFaults, type RoutePath } from "./faults.ts";
import type { Check } from "./shape.ts";

/** The tokens that no table may set: they frame the message, belong to one connection, or are the event's. */
const RESERVED_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "expect",
  "host",
]);

/** Headers whose value is a secret, whatever it is. */
const SECRET_HEADER = /^(?:authorization|cookie)$|token|secret|password|api-?key/i;

/** A DNS label (RFC 1123). */
export const label: Check<string> = (text, path, faults) => {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) {
    invalid(text, "Write a DNS label: lower-case letters, digits and dashes, at most 63 characters.", path, faults);
  }
};

/** What destinations, steps, branches and cases are named. */
export const name: Check<string> = (text, path, faults) => {
  if (!/^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(text)) {
    invalid(text, "Name it with letters, digits, dashes, dots and underscores, at most 63 of them.", path, faults);
  }
};

/** What the shim answers itself. */
const OWN_PATHS = new Set(["/healthz", "/readyz", "/metrics"]);

/** The path of a route. */
export const routePath: Check<string> = (text, path, faults) => {
  if (OWN_PATHS.has(text)) {
    invalid(text, "Take another path: the shim answers this one itself.", path, faults);
  } else if (!/^\/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/.test(text) || text.includes("//")) {
    invalid(text, 'Write the path as it is requested, such as "/" or "/prices", without a query.', path, faults);
  }
};

/** An absolute address. */
export const address: Check<string> = (text, path, faults) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:") || url.hash !== "") {
    invalid(
      text,
      "Write an absolute http or https address, such as http://charge.shop.svc.cluster.local/.",
      path,
      faults,
    );
  } else if (url.username !== "" || url.password !== "") {
    faults.add(
      "secret-in-table",
      path,
      `The address of ${quote(url.host)} holds a user and a password.`,
      'Give them by reference: "headers": { "authorization": { "env": "NAME", "prefix": "Basic " } }.',
    );
  }
};

/** A URI reference, loosely: what an attribute `source` may hold. */
export const uriReference: Check<string> = (text, path, faults) => {
  if (text === "" || /[\s<>"{}|\\^`]/.test(text) || !isHeaderValue(text)) {
    invalid(text, "Write a URI reference, such as /sluice/orders.", path, faults);
  }
};

/** PEM certificates. */
export const pem: Check<string> = (text, path, faults) => {
  if (!/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text)) {
    invalid(text, "Write PEM: -----BEGIN CERTIFICATE-----, its base64, -----END CERTIFICATE-----.", path, faults);
  }
};

/** The name of an environment variable. */
export const variable: Check<string> = (text, path, faults) => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) invalid(text, "Write the name of a variable.", path, faults);
};

/** A file of the container. */
export const absoluteFile: Check<string> = (text, path, faults) => {
  if (!/^\/[^\0]*[^/\0]$/.test(text)) invalid(text, "Write the absolute path of a file.", path, faults);
};

/** The name of a header that a table may set, for what does not speak CloudEvents. */
export const requestHeaderName: Check<string> = (text, path, faults) => {
  if (!isHeaderName(text)) invalid(text, "Write a header name: letters, digits and dashes.", path, faults);
  else if (RESERVED_HEADERS.has(text.toLowerCase())) {
    invalid(text, "Leave this header out: it belongs to the connection or frames the message.", path, faults);
  }
};

/** The same, for every request to a destination: what the event sets is not for a table. */
export const destinationHeaderName: Check<string> = (text, path, faults) => {
  const lower = text.toLowerCase();
  if (lower === "content-type" || lower.startsWith("ce-")) {
    invalid(text, "Leave this header out: the event sets it.", path, faults);
  } else requestHeaderName(text, path, faults);
};

/** A header's value that stands in the table. */
export const headerValue: Check<string> = (text, path, faults) => {
  const header = String(path.at(-1));
  if (SECRET_HEADER.test(header)) {
    faults.add(
      "secret-in-table",
      path,
      `The value of ${quote(header)} stands in the table.`,
      'Give it by reference: { "env": "NAME" } or { "file": "/path" }, with "prefix": "Bearer " where it needs one.',
    );
  } else if (!isHeaderValue(text)) invalid(text, "Leave the control characters out.", path, faults);
};

/** Text that may stand in a header. */
export const plainText: Check<string> = (text, path, faults) => {
  if (!isHeaderValue(text)) invalid(text, "Leave the control characters out.", path, faults);
};

/** A text that says something. */
export const someText: Check<string> = (text, path, faults) => {
  if (text.trim() === "" || !isHeaderValue(text))
    invalid(text, "Write a text without control characters.", path, faults);
};

/** An attribute as a filter names it (eventing.md §3.7). */
export const attributeName: Check<string> = (text, path, faults) => {
  if (!ATTRIBUTE_NAME.test(text)) {
    invalid(text, "Name an attribute: lower-case letters and digits, a letter first.", path, faults);
  }
};

/** An attribute that a template may set. */
export const settableAttribute: Check<string> = (text, path, faults) => {
  if (text === "specversion" || (!CORE_ATTRIBUTES.has(text) && !EXTENSION_NAME.test(text))) {
    invalid(text, "Name an attribute: lower-case letters and digits; `specversion` stays as it is.", path, faults);
  }
};

/** An empty text in a filter would match everything (eventing.md §6.10, §13 row 5). */
export const filterValue: Check<string> = (text, path, faults) => {
  if (text === "")
    invalid(text, "Write the text to compare with; without one the filter would let everything pass.", path, faults);
};

/** An expression that parses as Knative's does. */
export const cesql: Check<string> = (text, path, faults) => {
  try {
    parseCesql(text, "knative");
  } catch (error) {
    if (!CesqlSyntaxError.is(error)) throw error;
    invalid(text, `Mend the CESQL: ${error.message}`, path, faults);
  }
};

/** An expression is compiled by whoever runs the table; here it only has to be one. */
export const jsonata: Check<string> = (text, path, faults) => {
  if (text.trim() === "") invalid(text, "Write a JSONata expression.", path, faults);
};

/** RFC 6901. */
export const jsonPointer: Check<string> = (text, path, faults) => {
  if (!isPointer(text)) invalid(text, "Write a JSON Pointer into the data, such as /customer/tier.", path, faults);
};

/** Whether it is a JSON Pointer (RFC 6901). */
export function isPointer(text: string): boolean {
  return text === "" || (text.startsWith("/") && !/~(?![01])/.test(text));
}

/** A period above zero (eventing.md §3.5). */
export const positivePeriod: Check<string> = (text, path, faults) => {
  const result = readPeriod(text);
  if (result?.period === undefined || result.period.ns <= 0n) {
    invalid(text, "Write an ISO 8601 duration above zero, such as PT3S or PT0.5S.", path, faults);
  }
};

/** A period of zero or more. */
export const period: Check<string> = (text, path, faults) => {
  const result = readPeriod(text);
  if (result?.period === undefined || result.period.ns < 0n) {
    invalid(text, "Write an ISO 8601 duration, such as PT1S or PT0.2S.", path, faults);
  }
};

function readPeriod(text: string): PeriodResult | undefined {
  return text.length > 100 ? undefined : parsePeriod(text);
}

/** A status, or a class of them. */
export const statusPattern: Check<string> = (text, path, faults) => {
  if (!/^[1-5](?:\d\d|xx)$/.test(text))
    invalid(text, "Write a status such as 409, or a class such as 5xx.", path, faults);
};

function invalid(value: string, mend: string, path: RoutePath, faults: RouteFaults): void {
  faults.add("route-field-invalid", path, `${quote(value)} stands here.`, mend);
}
