import { expect, it } from "vitest";
import { sniffContentType } from "../../src/delivery/sniff.ts";

const text = "text/plain; charset=utf-8";

it("takes JSON and other text for plain text", () => {
  for (const body of ['{"a":1}', "hello", "[]", "<aside>", "café"]) expect(sniffContentType(body)).toBe(text);
});

it("knows markup at its start, blanks before it allowed", () => {
  expect(sniffContentType("\n <html>")).toBe("text/html; charset=utf-8");
  expect(sniffContentType("<!-- x")).toBe("text/html; charset=utf-8");
  expect(sniffContentType('<?xml version="1.0"?>')).toBe("text/xml; charset=utf-8");
});

it("knows bytes by how they begin", () => {
  expect(sniffContentType("%PDF-1.4")).toBe("application/pdf");
  expect(sniffContentType(Buffer.from("89504e470d0a1a0a", "hex"))).toBe("image/png");
  expect(sniffContentType(Buffer.from([0, 0, 0, 16, ...Buffer.from("ftypmp42"), 0, 0, 0, 0]))).toBe("video/mp4");
  expect(sniffContentType(Buffer.from([0, 1, 2, 255]))).toBe("application/octet-stream");
});

it("looks at 512 bytes", () => {
  expect(sniffContentType(`${"a".repeat(512)}\0`)).toBe(text);
  expect(sniffContentType(`${"a".repeat(511)}\0`)).toBe("application/octet-stream");
});
