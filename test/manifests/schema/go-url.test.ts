import { describe, expect, it } from "vitest";
import { parseGoUrl } from "../../../src/manifests/schema/index.ts";

describe("parseGoUrl", () => {
  it.each([
    ["http://a.example.com/x?y#z", "http", "a.example.com"],
    ["HTTP://H", "http", "H"],
    ["https://u:p@h:8080/x", "https", "h:8080"],
    ["http://[::1]:80/", "http", "[::1]:80"],
    ["//host/x", "", "host"],
    ["mailto:a@b", "mailto", ""],
    ["urn:x:y", "urn", ""],
    ["rel", "", ""],
    ["/a:b", "", ""],
    ["", "", ""],
    ["?q", "", ""],
    ["http:///path", "http", ""],
    ["///path", "", ""],
    ["http://h/a b", "http", "h"],
    ["http://ü.example", "http", "ü.example"],
  ])("reads %j", (text, scheme, host) => {
    expect(parseGoUrl(text)).toEqual({ scheme, host });
  });

  it.each([
    ["http://h/%zz", 'invalid URL escape "%zz"'],
    ["%zz", 'invalid URL escape "%zz"'],
    ["http://h/%4", 'invalid URL escape "%4"'],
    ["#%zz", 'invalid URL escape "%zz"'],
    ["http://h:80a/", 'invalid port ":80a" after host'],
    ["http://exa mple", 'invalid character " " in host name'],
    ["http://a%41b/", 'invalid URL escape "%41"'],
    ["http://[::1/", "missing ']' in host"],
    ["http://a b@h/", "net/url: invalid userinfo"],
    ["://x", "missing protocol scheme"],
    ["a b:c/d", "first path segment in URL cannot contain colon"],
    ["http://h/\n", "invalid control character in URL"],
  ])("refuses %j", (text, fault) => {
    expect(parseGoUrl(text)).toEqual({ fault });
  });
});
