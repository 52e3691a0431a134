import { CloudEvent, HTTP } from "cloudevents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WireEvent } from "../../../src/events/event.ts";
import {
  decodeText,
  readForRouting,
  readMessage,
  toCloudEvent,
  toTypedEvent,
  writeBinary,
} from "../../../src/events/http/index.ts";
import { wireEvents } from "./arbitraries.ts";

/** The package stamps a time of its own and a content type on what has none, and needs bytes in its own form. */
const shared = wireEvents.filter(
  ({ attributes, data }) =>
    attributes.time !== undefined && data !== undefined && attributes.datacontenttype !== "image/png",
);

describe("our reading of well-formed messages", () => {
  it("agrees with the package on what the package writes in binary mode", () => {
    fc.assert(
      fc.property(shared, (event) => {
        const message = HTTP.binary(cloudEvent(event)) as { headers: Record<string, string>; body: string };
        // The package leaves text outside ASCII to the transport, which sends it as UTF-8.
        const headers = Object.entries(message.headers).map(
          ([name, value]) => [name, Buffer.from(String(value)).toString("latin1")] as const,
        );
        const reading = readForRouting({ headers, body: event.data ?? "" });
        expect(reading.kind).toBe("event");
        expect(coreOf(reading)).toEqual(coreOf({ kind: "event", event }));
      }),
    );
  });

  it("agrees with the package on what it writes in structured mode", () => {
    fc.assert(
      fc.property(shared, (event) => {
        const message = HTTP.structured(cloudEvent(event)) as { headers: Record<string, string>; body: string };
        const reading = readMessage(message);
        expect(reading.kind).toBe("event");
        expect(coreOf(reading)).toEqual(coreOf({ kind: "event", event }));
        const data = reading.kind === "event" ? toTypedEvent(reading.event).data : undefined;
        expect(JSON.stringify(data)).toBe(JSON.stringify(toTypedEvent(event).data));
      }),
    );
  });

  it("is what the package reads of our messages", () => {
    fc.assert(
      fc.property(shared, (event) => {
        const { headers, body } = writeBinary(event);
        const read = HTTP.toEvent({
          headers: Object.fromEntries(headers.map(([name, value]) => [name, decodeText(value)])),
          body: body ?? "",
        }) as CloudEvent<unknown>;
        expect(coreOf({ kind: "event", event: { attributes: attributesOf(read) } })).toEqual(
          coreOf({ kind: "event", event }),
        );
      }),
    );
  });
});

it("gives an event of the package for code that is written against it, from the wire or from a handler", async () => {
  const attributes = {
    specversion: "1.0",
    id: "1",
    source: "/s",
    type: "t",
    time: "2026-11-21T10:00:00Z",
    datacontenttype: "application/json",
    region: "eu",
  };
  const wire = { attributes, data: '{"a":1}' };
  for (const event of [await toCloudEvent(wire), await toCloudEvent(toTypedEvent(wire))]) {
    expect(event).toBeInstanceOf(CloudEvent);
    expect(event).toMatchObject({ id: "1", source: "/s", type: "t", region: "eu", data: { a: 1 } });
  }
});

function cloudEvent({ attributes, data }: WireEvent): CloudEvent<unknown> {
  const { data: read } = toTypedEvent({ attributes, ...(data === undefined ? {} : { data }) });
  return new CloudEvent({ ...attributes, ...(data === undefined ? {} : { data: read }) } as never);
}

function attributesOf(event: CloudEvent<unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(event)
      .filter(([name, value]) => name !== "data" && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Attributes as both sides have them: the package always writes milliseconds. */
function coreOf(reading: { readonly kind: string; readonly event?: WireEvent }): Record<string, unknown> {
  const attributes: Record<string, unknown> = { ...reading.event?.attributes };
  if (typeof attributes.time === "string") attributes.time = Date.parse(attributes.time);
  return attributes;
}
