import fc from "fast-check";
import type { WireEvent } from "../../../src/events/event.ts";

const RESERVED = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "dataschema",
  "data",
]);

/** Text that a header carries unchanged. */
export const headerTexts = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter(
    (text) =>
      !/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]|[\ud800-\udfff](?![\ud800-\udfff])/u.test(text) &&
      Buffer.from(text).toString() === text,
  );

/** Names that an extension may have and the `cloudevents` package takes too. */
export const extensionNames = fc
  .string({ unit: fc.constantFrom("a", "b", "x", "y", "0", "1", "9"), minLength: 1, maxLength: 8 })
  .filter((name) => !RESERVED.has(name));

/** Well-formed 1.0 events as they stand between two hops. */
export const wireEvents: fc.Arbitrary<WireEvent> = fc
  .record(
    {
      id: headerTexts,
      source: fc.constantFrom("/orders", "https://example.com/a?b=c", "urn:x:y", "orders"),
      type: headerTexts,
      subject: headerTexts,
      time: fc
        .date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
        .map((date) => withoutTrailingZeros(date.toISOString())),
      dataschema: fc.constantFrom("https://example.com/schema", "urn:x:1"),
      extensions: fc.dictionary(extensionNames, headerTexts, { maxKeys: 4 }),
      data: fc.oneof(
        fc.json({ maxDepth: 2 }).map((text) => ({ type: "application/json", data: text })),
        headerTexts.map((text) => ({ type: "text/plain", data: text })),
        fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => ({ type: "image/png", data: bytes })),
      ),
    },
    { requiredKeys: ["id", "source", "type"] },
  )
  .map(({ extensions, data, ...core }) => {
    const attributes = Object.assign(Object.create(null) as Record<string, string>, {
      specversion: "1.0",
      ...core,
      ...(data === undefined ? {} : { datacontenttype: data.type }),
      ...extensions,
    });
    return data === undefined ? { attributes } : { attributes, data: data.data };
  });

/** `…:00.500Z` as `…:00.5Z`, `…:00.000Z` as `…:00Z`. */
export function withoutTrailingZeros(time: string): string {
  return time.replace(/(\.\d*?)0+Z$/, "$1Z").replace(".Z", "Z");
}
