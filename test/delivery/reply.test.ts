import { expect, it } from "vitest";
import { isAccepted, replyMode } from "../../src/delivery/reply.ts";

it("knows a reply event by its headers alone", () => {
  expect(replyMode([["Ce-Specversion", "1.0"]])).toBe("binary");
  expect(replyMode([["ce-specversion", "0.3"]])).toBe("binary");
  expect(replyMode([["content-type", "Application/CloudEvents+JSON; charset=utf-8"]])).toBe("structured");
  expect(replyMode([["content-type", "application/cloudevents-batch+json"]])).toBe("batch");
});

it("takes anything else for no event", () => {
  expect(replyMode([["content-type", "application/json"]])).toBeUndefined();
  expect(replyMode([["ce-specversion", "2.0"]])).toBeUndefined();
  expect(replyMode([["ce-id", "1"]])).toBeUndefined();
  expect(replyMode([])).toBeUndefined();
});

it("takes 200 to 299 for success", () => {
  expect([199, 200, 204, 299, 300, 304].map(isAccepted)).toEqual([false, true, true, true, false, false]);
});
