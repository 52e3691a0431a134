import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WireEvent } from "../../../src/events/event.ts";
import {
  passthroughHeaders,
  readMessage,
  traceHeaders,
  unsendableHeader,
  writeBinary,
  writeStructured,
} from "../../../src/events/http/index.ts";
import { wireEvents } from "./arbitraries.ts";

describe("binary mode", () => {
  it("writes attributes as headers, the time in UTC, and the data as it is", () => {
    const data = new Uint8Array([1]);
    expect(
      writeBinary(event({ time: "2026-11-21T10:00:00+01:00", datacontenttype: "text/plain", a: "é", n: 7 }, data)),
    ).toEqual({
      headers: [
        ["ce-specversion", "1.0"],
        ["ce-id", "1"],
        ["ce-source", "/s"],
        ["ce-type", "t"],
        ["ce-time", "2026-11-21T09:00:00Z"],
        ["content-type", "text/plain"],
        ["ce-a", "\u00c3\u00a9"],
        ["ce-n", "7"],
      ],
      body: data,
    });
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(wireEvents, (sent) => {
        expect(readMessage(writeBinary(sent))).toEqual({ kind: "event", mode: "binary", event: sent });
      }),
    );
  });

  it("names the header that HTTP cannot carry", () => {
    expect(unsendableHeader(writeBinary(event({ a: "x\ny" })))).toBe("ce-a");
    expect(unsendableHeader(writeBinary(event({ a: "x\ty" })))).toBeUndefined();
  });
});

describe("structured mode", () => {
  it("writes compact JSON, content type before data, and escapes what could end a script", () => {
    const written = writeStructured(
      event({ b: true, a: "<x>", datacontenttype: "application/json" }, '{ "x": "1 <" }'),
    );
    expect(written).toEqual({
      headers: [["content-type", "application/cloudevents+json"]],
      body: '{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"application/json","data":{"x":"1 \\u003c"},"a":"\\u003cx\\u003e","b":true}',
    });
  });

  it("cannot write data that is no JSON under a JSON type", () => {
    expect(writeStructured(event({ datacontenttype: "application/json" }, "x"))).toBeUndefined();
    expect(writeStructured(event({}, "x"))).toBeUndefined();
  });

  it("writes base64 where asked to, and otherwise replaces what is no UTF-8", () => {
    const binary = event({ datacontenttype: "image/png" }, new Uint8Array([0xff]));
    expect(writeStructured(binary, { base64: true })?.body).toContain('"data_base64":"/w=="');
    expect(writeStructured(binary)?.body).toContain('"data":"\ufffd"');
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(wireEvents, (sent) => {
        const written = writeStructured(sent, { base64: true });
        const reading = written === undefined ? undefined : readMessage(written);
        expect(reading).toMatchObject({ kind: "event", mode: "structured", event: { attributes: sent.attributes } });
        const data = reading?.kind === "event" ? reading.event.data : undefined;
        expect(data === undefined ? undefined : Buffer.from(data)).toEqual(
          sent.data === undefined ? undefined : Buffer.from(sent.data),
        );
      }),
    );
  });
});

describe("the headers a hop forwards", () => {
  const headers = [
    ["X-Request-Id", "1"],
    ["Knative-Foo", "a"],
    ["knative-foo", "b"],
    ["X-B3-TraceId", "t"],
    ["b3", "no"],
    ["Authorization", "no"],
    ["Ce-Id", "no"],
    ["Retry-After", "5"],
    ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    ["tracestate", "x=1"],
    ["baggage", "k=v"],
  ] as const;

  it("are those of the list, every value of a repeated one", () => {
    expect(passthroughHeaders(headers)).toEqual([
      ["x-request-id", "1"],
      ["knative-foo", "a"],
      ["knative-foo", "b"],
      ["x-b3-traceid", "t"],
      ["retry-after", "5"],
    ]);
  });

  it("are, for traces, the W3C ones, without a broken traceparent", () => {
    expect(traceHeaders(headers)).toEqual([
      ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
      ["tracestate", "x=1"],
      ["baggage", "k=v"],
    ]);
    expect(traceHeaders({ traceparent: "x", tracestate: "x=1", baggage: "k=v" })).toEqual([["baggage", "k=v"]]);
  });
});

function event(more: Record<string, string | number | boolean>, data?: Uint8Array | string): WireEvent {
  const attributes = { specversion: "1.0", id: "1", source: "/s", type: "t", ...more };
  return data === undefined ? { attributes } : { attributes, data };
}
