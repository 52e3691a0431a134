import { expect, it } from "vitest";
import type { SourceEndpoint } from "../../../src/graph/index.ts";
import { mutedBy, pingEventOf } from "../../../src/runtime/index.ts";

const source: SourceEndpoint = {
  kind: "source",
  id: "sources.knative.dev/PingSource/n/p",
  name: "p",
  namespace: "n",
  origin: { place: {} },
  accepts: [],
  replies: [],
  emits: undefined,
  ceOverrides: { Color: "red" },
  ping: {
    schedule: "* * * * *",
    timezone: "",
    contentType: "application/json",
    data: '{"a":1}',
    source: "/apis/v1/namespaces/n/pingsources/p",
  },
};
const stamp = { id: "1", time: "2026-01-01T00:00:00Z" };

it("is what a PingSource sends, overrides in lower case", () => {
  const event = pingEventOf(source, stamp);
  expect({ ...event, attributes: { ...event?.attributes } }).toEqual({
    attributes: {
      specversion: "1.0",
      id: "1",
      source: "/apis/v1/namespaces/n/pingsources/p",
      type: "dev.knative.sources.ping",
      time: "2026-01-01T00:00:00Z",
      datacontenttype: "application/json",
      color: "red",
    },
    data: '{"a":1}',
  });
});

it("is nothing when an override is named like a core attribute", () => {
  const muted = { ...source, ceOverrides: { Type: "x" } };
  expect(mutedBy(muted)).toBe("Type");
  expect(pingEventOf(muted, stamp)).toBeUndefined();
});

it("is nothing for a source without a schedule", () => {
  const { ping: _ping, ...container } = source;
  expect(pingEventOf(container, stamp)).toBeUndefined();
});
