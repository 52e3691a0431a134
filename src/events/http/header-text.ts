/**
 * HTTP carries bytes. Node gives and takes them as one character per byte; CloudEvents attributes are UTF-8 in them,
 * never percent-decoded (eventing.md §6.8).
 */

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OUTSIDE_ASCII = /[^\x00-\x7f]/;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OUTSIDE_LATIN1 = /[^\x00-\xff]/;
/** What no HTTP server takes in a value: control characters but tab (RFC 9110 §5.5). */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/;
/** A header name is a token (RFC 9110 §5.1). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const TRAILING_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** The text a header's bytes stand for; bytes that are no UTF-8 become U+FFFD. Text that is decoded already stays. */
export function decodeText(value: string): string {
  if (!OUTSIDE_ASCII.test(value) || OUTSIDE_LATIN1.test(value)) return value;
  return Buffer.from(value, "latin1").toString("utf8");
}

/** The inverse of {@link decodeText}: UTF-8, one character per byte. */
export function encodeText(text: string): string {
  return OUTSIDE_ASCII.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** Whether a header's name is one that HTTP allows. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Whether HTTP can carry this value. */
export function isHeaderValue(value: string): boolean {
  return !FORBIDDEN_IN_VALUE.test(value);
}

/** Without the blanks and tabs that HTTP allows around a value. */
export function trimHeaderValue(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

/** Without Unicode white space around it: U+0085 is, U+FEFF is not, unlike `String.prototype.trim`. */
export function trimUnicode(text: string): string {
  if (text === "" || (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1)))) return text;
  let trimmed = text.replace(LEADING_SPACE, "");
  // One at a time: an unanchored `\s+$` takes quadratic time on a long run of blanks.
  let end = trimmed.length;
  while (end > 0 && TRAILING_SPACE.test(trimmed[end - 1] as string)) end--;
  if (end !== trimmed.length) trimmed = trimmed.slice(0, end);
  return trimmed;
}

/** Whether it is visible ASCII. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
