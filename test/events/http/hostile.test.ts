import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage, writeBinary, writeStructured } from "../../../src/events/http/index.ts";

const STRUCTURED = { "content-type": "application/cloudevents+json" };
const START = '{"specversion":"1.0","id":"1","source":"/s","type":"t"';
const BINARY = [
  ["ce-specversion", "1.0"],
  ["ce-id", "1"],
  ["ce-source", "/s"],
  ["ce-type", "t"],
] as const;

describe("hostile messages", () => {
  it("may have 10,000 headers", () => {
    const more = Array.from({ length: 10_000 }, (_, n) => [`ce-x${n}`, "v"] as const);
    const reading = within(1_000, () => readMessage({ headers: [...BINARY, ...more] }));
    expect(reading.kind === "event" && Object.keys(reading.event.attributes)).toHaveLength(10_004);
  });

  it("may repeat one empty header 10,000 times", () => {
    const more = Array.from({ length: 10_000 }, () => ["ce-subject", ""] as const);
    expect(within(1_000, () => readMessage({ headers: [...BINARY, ...more] })).kind).toBe("event");
  });

  it.each(["{", "["])("are refused when they nest %s 100,000 levels deep", (open) => {
    for (const body of [open.repeat(100_000), `${START},"data":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`]) {
      expect(within(1_000, () => readMessage({ headers: STRUCTURED, body }))).toEqual({
        kind: "refused",
        code: "too-deep",
        text: "The body of this structured message cannot be read: it is nested more than 10000 levels deep.",
      });
    }
  });

  it("may nest 9,999 levels deep, and are written again", () => {
    const data = `${"[".repeat(9_999)}${"]".repeat(9_999)}`;
    const reading = readMessage({ headers: STRUCTURED, body: `${START},"data":${data}}` });
    expect(reading.kind === "event" && writeStructured(reading.event)?.body).toContain(data);
  });

  it("cannot reach a prototype", () => {
    const body = `${START},"constructor":"x","data":{"__proto__":{"polluted":true}}}`;
    const reading = readMessage({ headers: STRUCTURED, body });
    expect(reading).toMatchObject({ kind: "event", event: { data: '{"__proto__":{"polluted":true}}' } });
    expect(reading.kind === "event" && reading.event.attributes.constructor).toBe("x");
    expect(reading.kind === "event" && "hasOwnProperty" in reading.event.attributes).toBe(false);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(readMessage({ headers: STRUCTURED, body: `${START},"__proto__":"x"}` })).toEqual({
      kind: "refused",
      code: "invalid-extension",
      attribute: "__proto__",
      text: 'The extension "__proto__" has a name of other characters than letters and digits.',
    });
  });

  it.each(["1e400", "-1e400", "9".repeat(5_000), "2147483648"])("are refused for the extension %s", (number) => {
    const reading = readMessage({ headers: STRUCTURED, body: `${START},"x":${number}}` });
    expect(reading).toMatchObject({ kind: "refused", code: "invalid-extension", attribute: "x" });
    expect(reading.kind === "refused" && reading.text.length).toBeLessThan(200);
  });

  it("take time linear in a long value", () => {
    const long = 200_000;
    const values = [
      " ".repeat(long),
      "%".repeat(long),
      ";a=b".repeat(long / 4),
      `"${"\\".repeat(long)}`,
      "[".repeat(long),
      "\u00a0".repeat(long),
    ];
    const names = ["ce-id", "ce-source", "ce-time", "ce-subject", "ce-dataschema", "content-type", "ce-x"];
    const messages = values.flatMap((value) => [
      ...names.map((name) => ({ headers: [[name, value] as const, ...BINARY] })),
      { headers: STRUCTURED, body: `${START},"x":${value}` },
      { headers: STRUCTURED, body: `${START},"x":${JSON.stringify(value)}}` },
    ]);
    for (const message of messages) expect(within(1_000, () => readMessage(message)).kind).toMatch(/event|refused/);
  });

  it("never make reading or writing throw", () => {
    const names = fc.oneof(
      fc.constantFrom(
        "ce-specversion",
        "CE-ID",
        "ce-source",
        "ce-type",
        "ce-time",
        "content-type",
        "ce-",
        "ce-dataschema",
      ),
      fc.string(),
    );
    const values = fc.oneof(
      fc.constantFrom("1.0", "0.3", "application/cloudevents+json", "/s", ""),
      fc.string({ unit: "binary" }),
    );
    const bodies = fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.uint8Array(), mutatedEvents());
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), fc.boolean(), bodies, (headers, structured, body) => {
        const reading = readMessage({ headers: structured ? { ...STRUCTURED } : headers, body });
        const event = reading.event ?? { attributes: {} };
        writeBinary(event);
        writeStructured(event);
        expect(reading.kind === "event" || reading.text.endsWith(".")).toBe(true);
      }),
      { numRuns: 2_000, seed: 47 },
    );
  });
});

/** Structured events with one piece cut out, doubled or replaced. */
function mutatedEvents(): fc.Arbitrary<string> {
  const body = `${START},"time":"2026-11-21T10:00:00Z","datacontenttype":"text/plain","data":"x\\u00e9","data_base64":"AQI=","n":1.5}`;
  return fc
    .tuple(
      fc.nat(body.length),
      fc.nat(12),
      fc.oneof(fc.constant(""), fc.constantFrom('"', "{", "}", ",", ":", "\\", "null", "\u0000"), fc.json()),
    )
    .map(([at, length, piece]) => body.slice(0, at) + piece + body.slice(at + length));
}

/** Runs it, and fails when it took longer: what takes quadratic time takes far longer than this. */
function within<T>(ms: number, run: () => T): T {
  const start = performance.now();
  const result = run();
  expect(performance.now() - start).toBeLessThan(ms);
  return result;
}
