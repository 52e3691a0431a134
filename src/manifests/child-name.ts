import { createHash } from "node:crypto";

/** The longest name a controller makes: a DNS label. */
const LONGEST = 63;
/** Hex digits of an MD5 sum. */
const SUM = 32;

/**
 * The name a Knative controller gives what it makes for `parent`: both concatenated, or shortened around an MD5 sum
 * where that is longer than 63 bytes (eventing.md §3.8).
 */
export function childName(parent: string, suffix: string): string {
  const parentBytes = Buffer.from(parent);
  const suffixBytes = Buffer.from(suffix);
  if (parentBytes.length + suffixBytes.length <= LONGEST) return parent + suffix;
  const room = LONGEST - SUM;
  if (suffixBytes.length < room) {
    return parentBytes.subarray(0, room - suffixBytes.length).toString() + md5(parent) + suffix;
  }
  const head = parentBytes.subarray(0, room);
  const name = head.toString() + md5(parent + suffix) + suffixBytes.subarray(0, room - head.length).toString();
  return name.replace(/[^0-9A-Za-z]+$/, "");
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
