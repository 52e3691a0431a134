import { expect, it } from "vitest";
import { requestAddress } from "../../src/delivery/address.ts";

it("leaves http and https alone", () => {
  for (const url of ["http://a.b/c?d=1", "https://user:pw@a.b:8443/"]) expect(requestAddress(url)).toBe(url);
});

it("turns any other scheme into http, and loses path and query", () => {
  expect(requestAddress("kafka://a.b:9092/topic?x=1")).toBe("http://a.b:9092/");
  expect(requestAddress("HTTP://a.b/c")).toBe("http://a.b/");
  expect(requestAddress("ftp://user:pw@a.b/c")).toBe("http://a.b/");
});

it("leaves what is no address with a host", () => {
  expect(requestAddress("/relative")).toBe("/relative");
});
