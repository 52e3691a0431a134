import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventDraft, WireEvent } from "../../../src/events/event.ts";
import { EventError } from "../../../src/events/event-error.ts";
import { fromDraft, readMessage, toTypedEvent, writeBinary } from "../../../src/events/http/index.ts";

const STAMP = { id: "1", time: "2026-11-21T10:00:00Z", source: "/here" };

describe("what a handler reads", () => {
  it("has core attributes, extensions and parsed data apart", () => {
    const event = wire({ subject: "x", datacontenttype: "application/json; charset=utf-8", region: "eu" }, '{"a":1}');
    expect(toTypedEvent(event)).toEqual({
      specversion: "1.0",
      id: "1",
      source: "/s",
      type: "t",
      subject: "x",
      datacontenttype: "application/json; charset=utf-8",
      extensions: { region: "eu" },
      data: { a: 1 },
    });
  });

  it.each<[string | undefined, Uint8Array | string | undefined, unknown]>([
    ["application/vnd.x+json", "[1]", [1]],
    ["application/json", Buffer.from('"é"'), "é"],
    ["application/json", "{", "{"],
    ["text/plain", "1", "1"],
    ["application/xml", Buffer.from("<x/>"), "<x/>"],
    ["image/png", new Uint8Array([1]), new Uint8Array([1])],
    ["image/png", "a", Buffer.from("a")],
    ["text/plain", new Uint8Array([255]), new Uint8Array([255])],
    [undefined, '{"a":1}', { a: 1 }],
    [undefined, "hello", "hello"],
    [undefined, new Uint8Array([255]), new Uint8Array([255])],
    ["application/json", undefined, undefined],
  ])("has data of the type %s as %j", (datacontenttype, data, read) => {
    expect(toTypedEvent(wire(datacontenttype === undefined ? {} : { datacontenttype }, data)).data).toEqual(read);
  });

  it("keeps JSON nested without end as text, and `__proto__` as a member", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(toTypedEvent(wire({ datacontenttype: "application/json" }, deep)).data).toBe(deep);
    const { data } = toTypedEvent(wire({ datacontenttype: "application/json" }, '{"__proto__":{"x":1}}'));
    expect(Object.hasOwn(data as object, "__proto__")).toBe(true);
    expect((data as { x?: unknown }).x).toBeUndefined();
  });

  it("has no time where it is the zero time", () => {
    expect("time" in toTypedEvent(wire({ time: "0001-01-01T00:00:00Z" }))).toBe(false);
  });
});

describe("a draft", () => {
  it("becomes an event with what its sender stamps", () => {
    expect(fromDraft(draft({ data: { a: 1 }, extensions: { region: "eu" } }), STAMP)).toEqual({
      attributes: {
        specversion: "1.0",
        id: "1",
        source: "/here",
        type: "t",
        time: "2026-11-21T10:00:00Z",
        datacontenttype: "application/json",
        region: "eu",
      },
      data: '{"a":1}',
    });
  });

  it("keeps its own source, text as text, and has no content type without data", () => {
    expect(fromDraft(draft({ source: "/own", data: undefined }), STAMP).attributes).toMatchObject({ source: "/own" });
    expect(fromDraft(draft({ data: undefined }), STAMP).attributes.datacontenttype).toBeUndefined();
    expect(fromDraft(draft({ datacontenttype: "text/plain", data: "x" }), STAMP).data).toBe("x");
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each<[Partial<EventDraft>, string, string]>([
    [{ data: 1n }, "invalid-data", 'The data of this "t" event cannot be written as JSON.'],
    [{ data: circular }, "invalid-data", 'The data of this "t" event cannot be written as JSON.'],
    [{ data: () => 1 }, "invalid-data", 'The data of this "t" event cannot be written as JSON.'],
    [
      { data: {}, datacontenttype: "text/plain" },
      "invalid-data",
      'The data of this "t" event is neither text nor bytes, which "text/plain" needs.',
    ],
    [
      { extensions: { "my-ext": "x" } },
      "not-an-event",
      'An event "t" cannot carry an extension named "my-ext": lower-case letters and digits only, and no core attribute\'s name.',
    ],
    [
      { extensions: { a: "x\r\ny" } },
      "not-an-event",
      'The attribute "a" of an event "t" has a control character in it, which no HTTP header can carry.',
    ],
  ])("is refused for %o", (wrong, code, message) => {
    const thrown = thrownBy(() => fromDraft(draft(wrong), STAMP));
    expect(EventError.is(thrown) && [thrown.code, thrown.message]).toEqual([code, message]);
  });

  it("arrives with its data as it was given", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (data) => {
        const reading = readMessage(writeBinary(fromDraft(draft({ data }), STAMP)));
        expect(reading.kind === "event" && JSON.stringify(toTypedEvent(reading.event).data)).toBe(JSON.stringify(data));
      }),
    );
  });
});

function wire(more: Record<string, string>, data?: Uint8Array | string): WireEvent {
  const attributes = { specversion: "1.0", id: "1", source: "/s", type: "t", ...more };
  return data === undefined ? { attributes } : { attributes, data };
}

function draft(more: Partial<EventDraft>): EventDraft {
  return { type: "t", datacontenttype: "application/json", extensions: {}, data: {}, ...more };
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
