import { createHash } from "node:crypto";

/** Longest name of an object that becomes a DNS label or a label value, in bytes. */
export const MAX_LABEL = 63;
/** What is left of the parent beside an MD5 in hexadecimal. */
const HEAD = 31;

/**
 * The name a Knative controller gives an object it creates for another: `default` and `-kne-trigger` make
 * `default-kne-trigger`; what would be longer than 63 bytes is cut and hashed (eventing.md §3.8).
 */
export function childName(parent: string, suffix: string): string {
  const room = MAX_LABEL - byteLength(suffix);
  if (byteLength(parent) <= room) return parent + suffix;
  if (byteLength(suffix) < HEAD) return head(parent, HEAD - byteLength(suffix)) + md5(parent) + suffix;
  const start = head(parent, HEAD) + md5(parent + suffix);
  return (start + head(suffix, MAX_LABEL - byteLength(start))).replace(/[^a-zA-Z0-9]+$/, "");
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function head(text: string, bytes: number): string {
  return Buffer.from(text).subarray(0, Math.max(0, bytes)).toString();
}
