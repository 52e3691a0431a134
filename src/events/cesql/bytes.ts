import type { CesqlDialect } from "./dialect.ts";

const NOT_ASCII = /[^\u0000-\u007f]/;

/**
 * How a dialect holds text. Knative's engine works on UTF-8 bytes (eventing.md §10.3), so there each UTF-16 unit of a
 * text stands for one byte: every function that counts or cuts is then right without knowing it.
 */
export function toInner(text: string, dialect: CesqlDialect): string {
  return dialect === "knative" && NOT_ASCII.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** The text as a person reads it; bytes that are no UTF-8 become U+FFFD. */
export function fromInner(text: string, dialect: CesqlDialect): string {
  return dialect === "knative" && NOT_ASCII.test(text) ? Buffer.from(text, "latin1").toString("utf8") : text;
}

/** Characters of a text: code points by the specification, bytes in Knative's engine. */
export function charactersOf(text: string, dialect: CesqlDialect): readonly string[] | string {
  return dialect === "knative" || !/[\uD800-\uDFFF]/.test(text) ? text : Array.from(text);
}
