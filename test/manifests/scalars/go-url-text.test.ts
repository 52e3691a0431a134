import { expect, it } from "vitest";
import { goUrlText } from "../../../src/manifests/scalars/go-url-text.ts";

it.each([
  ["http://orders.shop.svc.cluster.local/a?b=c#d", "http://orders.shop.svc.cluster.local/a?b=c#d"],
  ["http://", "http:"],
  ["HTTP://Host/A", "http://Host/A"],
  ["http://h/a b", "http://h/a%20b"],
  ["/shop/{tenant}", "/shop/%7Btenant%7D"],
  ["/a%2fb c", "/a/b%20c"],
  ["/ü", "/%C3%BC"],
  ["mailto:a@b", "mailto:a@b"],
  ["//host/x", "//host/x"],
  ["http://hé/", "http://h%C3%A9/"],
  ["http://[fe80::1%25en0]:80/", "http://[fe80::1%25en0]:80/"],
  ["http://u!:p%40@h", "http://u%21:p%40@h"],
  ["", ""],
])("prints %j as Go does", (text, expected) => {
  expect(goUrlText(text)).toBe(expected);
});
