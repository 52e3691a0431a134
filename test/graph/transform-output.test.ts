import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transformOutput } from "../../src/graph/transform-output.ts";

describe("transformOutput", () => {
  it("reads an event that is written out: its type, and what it has and has not", () => {
    const expression = `{
      "specversion": "1.0",
      "id": id,
      "type": "shop.order.mapped",
      "source": "/map",
      "region": 'eu',
      "data": { "total": $sum(data.items.(price * quantity)), "note": "a, b }" }
    }`;
    expect(transformOutput(expression)).toEqual([
      {
        type: "shop.order.mapped",
        attributes: {
          values: { source: "/map", region: "eu", subject: null, dataschema: null },
          isComplete: true,
        },
      },
    ]);
  });

  it("does not know an attribute that is computed, nor that there are no others", () => {
    expect(transformOutput(`{ "specversion": "1.0", "type": "t", "source": source, "tier": data.tier }`)).toEqual([
      { type: "t", attributes: { values: { subject: null, dataschema: null } } },
    ]);
  });

  it("knows what is merged over the event, and leaves the rest as it came", () => {
    expect(transformOutput(`$merge([$, { "type": "t", "region": "eu" }])`)).toEqual([
      { type: "t", attributes: { values: { region: "eu" } } },
    ]);
  });

  it("calls an object without specversion no event", () => {
    expect(transformOutput(`{ "total": data.total }`)).toEqual([]);
  });

  it.each([
    `$`,
    ``,
    `{ "specversion": "1.0", "type": data.type }`,
    `{ "specversion": "1.0", "type": "a" & "b" }`,
    `{ "specversion": "1.0", "type": "a", "type": "b" }`,
    `{ "specversion": "1.0", "type": "a" }.x`,
    `{ $key: "1.0" }`,
    `{ "specversion": "1.0", "type": "a"`,
    `{ "a": data.x ~> /[,}]/ , "specversion": "1.0" }`,
    `$merge([$, { "region": "eu" }])`,
    `$merge([{ "type": "a" }, $])`,
  ])("says nothing of %s", (expression) => {
    expect(transformOutput(expression)).toBeUndefined();
  });

  it("ends on any text", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      '"',
      "'",
      "\\",
      ",",
      ":",
      "specversion",
      "type",
      " ",
      "$merge([$,",
      "])",
      "/",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect([undefined, 0, 1]).toContain(transformOutput(pieces.join(""))?.length);
      }),
    );
  });
});
