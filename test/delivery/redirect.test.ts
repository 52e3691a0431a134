import { expect, it } from "vitest";
import { redirected } from "../../src/delivery/redirect.ts";

const request = { url: "http://user:pw@a.b/c", method: "POST", canRepeatBody: true } as const;

it("follows 301, 302 and 303 with GET, telling where it came from without the password", () => {
  for (const status of [301, 302, 303]) {
    expect(redirected(request, status, [["Location", "http://x.y/z"]])).toEqual({
      url: "http://x.y/z",
      method: "GET",
      referer: "http://a.b/c",
    });
  }
});

it("repeats the request for 307 and 308, unless its body cannot be repeated", () => {
  expect(redirected(request, 307, [["location", "/z"]])).toMatchObject({ method: "POST", url: "http://user:pw@a.b/z" });
  expect(redirected({ ...request, canRepeatBody: false }, 308, [["location", "/z"]])).toBeUndefined();
});

it("takes any other answer as it is, and one that does not say where to", () => {
  expect(redirected(request, 304, [["location", "/z"]])).toBeUndefined();
  expect(redirected(request, 302, [])).toBeUndefined();
});

it("does not tell an address behind TLS to one without", () => {
  const secret = { ...request, url: "https://a.b/c" };
  expect(redirected(secret, 302, [["location", "http://x.y/"]])?.referer).toBeUndefined();
});
