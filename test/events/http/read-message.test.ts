import { describe, expect, it } from "vitest";
import { type HttpMessage, type MessageHeaders, readForRouting, readMessage } from "../../../src/events/http/index.ts";

const BINARY = {
  "ce-specversion": "1.0",
  "ce-id": "1",
  "ce-source": "/orders",
  "ce-type": "order.created",
} as const;

describe("a binary message", () => {
  it("gives its attributes by lower-case name and its body as data", () => {
    const body = new Uint8Array([1, 2]);
    const headers = [
      ["Ce-Specversion", "1.0"],
      ["CE-ID", " 1 "],
      ["ce-source", "/orders"],
      ["ce-type", "order.created"],
      ["ce-time", "2026-11-21T10:00:00.50+01:00"],
      ["Content-Type", "application/octet-stream"],
      ["ce-Region", "eu"],
      ["Host", "x"],
    ] as const;
    expect(readMessage({ headers, body })).toEqual({
      kind: "event",
      mode: "binary",
      event: {
        attributes: {
          specversion: "1.0",
          id: "1",
          source: "/orders",
          type: "order.created",
          time: "2026-11-21T10:00:00.5+01:00",
          datacontenttype: "application/octet-stream",
          region: "eu",
        },
        data: body,
      },
    });
  });

  it.each<[string, MessageHeaders]>([
    ["a record", BINARY],
    ["pairs", Object.entries(BINARY)],
    ["a flat list", Object.entries(BINARY).flat()],
    ["lists in a record", Object.fromEntries(Object.entries(BINARY).map(([name, value]) => [name, [value, "other"]]))],
  ])("reads headers given as %s", (_, headers) => {
    expect(readMessage({ headers })).toEqual(event({}));
  });

  it("takes the first value of a repeated header", () => {
    const headers = [...Object.entries(BINARY), ["ce-id", "2"], ["ce-subject", ""], ["ce-subject", "x"]] as const;
    expect(readMessage({ headers })).toEqual(event({}));
  });

  it("reads UTF-8 from bytes, and does not percent-decode", () => {
    const more = { "ce-a": "caf\u00c3\u00a9", "ce-b": "caf%C3%A9" };
    expect(read(more)).toEqual(event({ a: "café", b: "caf%C3%A9" }));
  });

  it("rewrites source and dataschema as a hop does", () => {
    const more = { "ce-source": "HTTPS://Example.com/a b", "ce-dataschema": "HTTP://x/\u00c3\u00a9" };
    expect(read(more)).toEqual(event({ source: "https://Example.com/a%20b", dataschema: "http://x/%C3%A9" }));
  });

  it("takes empty and blank optional attributes as absent, and an empty extension as present", () => {
    const more = { "ce-subject": " ", "ce-dataschema": "", "content-type": "", "ce-region": "" };
    expect(read(more)).toEqual(event({ region: "" }));
  });

  it("has no data when the body is empty", () => {
    expect(readMessage({ headers: BINARY, body: "" })).toEqual(event({}));
  });

  it("takes an extension named like a property of objects", () => {
    const reading = read({ "ce-constructor": "x" });
    expect(reading).toEqual(event({ constructor: "x" }));
    expect(reading.kind === "event" && "toString" in reading.event.attributes).toBe(false);
  });

  it("keeps a 0.3 event one", () => {
    expect(read({ "ce-specversion": "0.3", "ce-schemaurl": "text" })).toEqual(
      event({ specversion: "0.3", schemaurl: "text" }),
    );
  });

  it.each<[Record<string, string>, object]>([
    [
      { "ce-specversion": "2.0" },
      {
        code: "not-an-event",
        attribute: "specversion",
        value: "2.0",
        text: 'This message is no CloudEvent: its `ce-specversion` is "2.0". Knative knows 1.0 and 0.3.',
      },
    ],
    [
      { "ce-time": "yesterday" },
      {
        code: "invalid-attribute",
        attribute: "time",
        value: "yesterday",
        text: '`time` is "yesterday", and no RFC 3339 time.',
      },
    ],
    [
      { "ce-source": "http://%zz/" },
      {
        code: "invalid-attribute",
        attribute: "source",
        value: "http://%zz/",
        text: '`source` is "http://%zz/", and no URI: it has "%zz" in its host.',
      },
    ],
    [
      { "ce-my-ext": "1" },
      {
        code: "invalid-extension",
        attribute: "my-ext",
        text: 'The extension "my-ext" has a name of other characters than letters and digits.',
      },
    ],
    [
      { "ce-datacontenttype": "text/plain" },
      {
        code: "invalid-extension",
        attribute: "datacontenttype",
        text: "\"datacontenttype\" is a core attribute's name, and no extension's.",
      },
    ],
    [
      { "ce-a": "x\u0000" },
      {
        code: "invalid-header",
        attribute: "ce-a",
        value: "x\u0000",
        text: 'The header "ce-a" has a control character in its value.',
      },
    ],
    [
      { "ce-a b": "x" },
      {
        code: "invalid-header",
        attribute: "ce-a b",
        text: '"ce-a b" is no header name: it has characters HTTP does not allow.',
      },
    ],
  ])("is refused with the reason for %j", (more, refusal) => {
    expect(read(more)).toEqual({ kind: "refused", ...refusal });
  });

  it.each<[Record<string, string>, string, string]>([
    [{ "ce-id": " " }, "id", "`id` is required, and blank."],
    [{ "ce-dataschema": "/schema" }, "dataschema", '`dataschema` is "/schema", and no absolute URI.'],
    [
      { "content-type": "text/" },
      "datacontenttype",
      '`datacontenttype` is "text/", and no media type: expected token after slash.',
    ],
  ])("is refused after reading for %j, with what was read", (more, attribute, text) => {
    const reading = read(more);
    expect(reading).toMatchObject({ kind: "refused", attribute, text, mode: "binary" });
    expect(reading.kind === "refused" && reading.event?.attributes.type).toBe("order.created");
  });
});

describe("a structured message", () => {
  it("wins over headers, and gives data as it is written", () => {
    const body =
      '{"specversion":"1.0","id":"1","source":"/orders","type":"order.created","n":1.9,"flag":true,"data":[1, 2]}';
    const headers = { ...BINARY, "ce-id": "9", "content-type": "application/cloudevents+json; charset=utf-8" };
    expect(readMessage({ headers, body })).toEqual({
      ...event({ n: 1, flag: true }),
      mode: "structured",
      event: { attributes: { ...event({ n: 1, flag: true }).event.attributes }, data: "[1, 2]" },
    });
  });

  it("reads text, bytes and JSON by the content type", () => {
    expect(structured({ datacontenttype: "text/plain", data: "x" })).toMatchObject({ event: { data: "x" } });
    expect(structured({ datacontenttype: "application/json", data: "x" })).toMatchObject({ event: { data: '"x"' } });
    expect(structured({ data_base64: "AQI=" })).toMatchObject({ base64: true, event: { data: Buffer.from([1, 2]) } });
  });

  it("counts the last of repeated members, and does not mind their order or white space", () => {
    const body =
      '{ "data_base64" : "AQI=", "id": "1", "source": "/s", "type": "t", "type": "u", "specversion": "1.0" }';
    const reading = readMessage({ headers: STRUCTURED, body });
    expect(reading).toMatchObject({ event: { attributes: { type: "u" }, data: Buffer.from([1, 2]) } });
  });

  it("keeps data that is no UTF-8 byte by byte", () => {
    const body = Buffer.concat([Buffer.from(`${START},"data":"`), Buffer.from([0xff]), Buffer.from('"}')]);
    const reading = readMessage({ headers: STRUCTURED, body });
    expect(reading).toMatchObject({ kind: "event", event: { data: Buffer.from([0x22, 0xff, 0x22]) } });
  });

  it.each<[string, object]>([
    [
      `${START},"data":1,"datacontenttype":"text/plain"}`,
      {
        code: "invalid-data",
        attribute: "data",
        value: "1",
        text: '`data` is no string, which data of the type "text/plain" must be in the JSON format.',
      },
    ],
    [
      `${START},"x":[1]}`,
      {
        code: "invalid-extension",
        attribute: "x",
        value: "[1]",
        text: 'The extension "x" is an array. Extensions are text, integers or booleans.',
      },
    ],
    [
      `${START},"x":1e400}`,
      {
        code: "invalid-extension",
        attribute: "x",
        value: "1e400",
        text: 'The extension "x" is 1e400, and no integer of 32 bits.',
      },
    ],
    [`${START},"id":5}`, { code: "invalid-attribute", attribute: "id", value: "5", text: "`id` is 5, and no string." }],
    [
      `${START},"data_base64":"x"}`,
      { code: "invalid-data", attribute: "data_base64", value: '"x"', text: "`data_base64` is no standard base64." },
    ],
    ['{"id":"1"}', { code: "invalid-specversion", attribute: "specversion", text: "`specversion` is missing." }],
    ["[]", { code: "invalid-json", text: "The body of this structured message cannot be read: it is no JSON object." }],
  ])("is refused with the reason: %s", (body, refusal) => {
    expect(readMessage({ headers: STRUCTURED, body })).toEqual({ kind: "refused", ...refusal });
  });
});

describe("what is no event", () => {
  it("is a batch", () => {
    expect(readMessage({ headers: { "content-type": "application/cloudevents-batch+json" }, body: "[]" })).toEqual({
      kind: "refused",
      code: "batch",
      text: "This is a batch of events. Knative takes one event a request.",
    });
  });

  it("is everything else", () => {
    expect(readMessage({ headers: { "content-type": "application/json" }, body: "{}" })).toEqual({
      kind: "refused",
      code: "not-an-event",
      text: 'This message is no CloudEvent: it has the content type "application/json" and no `ce-specversion`.',
    });
  });
});

it("reads for routing as it reads otherwise, but for what the HTTP server has judged", () => {
  const messages: HttpMessage[] = [
    { headers: BINARY, body: "x" },
    { headers: { ...BINARY, "ce-time": "x" } },
    { headers: STRUCTURED, body: `${START}}` },
  ];
  for (const message of messages) expect(readForRouting(message)).toEqual(readMessage(message));
});

function read(more: Record<string, string>) {
  return readMessage({ headers: { ...BINARY, ...more } });
}

function event(more: Record<string, string | number | boolean>) {
  const attributes = { specversion: "1.0", id: "1", source: "/orders", type: "order.created", ...more };
  return { kind: "event", mode: "binary", event: { attributes } } as const;
}

const STRUCTURED = { "content-type": "application/cloudevents+json" };
const START = '{"specversion":"1.0","id":"1","source":"/s","type":"t"';

function structured(more: object) {
  const body = JSON.stringify({ specversion: "1.0", id: "1", source: "/s", type: "t", ...more });
  return readMessage({ headers: STRUCTURED, body });
}
