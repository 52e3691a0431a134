import { describe, expect, it } from "vitest";
import { deadLetter } from "../../src/delivery/dead-letter.ts";

const event = { attributes: { specversion: "1.0", id: "1", source: "/s", type: "t" }, data: "x" };
const failure = { destination: "http://a.b/", code: 503, body: "busy" };

describe("deadLetter", () => {
  it("adds where, what status and what body failed the event", () => {
    expect(deadLetter(event, failure)).toEqual({
      attributes: {
        ...event.attributes,
        knativeerrordest: "http://a.b/",
        knativeerrorcode: "503",
        knativeerrordata: "YnVzeQ==",
      },
      data: "x",
    });
  });

  it("writes an empty body as an empty extension", () => {
    const { attributes } = deadLetter(event, { destination: "http://a.b/", code: 500 });
    expect(attributes.knativeerrordata).toBe("");
  });

  it("keeps the values of the first failure, unless they are empty", () => {
    const marked = { attributes: { ...event.attributes, knativeerrorcode: "400", knativeerrordata: "" } };
    expect(deadLetter(marked, failure).attributes).toEqual({
      ...event.attributes,
      knativeerrorcode: "400",
      knativeerrordest: "http://a.b/",
      knativeerrordata: "YnVzeQ==",
    });
  });

  it("cuts a long body to 1024 characters, where Knative crashes", () => {
    const { attributes } = deadLetter(event, { ...failure, body: Buffer.alloc(5000, 1) });
    expect(String(attributes.knativeerrordata)).toBe(Buffer.alloc(768, 1).toString("base64"));
  });

  it("is the event itself when there is nothing to tell", () => {
    expect(deadLetter(event, undefined)).toBe(event);
  });
});
