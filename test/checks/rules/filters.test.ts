import { describe, expect, it } from "vitest";
import { BROKER, documents, serviceObject } from "../../../src/checks/example-objects.ts";
import { filteredTrigger } from "../../../src/checks/rules/filter-examples.ts";
import { findings } from "../harness.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];
const told = (filters: string) =>
  findings(documents(...REST, filteredTrigger(filters))).map(({ code, field, message, mend }) => ({
    code,
    field,
    message,
    mend,
  }));
const cesql = (expression: string) => told(`[{ cesql: ${JSON.stringify(expression)} }]`);

describe("dropped-filter", () => {
  it("names the empty value at whatever depth, and not what the filter then lets pass", () => {
    expect(told('[{ all: [{ not: { prefix: { source: "" } } }, { exact: { type: a } }] }]')).toEqual([
      {
        code: "dropped-filter",
        field: "spec.filters[0].all[0].not.prefix[source]",
        message:
          '"source" has an empty value, so Knative drops the whole filter at spec.filters[0].all[0].not and events pass as if it were not there.',
        mend: 'Give "source" its value, or ask that it is there with cesql: EXISTS source.',
      },
    ]);
  });

  it("says nothing of the legacy filter, in which an empty value asks for any", () => {
    const legacy = filteredTrigger("[]").replace("filters: []", 'filter: { attributes: { region: "" } }');
    expect(findings(documents(...REST, legacy))).toEqual([]);
  });
});

describe("filter-on-data", () => {
  it.each([
    ["[{ exact: { data: x } }]", "spec.filters[0].exact[data]"],
    ["[{ cesql: \"EXISTS data AND type = 'a'\" }]", "spec.filters[0].cesql"],
  ])("finds it in %s, and says no more of that filter", (filters, field) => {
    expect(told(filters).map((finding) => [finding.code, finding.field])).toEqual([["filter-on-data", field]]);
  });

  it("takes a text of that name for a text", () => {
    expect(cesql("subject = 'data'")).toEqual([]);
  });
});

describe("cesql-divergence", () => {
  it.each([
    ["TRUE OR EXISTS a AND EXISTS b", "joins AND, OR and XOR from the right", "Put parentheses"],
    ["my-ext = 3", '"my-ext" is no attribute but one attribute minus another', 'did you mean "myext"?'],
    ["subject LIKE 'a\\\\%b'", "an escaped wildcard also matches a backslash", "Compare with ="],
  ])("finds %s", (expression, message, mend) => {
    const found = findings(documents(...REST, filteredTrigger(`[{ cesql: "${expression}" }]`)), "cesql-divergence");
    expect(found).toMatchObject([
      {
        field: "spec.filters[0].cesql",
        message: expect.stringContaining(message),
        mend: expect.stringContaining(mend),
      },
    ]);
  });

  it.each([
    "EXISTS a AND EXISTS b AND EXISTS c",
    "(EXISTS a OR EXISTS b) AND EXISTS c",
    "a - b = 2",
    "subject LIKE 'a%'",
  ])("says nothing of %s, which both read alike", (expression) => {
    const found = findings(documents(...REST, filteredTrigger(`[{ cesql: "${expression}" }]`)), "cesql-divergence");
    expect(found.map(({ message }) => message)).toEqual([]);
  });
});

describe("cesql-not-boolean", () => {
  it.each([
    ["LENGTH(type)", "an integer"],
    ["1 + 2", "an integer"],
    ["type", "a string"],
    ["CONCAT(type, 'a')", "a string"],
    ["'true'", "a string"],
  ])("finds %s, which gives %s, and does not call it a contradiction too", (expression, kind) => {
    expect(cesql(expression)).toMatchObject([{ code: "cesql-not-boolean", message: expect.stringContaining(kind) }]);
  });

  it("says nothing of a function it does not know", () => {
    expect(cesql("NOPE(type)").filter(({ code }) => code === "cesql-not-boolean")).toEqual([]);
  });
});

describe("contradictory-filter and catch-all-filter", () => {
  it.each(["type = 'a' AND type = 'b'", "NOT EXISTS id", "FALSE"])("tell that nothing passes %s", (expression) => {
    expect(cesql(expression).map(({ code }) => code)).toEqual(["contradictory-filter"]);
  });

  it.each(["TRUE", "EXISTS id OR EXISTS region"])("tell that everything passes %s", (expression) => {
    expect(cesql(expression).map(({ code }) => code)).toEqual(["catch-all-filter"]);
  });

  it("say nothing of a Trigger without a filter", () => {
    const open = filteredTrigger("[]").replace("\n  filters: []", "");
    expect(findings(documents(...REST, open))).toEqual([]);
  });
});

describe("shadowed-filter", () => {
  it("names each branch that another takes, the same branch written twice once", () => {
    const found = told("[{ any: [{ exact: { type: a } }, { exact: { type: a } }, { prefix: { type: b } }] }]");
    expect(found.map(({ code, field }) => [code, field])).toEqual([["shadowed-filter", "spec.filters[0].any[0]"]]);
  });
});

describe("delivered-twice", () => {
  const two = (one: string, other: string, path = "") =>
    findings(
      documents(
        ...REST,
        filteredTrigger(one, "one", "charge"),
        filteredTrigger(other, "other", "charge").replace("name: charge }", `name: charge }${path}`),
      ),
    ).map(({ code, message }) => [code, message]);

  it("names both Triggers and the type", () => {
    expect(two("[{ suffix: { type: placed } }]", "[{ exact: { type: shop.placed } }]")).toEqual([
      [
        "delivered-twice",
        'Trigger one and Trigger other both bring events of type "shop.placed" to Service charge, which gets each of them twice.',
      ],
    ]);
  });

  it("says nothing where the filters exclude each other, or the paths differ", () => {
    expect(two("[{ exact: { type: a, region: eu } }]", "[{ exact: { type: a, region: us } }]")).toEqual([]);
    expect(two("[{ exact: { type: a } }]", "[{ exact: { type: a } }]", ", uri: /other")).toEqual([]);
  });
});
