import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mediaTypeFault } from "../../../src/events/http/media-type.ts";
import { readTime, timeInUtc } from "../../../src/events/http/time.ts";
import { readUri } from "../../../src/events/http/uri.ts";
import { withoutTrailingZeros } from "./arbitraries.ts";

describe("a URI reference", () => {
  it.each([
    ["HTTP://u:p@H.com:80/%41?b c#x y", "http://u:p@H.com:80/%41?b c#x%20y"],
    ["http://", "http:"],
    ["//host/path", "//host/path"],
    ["urn:x:y z", "urn:x:y z"],
    ["/x#f#g", "/x#f%23g"],
    ["http://[::1]:8080/", "http://[::1]:8080/"],
    ["*", "*"],
    ["a/b?", "a/b?"],
    ["/[x]!", "/[x]!"],
    ["/[x]!|", "/%5Bx%5D%21%7C"],
  ])("%s goes on as %s", (given, written) => {
    expect(readUri(given)).toMatchObject({ ok: true, text: written });
  });

  it.each([
    ":x",
    "1a:b",
    "http://a b/",
    "http://[::1",
    "http://[x]/",
    "/%zz",
    "http://a:b/",
    "http://u<@h/",
    "/\u0001",
  ])("refuses %j", (given) => {
    expect(readUri(given).ok).toBe(false);
  });

  it("stays as it is once it has been rewritten", () => {
    const parts = fc.constantFrom(
      "http:",
      "//",
      "/",
      "a",
      "é",
      "%41",
      "?",
      "#",
      ":",
      "@",
      "[::1]",
      " ",
      "*",
      ".",
      "|",
      "%C3%A9",
      ":80",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
        const once = readUri(Buffer.from(pieces.join(""), "utf8").toString("latin1"));
        if (!once.ok) return;
        const twice = readUri(Buffer.from(once.text, "utf8").toString("latin1"));
        expect(twice).toEqual(once);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a time", () => {
  it.each([
    ["2026-11-21T9:00:00Z", "2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"],
    ["2026-11-21T10:00:00,500Z", "2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.5Z"],
    ["2026-01-01T00:30:00+01:00", "2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"],
    ["0000-01-01T00:00:00+01:00", "0000-01-01T00:00:00+01:00", "-001-12-31T23:00:00Z"],
    ["2024-02-29T00:00:00.1234567891Z", "2024-02-29T00:00:00.123456789Z", "2024-02-29T00:00:00.123456789Z"],
  ])("%s is read as %s and goes on as %s", (given, read, utc) => {
    expect(readTime(given)).toBe(read);
    expect(timeInUtc(given)).toBe(utc);
  });

  it.each([
    "2026-02-29T00:00:00Z",
    "2026-11-21t10:00:00z",
    "2026-11-21T10:00:60Z",
    "2026-11-21T10:00:00",
    "",
    "2026-11-21T24:00:00Z",
  ])("refuses %j", (given) => {
    expect(readTime(given)).toBe(false);
  });

  it("of zero counts as absent, in any zone", () => {
    expect(readTime("0001-01-01T01:00:00+01:00")).toBeUndefined();
  });

  it("agrees with Date on everything Date can write", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }), (date) => {
        const text = date.toISOString();
        expect(Date.parse(readTime(text) as string)).toBe(date.getTime());
        expect(timeInUtc(text)).toBe(withoutTrailingZeros(text));
      }),
    );
  });
});

describe("a media type", () => {
  it.each(["json", "text/plain;", "text/plain; charset=utf-8", '*/*;q=0.1;x="a;b"', "a/b;x=1;x=1", 'a/b;x=""'])(
    "takes %s",
    (text) => {
      expect(mediaTypeFault(text)).toBeUndefined();
    },
  );

  it.each([
    ["", "no media type"],
    ["text /plain", "expected slash after first token"],
    ["text/", "expected token after slash"],
    ["text/plain, x", "unexpected content after media subtype"],
    ["text/plain; charset", "invalid media parameter"],
    ['text/plain; a="b', "invalid media parameter"],
    ["text/plain;;", "invalid media parameter"],
    ["text/plain; a=b; A=c", "duplicate parameter name"],
  ])("refuses %j: %s", (text, fault) => {
    expect(mediaTypeFault(text)).toBe(fault);
  });
});
